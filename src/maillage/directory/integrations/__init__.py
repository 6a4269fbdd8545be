"""Services of others that the directory speaks with, each behind a small client."""
