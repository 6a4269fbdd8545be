"""Measure what is understood of needs in plain words; see `bench/matching/reading.py`."""

from bench.matching.reading import main

__all__ = ["main"]
