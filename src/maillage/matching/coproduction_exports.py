"""Lists of common work for spreadsheets: byte order mark, semicolons, decimal commas; no text becomes a formula."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from maillage.matching.coproduction_labels import COPRODUCTION_LABELS
from maillage.matching.queries.coproductions import Line
from maillage.matching.types import CoproductionState

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _LastLine:
    text = ""

    def write(self, text: str) -> None:
        self.text = text


def spreadsheet_of(lines: Iterable[Line], /) -> Iterator[bytes]:
    """Write a line a coproduction."""
    target = _LastLine()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Title"), _("State"), _("For whom"), _("Place"), _("Start"), _("End"), _("Budget"), _("Currency"),
            _("Lead"), _("Partners"), _("Steps done"), _("Steps in all"), _("Steps late"),
        ]
    )  # fmt: skip
    yield ("\ufeff" + target.text).encode()
    for line in lines:
        writer.writerow(_cells(line))
        yield target.text.encode()


def _cells(line: Line) -> list[str]:
    work = line.work
    lead = line.lead
    words = [
        work.title, str(COPRODUCTION_LABELS[CoproductionState(work.state)]), work.client, work.place,
        _day(work.starts_on), _day(work.ends_on), f"{work.budget_cents / 100:.2f}".replace(".", ","), work.currency,
        lead.organization.name if lead else "", ", ".join(one.organization.name for one in line.partners),
        str(line.progress.done), str(line.progress.total), str(line.progress.late),
    ]  # fmt: skip
    return [f"'{word}" if word.startswith(_FORMULA_STARTS) else word for word in words]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
