"""Links as the API gives them."""

from datetime import date

from ninja import Schema


class LinkOther(Schema):
    name: str
    slug: str


class LinkEntry(Schema):
    """`strength` in [0, 1[, of public facts alone; `kinds` as in the documentation of links."""

    organization: LinkOther
    strength: float
    kinds: list[str]
    first_on: date
    last_on: date
    facts: int


class LinkPage(Schema):
    results: list[LinkEntry]
    next: str | None
