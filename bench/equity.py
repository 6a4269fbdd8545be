"""Measure how evenly opportunities are given; see `bench/matching/equity.py`."""

from bench.matching.equity import main

__all__ = ["main"]
