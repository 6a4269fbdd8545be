"""Shapes of what the API of the path takes and gives."""
