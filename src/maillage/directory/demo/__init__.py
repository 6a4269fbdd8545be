"""A fictional network of co-operatives, the same for everyone who draws it with the same seed."""

from maillage.directory.demo.network import DEFAULT_SEED, build_demo
from maillage.directory.demo.pictures import render_picture

__all__ = ["DEFAULT_SEED", "build_demo", "render_picture"]
