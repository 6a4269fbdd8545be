"""`maillage doctor`: what is wrong with this instance, and what to do."""

from maillage.cli.doctor.command import doctor

__all__ = ["doctor"]
