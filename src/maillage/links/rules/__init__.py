"""Calculations of the graph without database: strength, paths, communities, measures of the mesh."""
