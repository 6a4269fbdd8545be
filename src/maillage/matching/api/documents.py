"""Turn needs into what the API gives, and what it takes into needs."""

from collections.abc import Mapping, Set
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.types import Actor
from maillage.directory.queries.able import AbleOrganization
from maillage.directory.queries.published import whole_address
from maillage.directory.queries.taxonomy import skill_choices
from maillage.geodata import Place
from maillage.kit.errors import Invalid
from maillage.matching.labels import EXCLUSION_LABELS
from maillage.matching.models import Brief
from maillage.matching.queries.candidates import Ranked
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.places import place_named
from maillage.matching.rules.ranking import Entry
from maillage.matching.rules.reading import DateRole, ReadNeed
from maillage.matching.schemas.briefs import BriefIn
from maillage.matching.sentences import sentence
from maillage.matching.types import Criterion

_LONGEST_TITLE, _LONGEST_BECAUSE = 80, 200
_KNOWN_LANGUAGES = ("fr", "en")


def _code(place: Place) -> str:
    return f"{place.kind.value}:{place.code}"


def suggestion_document(read: ReadNeed, *, names: Mapping[str, str]) -> dict[str, Any]:
    """Give what was understood of a text as `Suggestion`."""
    place, budget = read.place, read.budget
    chosen = place.place if place else None
    return {
        "language": read.language,
        "skills": [
            {
                "slug": one.slug, "name": names.get(one.slug, one.slug), "score": round(one.score, 4),
                "because": list(dict.fromkeys(quote.text for quote in one.because)),
            }
            for one in read.skills
        ],
        "place": {"code": _code(chosen), "kind": chosen.kind.value, "label": chosen.label} if chosen else None,
        "radius_km": place.radius_km if place else None,
        "is_anywhere": bool(place and chosen is None and (place.is_anywhere or place.is_remote)),
        "budget": {
            "least_cents": budget.least_cents, "most_cents": budget.most_cents, "includes_vat": budget.includes_vat,
            "because": budget.because.text,
        } if budget else None,
        "dates": [
            {
                "role": one.role.value, "earliest": one.earliest, "latest": one.latest, "is_urgent": one.is_urgent,
                "because": one.because.text,
            }
            for one in read.dates
        ],
        "kind": read.kind.kind,
        "lots": [{"title": lot.title, "skills": list(lot.skills)} for lot in read.lots],
        "clauses": [
            {"slug": one.slug, "is_required": one.is_required, "because": one.because.text} for one in read.clauses
        ],
    }  # fmt: skip


def need_of(sent: BriefIn, read: ReadNeed) -> NeedGiven:
    """Give the need that a program sends; what it leaves out is what was read.

    Raises: Invalid (the end of something before its start).
    """
    _check_order(sent)
    understood = suggestion_document(read, names={})
    because = {one["slug"]: ", ".join(one["because"])[:_LONGEST_BECAUSE] for one in understood["skills"]}
    slugs = sent.skills if sent.skills is not None else list(because)
    place_code = sent.place if sent.place is not None else _read_place(sent, understood)
    place = place_named(place_code) if place_code else None
    is_budget_said = sent.budget_least_cents is not None or sent.budget_most_cents is not None
    budget = read.budget
    dates = {role: next((one for one in read.dates if one.role is role), None) for role in DateRole}
    starts = dates[DateRole.START]
    start = sent.starts_on or ((starts.earliest or starts.latest) if starts and sent.ends_on is None else None)
    return NeedGiven(
        title=sent.title or _title(sent.text), text=sent.text, kind=sent.kind or read.kind.kind,
        skills=tuple(SkillAsked(slug, because=because.get(slug, "")) for slug in dict.fromkeys(slugs)),
        place_code=place_code or "", place_label=place.label if place else "",
        radius_km=sent.radius_km if sent.radius_km is not None else (understood["radius_km"] if sent.place is None else None),
        is_anywhere=sent.is_anywhere or (place_code is None and understood["is_anywhere"]),
        answers_due=sent.answers_due or (said.latest if (said := dates[DateRole.ANSWERS]) else None),
        starts_on=start, ends_on=sent.ends_on,
        budget_least_cents=sent.budget_least_cents if is_budget_said else (budget.least_cents if budget else None),
        budget_most_cents=sent.budget_most_cents if is_budget_said else (budget.most_cents if budget else None),
        budget_includes_vat=sent.budget_includes_vat if is_budget_said else bool(budget and budget.includes_vat),
        clauses=sent.clauses, language=read.language if read.language in _KNOWN_LANGUAGES else "fr",
    )  # fmt: skip


def _check_order(sent: BriefIn) -> None:
    if sent.starts_on and sent.ends_on and sent.ends_on < sent.starts_on:
        raise Invalid(_("The end comes before the start: change one of the two."), field="ends_on")
    least, most = sent.budget_least_cents, sent.budget_most_cents
    if least is not None and most is not None and most < least:
        raise Invalid(_("The most is less than the least: change one of the two."), field="budget_most_cents")


def _read_place(sent: BriefIn, understood: Mapping[str, Any]) -> str | None:
    return None if sent.is_anywhere or understood["place"] is None else str(understood["place"]["code"])


def _title(text: str) -> str:
    line = next((line for line in text.strip().splitlines() if line.strip()), text).strip()
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rpartition(' ')[0] or line[:79]}…"


def buyer_of(sent: BriefIn) -> BuyerGiven | None:
    """Give who asks, when the program says."""
    buyer = sent.buyer
    if buyer is None:
        return None
    return BuyerGiven(buyer.name, buyer.email, buyer.phone, buyer.organization_name, buyer.is_hidden)


def summary_document(brief: Brief, *, actor: Actor) -> dict[str, Any]:
    """Give a need as `BriefSummary`."""
    page = whole_address(reverse("matching:brief", args=[brief.number])) if actor.is_facilitator else None
    return {
        "id": brief.pk, "number": brief.number, "title": brief.title, "kind": brief.kind, "state": brief.state,
        "created_at": brief.created_at, "received_at": brief.received_at, "url": page,
    }  # fmt: skip


def brief_document(brief: Brief, *, actor: Actor) -> dict[str, Any]:
    """Give a need as `BriefOut`; those who read it are its buyer and the office."""
    columns = (
        "text", "language", "radius_km", "is_anywhere", "answers_due", "starts_on", "ends_on", "budget_least_cents",
        "budget_most_cents", "budget_includes_vat", "required_labels", "preferred_labels", "clauses", "closed_at",
    )  # fmt: skip
    return {
        **summary_document(brief, actor=actor),
        **{name: getattr(brief, name) for name in columns},
        "place": {"code": brief.place_code, "label": brief.place_label} if brief.place_code else None,
        "skills": [
            {
                "slug": asked.skill.slug, "name": asked.skill.name, "is_required": asked.is_required,
                "because": asked.because, "lot": asked.lot.position if asked.lot else None,
            }
            for asked in brief.skills.all()
        ],
        "lots": [lot.title for lot in brief.lots.all()],
        "buyer": {
            "name": brief.buyer_name, "email": brief.buyer_email, "phone": brief.buyer_phone,
            "organization_name": brief.buyer_organization_name, "is_hidden": brief.is_buyer_hidden,
        },
    }  # fmt: skip


def shortlist_document(ranked: Ranked, *, kept: Set[UUID]) -> dict[str, Any]:
    """Give a ranking as `Shortlist`."""
    names = {choice.slug: choice.name for choice in skill_choices()}
    ranking, organizations = ranked.ranking, ranked.organizations
    return {
        "formula_version": ranking.formula_version,
        "weights": {criterion.value: ranking.weights.of(criterion) for criterion in Criterion},
        "count": ranked.count,
        "is_whole": ranked.is_whole,
        "results": [
            {
                "position": entry.position, "organization": organization_document(organizations[entry.organization_id]),
                "score": round(entry.score, 6), "criteria": _criteria(entry, names),
                "is_kept": organizations[entry.organization_id].id in kept,
            }
            for entry in ranking.entries
        ],
        "excluded": [
            {
                "organization": organization_document(organizations[one.organization_id]), "reason": one.reason,
                "sentence": str(EXCLUSION_LABELS[one.reason]),
            }
            for one in ranking.excluded
        ],
    }  # fmt: skip


def organization_document(one: AbleOrganization, /) -> dict[str, Any]:
    """Give an organization as `RankedOrganization`."""
    page = whole_address(reverse("directory:profile", args=[one.slug]))
    return {"id": one.id, "slug": one.slug, "name": one.name, "commune": one.commune, "url": page}


def _criteria(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        one.criterion.value: {
            "value": round(one.value, 6), "weight": round(one.weight, 6),
            "sentence": " ; ".join(sentence(why, names=names) for why in one.because),
        }
        for one in entry.judgements
    }  # fmt: skip
