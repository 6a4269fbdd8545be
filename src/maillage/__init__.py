"""Maillage: the platform that a network of co-operatives hosts for itself."""

__version__ = "0.1.0"
