"""Measure the quality of rankings; see `bench/matching/quality.py`."""

from bench.matching.quality import main

__all__ = ["main"]
