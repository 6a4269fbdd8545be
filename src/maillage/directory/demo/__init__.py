"""A fictional network of co-operatives, the same for everyone who draws it with the same seed."""
