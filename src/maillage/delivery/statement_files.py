"""A statement as a table for spreadsheets and as a PDF; both tell what its document holds and nothing else."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

import typst
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.delivery.queries.statements import StatementSeen
from maillage.delivery.tables import comma
from maillage.delivery.types import StatementKind

_TEMPLATE = """
#let it = json(bytes(sys.inputs.data))
#let muted = rgb("#5C6068")
#let rule = rgb("#E4DFD4")
#let accent = rgb("#0F6B6B")
#set document(title: it.title)
#set page(paper: "a4", margin: (x: 20mm, top: 20mm, bottom: 22mm), footer: context [
  #set text(size: 7.5pt, fill: muted)
  #it.foot #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(font: "Libertinus Serif", size: 10pt, lang: it.lang)
#block(width: 100%, inset: (bottom: 10pt), stroke: (bottom: 1.5pt + accent))[
  #text(size: 9pt, fill: muted, it.organization) \\
  #text(size: 19pt, weight: "bold", it.subject) \\
  #text(size: 11pt, fill: muted, it.month)
]
#v(4pt)
#text(size: 9pt, it.notice)
#set table(stroke: none, inset: (x: 5pt, y: 4pt))
#table(
  columns: (auto, auto, 1fr, auto, auto, auto),
  align: (left, left, left, right, right, right),
  fill: (_, row) => if row == 0 { rgb("#FBF8F2") },
  table.header(..it.heads.map(strong)),
  table.hline(stroke: 0.8pt + accent),
  ..it.lines.flatten(),
  table.hline(stroke: 0.8pt + accent),
)
#align(right, table(
  columns: (auto, auto, auto, auto),
  align: right,
  table.header(..it.total_heads.map(strong)),
  table.hline(stroke: 0.5pt + rule),
  ..it.totals.flatten(),
  table.hline(stroke: 0.8pt + accent),
  ..it.sum.map(strong),
))
"""


def notice_of(kind: StatementKind) -> str:
    """Say what the paper is, and what it is not."""
    if kind is StatementKind.PARTNER:
        return _(
            "Statement of deliveries handed over, ready for invoicing: this is not an invoice. Amounts above zero are due to us, "
            "below zero due by us."
        )
    return _("Statement of deliveries, ready for invoicing: this is not an invoice.")


def estimate_words() -> str:
    """Say what the distances are worth."""
    return _("* Estimated in a straight line, lengthened by the detour.")


def line_words(line: Mapping[str, Any], *, kind: str) -> str:
    """Say what a line is for: a correction, a cancelled order, or the rules that made the price."""
    if line["is_correction"]:
        return _("Correction of a month that is closed")
    if line["state"] == "cancelled":
        return _("Cancelled: not charged")
    if kind == StatementKind.PARTNER.value:
        return _("Handed over to them") if line["cents"] < 0 else _("Ridden for them")
    return " + ".join(str(name) for name, _cents in line["parts"])


def month_name(month: date) -> str:
    return date_format(month, "F Y").capitalize()


def rate_words(rate_bp: int) -> str:
    """Write a rate of VAT, in percent."""
    whole, rest = divmod(rate_bp, 100)
    return f"{number_format(f'{whole}.{rest:02d}'.rstrip('0').rstrip('.'))}\N{NARROW NO-BREAK SPACE}%"


def statement_rows(document: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """Give a statement as the rows of a table: its lines, then its totals by rate."""
    yield (
        _("Date"), _("Delivery"), _("Reference"), _("What for"), _("Distance (km)"), _("VAT (%)"), _("Price incl. VAT (€)")
    )  # fmt: skip
    for line in document["lines"]:
        yield (
            line["day"], f"D-{line['number']}", line["reference"], line_words(line, kind=document["kind"]),
            _comma(line["distance_m"], 1000), _comma(line["rate_bp"], 100), _comma(line["cents"], 100),
        )  # fmt: skip
    yield ()
    yield _("VAT (%)"), _("Net (€)"), _("VAT (€)"), _("Total (€)")
    for one in document["totals"]:
        yield tuple(_comma(one[key], 100) for key in ("rate_bp", "net_cents", "vat_cents", "gross_cents"))


def _comma(value: int, unit: int) -> str:
    return comma(value / unit)


def statement_pdf(seen: StatementSeen, *, made_at: datetime) -> bytes:
    """Typeset a statement as PDF/A, in the reader's language. A closed one gives the same bytes each time.

    `made_at`: stands in the file's metadata.
    """
    document = seen.document
    sums = [sum(one[key] for one in document["totals"]) for key in ("net_cents", "vat_cents", "gross_cents")]
    values = {
        "lang": (get_language() or "fr")[:2],
        "title": f"{document['subject']} – {document['month']}",
        "organization": document["organization"],
        "subject": document["subject"],
        "month": month_name(seen.month),
        "notice": notice_of(seen.subject.kind) + (f" {estimate_words()}" if seen.has_estimates else ""),
        "foot": _("Closed. Digest (SHA-256): %(digest)s") % {"digest": seen.digest}
        if seen.is_closed
        else _("Month still open: amounts may change."),
        "heads": [_("Date"), _("Delivery"), _("What for"), _("Distance"), _("VAT"), _("Incl. VAT")],
        "lines": [_line(line, kind=document["kind"]) for line in document["lines"]],
        "total_heads": [_("VAT"), _("Net"), _("Tax"), _("Total")],
        "totals": [
            [rate_words(one["rate_bp"]), *(_money(one[key]) for key in ("net_cents", "vat_cents", "gross_cents"))]
            for one in document["totals"]
        ],
        "sum": [_("In all"), *map(_money, sums)],
    }
    pdf: bytes = typst.compile(
        cast(Any, {"main": _TEMPLATE.encode()}),
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["a-3b"],
        ignore_system_fonts=True,
        timestamp=int((seen.closed_at or made_at).timestamp()),
    )
    return pdf


def _line(line: Mapping[str, Any], *, kind: str) -> list[str]:
    day = date_format(date.fromisoformat(line["day"]), "d/m/Y") if line["day"] else ""
    distance = f"{number_format(line['distance_m'] / 1000, decimal_pos=1)}\N{NARROW NO-BREAK SPACE}km{'*' if line['is_estimate'] else ''}"
    return [
        day, f"D-{line['number']}", line_words(line, kind=kind), distance, rate_words(line["rate_bp"]), _money(line["cents"])
    ]  # fmt: skip


def _money(cents: int) -> str:
    return f"{number_format(cents / 100, decimal_pos=2, force_grouping=True)}\N{NARROW NO-BREAK SPACE}€"
