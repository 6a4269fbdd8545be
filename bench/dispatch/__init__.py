"""Parts of the benchmark of route planning."""
