"""Calculations without database: reading a need, ranking candidates, composing consortia, keeping promises."""
