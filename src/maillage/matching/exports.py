"""Calls for tender as a table that a spreadsheet opens by a double click."""

import csv
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.matching.labels import OPPORTUNITY_LABELS
from maillage.matching.models import Opportunity
from maillage.matching.queries.opportunities import place_names, skill_names
from maillage.matching.types import OpportunityState

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    text = ""

    def write(self, text: str) -> None:
        self.text = text


def opportunities_table(rows: Iterable[Opportunity], /) -> Iterator[bytes]:
    """Write UTF-8 with a byte order mark and semicolons; nobody's text becomes a formula."""
    line, names = _Line(), skill_names()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Notice"),
            _("State"),
            _("Title"),
            _("Buyer"),
            _("Where"),
            _("Skills"),
            _("Deadline"),
            _("Amount (€)"),
            _("Address"),
        ]
    )
    yield ("\ufeff" + line.text).encode()
    for row in rows:
        deadline = timezone.localtime(row.deadline).strftime("%Y-%m-%d %H:%M")
        amount = "" if row.amount_cents is None else f"{row.amount_cents / 100:.2f}".replace(".", ",")
        skills = ", ".join(names[slug] for slug in row.skills if slug in names)
        cells = [
            row.key, str(OPPORTUNITY_LABELS[OpportunityState(row.state)]), row.title, row.buyer,
            ", ".join(place_names(row.departments)), skills, deadline, amount, row.url,
        ]  # fmt: skip
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in cells])
        yield line.text.encode()
