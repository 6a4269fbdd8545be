"""`maillage backup` and `maillage restore`: a whole instance in one file."""

from maillage.cli.backups.commands import backup, restore

__all__ = ["backup", "restore"]
