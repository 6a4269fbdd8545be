"""What templates place, made of a content: amounts, dates and sentences in the document's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.kit.amounts import money
from maillage.matching.documents import wording
from maillage.matching.types import AnswerSection, DocumentKind

# The forms DC1 and DC2 are French: their data are told in French whatever the language of the answer.
_FRENCH = {DocumentKind.CANDIDACY, DocumentKind.DECLARATION}


def filled(*, kind: DocumentKind, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of a document's template."""
    language = "fr" if kind in _FRENCH else content["answer"]["language"]
    with translation.override(language):
        brief = content["brief"]
        lots = {lot["position"]: lot["title"] for lot in content["lots"]}
        partners = [_partner(one, content, lots) for one in content["partners"]]
        return {
            "language": language,
            "words": wording.words(),
            "network": content["network"],
            "title": content["answer"]["title"],
            "buyer": brief["buyer_organization"] or brief["buyer"] or _("the buyer"),
            "brief": {"number": f"B-{brief['number']}", "title": brief["title"]},
            "form_sentence": wording.form_sentence(content["consortium"]),
            "partners": partners,
            "parts": [_part(one, lots) for one in content["parts"]],
            "lots": list(lots.values()) or [_("The whole contract")],
            "totals": _totals(content["totals"]),
            "valid_sentence": ngettext(
                "This answer holds for %(days)s day from its sending.", "This answer holds for %(days)s days from its sending.",
                content["answer"]["valid_days"],
            ) % {"days": content["answer"]["valid_days"]},
            "understanding": content["texts"].get(AnswerSection.UNDERSTANDING.value, ""),
            "sections": [
                {"title": title(), "text": content["texts"][section.value]}
                for section, title in wording.SECTION_TITLES.items()
                if section is not AnswerSection.UNDERSTANDING and content["texts"].get(section.value, "").strip()
            ],
            "calendar": _calendar(content["parts"]),
            "references": [
                {**one, "line": " · ".join(filter(None, (one["client"], one["place"], str(one["year"] or ""))))}
                for one in content["references"]
            ],
            "files": content["files"],
            "articles": wording.articles(content) if kind is DocumentKind.AGREEMENT else [],
            "honour": wording.honour(),
            "mandate": wording.mandate(content),
        }  # fmt: skip


def rate(basis_points: int) -> str:
    """Write a rate of VAT, in percent."""
    whole, rest = divmod(basis_points, 100)
    return f"{number_format(f'{whole}.{rest:02d}'.rstrip('0').rstrip('.'))} %"


def _partner(one: Mapping[str, Any], content: Mapping[str, Any], lots: Mapping[int, str]) -> dict[str, Any]:
    net = content["totals"]["net_cents"]
    done = [part["title"] for part in content["parts"] if part["organization"] == one["id"]]
    percent = 100 * one["amount_cents"] / net if net else 0
    town = " ".join(filter(None, (one["postal_code"], one["commune"])))
    return {
        **one,
        "seat": ", ".join(filter(None, (one["street"], town))),
        "people": _people(one["headcount_least"], one["headcount_most"]),
        "does": ", ".join(done),
        "amount": money(one["amount_cents"]),
        "percent": percent,
        "percent_label": f"{round(percent)} %",
    }


def _people(least: int | None, most: int | None) -> str:
    if least is None:
        return ""
    if most is None:
        return _("%(least)s and more") % {"least": least}
    return str(least) if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}


def _part(one: Mapping[str, Any], lots: Mapping[int, str]) -> dict[str, Any]:
    return {
        **one,
        "lot_title": lots.get(one["lot"], "") if lots.get(one["lot"], "") != one["title"] else "",
        "amount": money(one["amount_cents"]),
        "rate": rate(one["vat_basis_points"]),
        "dates": _dates(one["starts_on"], one["ends_on"]),
    }


def _dates(first: str | None, last: str | None) -> str:
    told = [date_format(date.fromisoformat(day), "DATE_FORMAT") for day in (first, last) if day]
    if first and last and first != last:
        return _("%(first)s to %(last)s") % {"first": told[0], "last": told[1]}
    return told[0] if told else ""


def _totals(totals: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "net": money(totals["net_cents"]),
        "gross": money(totals["gross_cents"]),
        "vat": [
            {
                "label": _("VAT at %(rate)s of %(base)s") % {"rate": rate(points), "base": money(base)},
                "amount": money(vat),
            }
            for points, base, vat in totals["vat"]
            if points
        ],
    }


def _calendar(parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give bars between the first and the last day, in percent of the whole."""
    dated = [
        (one["title"], date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"]))
        for one in parts
        if one["starts_on"] and one["ends_on"]
    ]
    if len(dated) < 2:
        return []
    start, end = min(first for _title, first, _last in dated), max(last for _title, _first, last in dated)
    days = (end - start).days + 1
    return [
        {
            "title": title,
            "dates": _dates(first.isoformat(), last.isoformat()),
            "left": 100 * (first - start).days / days,
            "width": 100 * ((last - first).days + 1) / days,
        }
        for title, first, last in dated
    ]
