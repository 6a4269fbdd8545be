"""Identifiers."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """Make a UUIDv7: sortable by time, not countable.

    Source: RFC 9562, section 5.7.
    """
    return uuid.UUID(int=uuid_utils.uuid7().int)
