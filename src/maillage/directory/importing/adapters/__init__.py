"""One module per format: an `OriginalRow` in, an `ImportedOrganization` or a `RejectedRow` out."""
