"""Shapes of what the directory's API takes and gives."""
