"""From what was understood, or kept, to the forms that show it."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.kit.amounts import money
from maillage.matching.forms.needs import NeedForm
from maillage.matching.labels import KIND_LABELS
from maillage.matching.models import Brief
from maillage.matching.queries.reading import Reading
from maillage.matching.rules.given import NeedGiven, SkillAsked
from maillage.matching.types import BriefKind


@dataclass(frozen=True, slots=True)
class Line:
    """One thing understood, with the words that led to it."""

    icon: str
    label: str
    value: str
    because: str = ""


def proposed_form(reading: Reading, /, *, kind: str = "") -> NeedForm:
    """Give the form of the second step, filled with what was understood."""
    initial = {
        "text": reading.text,
        "title": reading.title,
        "kind": kind or reading.kind.value,
        "skills": list(reading.because),
        "is_split": reading.is_split,
        "place": reading.place_label,
        "place_code": reading.place_code,
        "radius_km": reading.radius_km,
        "is_anywhere": reading.is_anywhere,
        "answers_due": reading.answers_due,
        "starts_on": reading.starts_on,
        "ends_on": reading.ends_on,
        "budget_least": _euros(reading.budget_least_cents),
        "budget_most": _euros(reading.budget_most_cents),
        "budget_includes_vat": reading.budget_includes_vat,
        "required_labels": reading.required_labels,
        "preferred_labels": reading.preferred_labels,
        "clauses": reading.clauses,
    }
    return NeedForm(initial=initial, proposed=tuple(reading.because), because=reading.because)


def need_read(reading: Reading, /) -> NeedGiven:
    """Give a need as it was understood, for a call that nobody has the time to check."""
    return NeedGiven(
        title=reading.title, text=reading.text.strip(), kind=reading.kind, place_label=reading.place_label,
        skills=tuple(SkillAsked(slug, because=words) for slug, words in reading.because.items()),
        place_code=reading.place_code, radius_km=reading.radius_km, is_anywhere=reading.is_anywhere,
        answers_due=reading.answers_due, starts_on=reading.starts_on, ends_on=reading.ends_on,
        budget_least_cents=reading.budget_least_cents, budget_most_cents=reading.budget_most_cents,
        budget_includes_vat=reading.budget_includes_vat, required_labels=reading.required_labels,
        preferred_labels=reading.preferred_labels, clauses=reading.clauses,
        language=(get_language() or "fr")[:2],
    )  # fmt: skip


def correction_form(brief: Brief, /) -> NeedForm:
    """Give the form that corrects a brief."""
    asked = list(brief.skills.all())
    initial = {
        "text": brief.text, "title": brief.title, "kind": brief.kind, "skills": [one.skill.slug for one in asked],
        "is_split": any(one.lot_id for one in asked), "place": brief.place_label, "place_code": brief.place_code,
        "radius_km": brief.radius_km, "is_anywhere": brief.is_anywhere, "answers_due": brief.answers_due,
        "starts_on": brief.starts_on, "ends_on": brief.ends_on, "budget_least": _euros(brief.budget_least_cents),
        "budget_most": _euros(brief.budget_most_cents), "budget_includes_vat": brief.budget_includes_vat,
        "required_labels": brief.required_labels, "preferred_labels": brief.preferred_labels, "clauses": brief.clauses,
    }  # fmt: skip
    because = {one.skill.slug: one.because for one in asked}
    return NeedForm(initial=initial, proposed=tuple(because), because=because)


def buyer_initial(brief: Brief, /) -> dict[str, Any]:
    """Give what a brief says of its buyer, for the form."""
    return {
        "buyer_name": brief.buyer_name,
        "buyer_email": brief.buyer_email,
        "buyer_phone": brief.buyer_phone,
        "buyer_organization_name": brief.buyer_organization_name,
        "is_buyer_hidden": brief.is_buyer_hidden,
    }


def shown_reading(reading: Reading, /) -> list[Line]:
    """Tell what was understood of a text, line by line; nothing when nothing was."""
    lines = [Line("tools", name, "", reading.because[slug]) for slug, name in reading.skill_names]
    if reading.is_anywhere:
        lines.append(Line("map-pin", _("Where"), _("anywhere")))
    elif reading.place_label:
        within = _(" within %(km)s km") % {"km": reading.radius_km} if reading.radius_km else ""
        lines.append(Line("map-pin", _("Where"), f"{reading.place_label}{within}"))
    lines += [
        Line("calendar", label, date_format(day, "DATE_FORMAT"))
        for label, day in (
            (_("Answers by"), reading.answers_due), (_("Start"), reading.starts_on), (_("End"), reading.ends_on)
        )
        if day
    ]  # fmt: skip
    budget = budget_words(
        reading.budget_least_cents, reading.budget_most_cents, includes_vat=reading.budget_includes_vat
    )
    if budget:
        lines.append(Line("coin", _("Budget"), budget))
    if lines and reading.kind is not BriefKind.QUOTE:
        lines.append(Line("target", _("Hoped for"), str(KIND_LABELS[reading.kind])))
    return lines


def budget_words(least: int | None, most: int | None, *, includes_vat: bool) -> str:
    """Tell a budget in whole euros."""
    tax = _("incl. VAT") if includes_vat else _("excl. VAT")
    low, high = (money(cents, places=0) if cents is not None else "" for cents in (least, most))
    if low and high and low != high:
        return _("%(low)s to %(high)s %(tax)s") % {"low": low, "high": high, "tax": tax}
    if high:
        return _("up to %(high)s %(tax)s") % {"high": high, "tax": tax}
    return _("from %(low)s %(tax)s") % {"low": low, "tax": tax} if low else ""


def _euros(cents: int | None) -> str:
    if cents is None:
        return ""
    return str(cents // 100) if cents % 100 == 0 else f"{cents / 100:.2f}"


def buyer_label(brief: Brief, /) -> str:
    """Tell who asks, in a few words."""
    if brief.buyer_organization is not None:
        return brief.buyer_organization.name
    return brief.buyer_organization_name or brief.buyer_name or brief.buyer_email
