"""The graph: links made from facts, their strength, paths, communities, who should meet."""
