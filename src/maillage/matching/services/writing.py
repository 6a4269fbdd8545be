"""Put what was given into rows: shared by every way in and by the office's corrections."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage import geodata
from maillage.directory.queries.terms import living_skills
from maillage.kit.errors import Invalid
from maillage.matching.models import Brief, BriefLot, BriefSkill
from maillage.matching.rules.given import NeedGiven
from maillage.matching.rules.places import place_named


class UnknownSkill(Invalid):
    message = _("The skill “%(slug)s” is not in the taxonomy any more. Choose another one.")
    code = "unknown_skill"


class UnknownPlace(Invalid):
    message = _("This place is not known. Choose one of those suggested as you type.")
    code = "unknown_place"


def columns_of(need: NeedGiven, /) -> dict[str, Any]:
    """Give the columns of a brief that a need fills.

    Raises: UnknownPlace.
    """
    point = _point_of(need)
    return {
        "title": need.title,
        "text": need.text,
        "kind": need.kind.value,
        "language": need.language,
        "place_label": need.place_label,
        "place_code": need.place_code,
        "longitude": point.longitude if point else None,
        "latitude": point.latitude if point else None,
        "radius_km": need.radius_km,
        "is_anywhere": need.is_anywhere,
        "answers_due": need.answers_due,
        "starts_on": need.starts_on,
        "ends_on": need.ends_on,
        "budget_least_cents": need.budget_least_cents,
        "budget_most_cents": need.budget_most_cents,
        "budget_includes_vat": need.budget_includes_vat,
        "required_labels": list(need.required_labels),
        "preferred_labels": list(need.preferred_labels),
        "clauses": need.clauses,
    }


def _point_of(need: NeedGiven) -> geodata.Point | None:
    if not need.place_code:
        return None
    place = place_named(need.place_code)
    if place is None:
        raise UnknownPlace(field="place")
    return place.point


def write_parts(brief: Brief, /, *, need: NeedGiven) -> None:
    """Make a brief's lots and skills those of the need, in the caller's transaction.

    Raises: UnknownSkill.
    """
    known = {skill.slug: skill.pk for skill in living_skills()}
    for asked in need.skills:
        if asked.slug not in known:
            raise UnknownSkill(field="skills", slug=asked.slug)
    BriefSkill.objects.across_scopes(reason="parts of a brief at hand").filter(brief=brief).delete()
    BriefLot.objects.across_scopes(reason="parts of a brief at hand").filter(brief=brief).delete()
    lots = [BriefLot(brief=brief, position=place, title=title) for place, title in enumerate(need.lots, start=1)]
    BriefLot.objects.bulk_create(lots)
    by_position = {lot.position: lot for lot in lots}
    asked_once = {asked.slug: asked for asked in need.skills}
    BriefSkill.objects.bulk_create(
        BriefSkill(
            brief=brief,
            lot=by_position.get(asked.lot),
            skill_id=known[asked.slug],
            is_required=asked.is_required,
            because=asked.because[:200],
        )
        for asked in asked_once.values()
    )
