"""Measures of the match: quality, equity, composition."""
