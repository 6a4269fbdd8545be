"""The identifiers that clients keep and concatenate upon: `/api/deliveries/45`."""

import re

from maillage.delivery.coopcycle.refusals import item_not_found

_LAST = re.compile(r"/api/(?P<kind>[a-z_]+)/(?P<number>[0-9]{1,18})")


def iri(kind: str, number: int) -> str:
    """Write an identifier: `kind` is the plural of the address, such as `tasks`."""
    return f"/api/{kind}/{number}"


def number_in(given: object, *, kind: str) -> int:
    """Read the number out of an identifier of one kind; an address of this server is an identifier too.

    Raises: Refused (no such identifier).
    """
    sent = given.get("@id") if isinstance(given, dict) else given
    text = sent if isinstance(sent, str) and len(sent) < 300 else ""
    found = _LAST.search(text)
    if found is None or found["kind"] != kind or found.end() != len(text):
        raise item_not_found(given)
    return int(found["number"])
