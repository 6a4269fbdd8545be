"""Handlers by address: parse, one service or query, answer."""
