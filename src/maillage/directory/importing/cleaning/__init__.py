"""Cleaners: text as people typed it or programs mangled it → one value, and what to tell the reader.

A cleaner takes one text, never raises on data, gives the same value when run again on its own output, and never guesses
digits that are lost.
"""
