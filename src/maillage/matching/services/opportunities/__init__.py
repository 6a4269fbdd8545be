"""Calls for tender: read from files, told to members, made into needs."""
