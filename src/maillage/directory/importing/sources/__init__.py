"""From a path to rows: compressed or not, any encoding, any separator, in constant memory."""
