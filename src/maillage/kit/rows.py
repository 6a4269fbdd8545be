"""Reading one row that has to be there."""

from typing import Any

from django.db.models import QuerySet

from maillage.kit.errors import NotFound


def first_or_not_found[Row](rows: QuerySet[Any, Row], /) -> Row:
    """Give the first of some rows, which are at most one as a rule.

    Raises: NotFound.
    """
    found = rows.first()
    if found is None:
        raise NotFound
    return found
