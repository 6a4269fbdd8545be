"""Links as tables: byte order mark, semicolons and decimal commas, so that a spreadsheet opens them by a double click."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from maillage.links.labels import KIND_LABELS
from maillage.links.queries.tables import Pairing
from maillage.links.types import LinkSeen

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _LastLine:
    text = ""

    def write(self, text: str) -> None:
        self.text = text


def links_file(links: Iterable[LinkSeen], /) -> Iterator[bytes]:
    """Write an organization's links."""
    header = [_("Organization"), _("Strength (0 to 1)"), _("What ties them"), _("Facts"), _("First"), _("Last")]
    return _written(
        header,
        ([one.name, _number(one.strength), _kinds(one.kinds), one.facts, one.first_on, one.last_on] for one in links),
    )


def pairings_file(pairings: Iterable[Pairing], /) -> Iterator[bytes]:
    """Write the links of the graph."""
    header = [
        _("Organization"), _("Commune"), _("Other organization"), _("Its commune"), _("Strength (0 to 1)"),
        _("What ties them"), _("Facts"), _("First"), _("Last"),
    ]  # fmt: skip
    return _written(
        header,
        (
            [
                one.left.name, one.left.commune, one.right.name, one.right.commune, _number(one.strength),
                _kinds(one.kinds), one.facts, one.first_on, one.last_on,
            ]
            for one in pairings
        ),
    )  # fmt: skip


def _kinds(kinds: Iterable[Any]) -> str:
    return ", ".join(str(KIND_LABELS[kind]) for kind in kinds)


def _number(strength: float) -> str:
    return f"{strength:.3f}".replace(".", ",")


def _written(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    target = _LastLine()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    yield f"\ufeff{target.text}".encode()
    for row in rows:
        # No text of anybody's becomes a formula.
        writer.writerow(
            [f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell for cell in row]
        )
        yield target.text.encode()
