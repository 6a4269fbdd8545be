"""The directory's search: its index, its plans, what it answers. Entered through `directory.queries.search`."""
