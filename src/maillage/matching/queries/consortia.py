"""The composition of a brief: from its rows and the directory's to the rules; and the consortia that were formed."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from maillage.accounts.models import Organization
from maillage.directory.queries.able import AbleOrganization
from maillage.kit.errors import NotFound
from maillage.links.queries.links import strengths_among as link_strengths_among
from maillage.matching.models import Brief, Consortium, ConsortiumPartner, Invitation
from maillage.matching.queries.candidates import known_of
from maillage.matching.queries.weights import network_weights
from maillage.matching.rules.composition import (
    MOST_PARTS,
    USUAL,
    Able,
    Aims,
    Composition,
    Effort,
    Part,
    Problem,
    Tie,
    best_suited,
    compose,
    pool_of,
    to_document,
)
from maillage.matching.rules.ranking import Weights
from maillage.matching.types import ConsortiumState, InvitationState

# More are composed in whole time and in vain: beyond, those who suit a part least are left out, and the page says so.
POOL = 300
# Past this the best team found so far is shown, and it is said that it is not proven. Seconds.
SEARCH_S = 1.5
_REASON = "consortia of a brief at hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the facilitator wants of the teams. `by_skill`: every skill is a part, whatever the lots say."""

    pins: tuple[str, ...] = ()
    bans: tuple[str, ...] = ()
    most_partners: int | None = None
    by_skill: bool = False
    is_lead_needed: bool = True
    aims: Aims = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedBrief:
    """The teams of a brief and what is shown beside them; every field is made of plain values.

    `able`: how many organizations can take on a part; `is_whole`: all of them were looked at. `parts_left_out`: beyond the
    number of parts that are composed at once.
    """

    brief_id: UUID
    composition: Composition
    organizations: Mapping[str, AbleOrganization]
    able: int
    is_whole: bool
    parts_left_out: int = 0


def compose_brief(
    brief: Brief, /, *, now: datetime, today: date, wishes: Wishes | None = None, weights: Weights | None = None,
    is_over: Callable[[], bool] | None = None,
) -> ComposedBrief:  # fmt: skip
    """Compose teams for a brief, given with its parts (`brief_by_number`). Thirteen queries, whatever the size of the directory.

    `is_over`: says when to stop searching; without it a number of steps alone does, and the result is the same each time.
    """
    wishes = wishes or Wishes()
    weights = weights or network_weights()
    known = known_of(brief, now=now, today=today, weights=weights, also=[UUID(pin) for pin in wishes.pins])
    organizations = {str(one.id): one for one in known.organizations}
    held = [frozenset(skill.slug for skill in one.skills) for one in known.organizations]
    parts = parts_of(brief, held=held, by_skill=wishes.by_skill)
    shown = parts[:MOST_PARTS]
    points = {
        name: (one.longitude, one.latitude) for name, one in organizations.items()
        if one.longitude is not None and one.latitude is not None
    }  # fmt: skip
    pool = pool_of(need=known.need, parts=shown, facts=known.facts, weights=weights, points=points)
    kept = _looked_at(pool, parts=shown, pins=wishes.pins)
    problem = Problem(
        seed=str(brief.pk), parts=shown, pool=kept, ties=strengths_among(kept), pins=wishes.pins,
        bans=wishes.bans, most_partners=wishes.most_partners, is_lead_needed=wishes.is_lead_needed,
        has_place=known.need.has_place, scale_m=1000 * (known.need.radius_km or 50),
    )  # fmt: skip
    return ComposedBrief(
        brief_id=brief.pk, composition=compose(problem=problem, aims=wishes.aims, effort=Effort(is_over=is_over)),
        organizations={one.organization_id: organizations[one.organization_id] for one in pool}, able=len(pool),
        is_whole=len(kept) == len(pool) and known.is_whole, parts_left_out=len(parts) - len(shown),
    )  # fmt: skip


def parts_of(brief: Brief, /, *, held: Iterable[frozenset[str]] = (), by_skill: bool = False) -> tuple[Part, ...]:
    """Give what must be covered: the lots that ask for skills, then the skills that stand in no lot; or every skill by itself.

    A lot whose skills nobody holds together is divided by skill. `held`: the skills of each organization. Wished skills count
    only where none is required.
    """
    asked = list(brief.skills.all())
    required = [one for one in asked if one.is_required] or asked
    holders = list(held)
    found: list[Part] = []
    for lot in brief.lots.all():
        of_lot = [one for one in required if one.lot_id == lot.pk]
        slugs = tuple(one.skill.slug for one in of_lot)
        if slugs and not by_skill and any(own.issuperset(slugs) for own in holders):
            found.append(
                Part(key=f"lot-{lot.position}", title=lot.title, lot=lot.position, skills=slugs, share=len(slugs))
            )
        else:
            found += [_skill_part(one) for one in of_lot]
    return (*found, *(_skill_part(one) for one in required if one.lot_id is None))


def _skill_part(asked: Any) -> Part:
    slug = asked.skill.slug
    return Part(key=f"skill-{slug}", title=asked.skill.name, lot=asked.lot.position if asked.lot else 0, skills=(slug,))


def _looked_at(pool: Sequence[Able], *, parts: Sequence[Part], pins: Sequence[str]) -> tuple[Able, ...]:
    kept = {one.organization_id for one in best_suited(pool, parts=parts, most=POOL)} | set(pins)
    return tuple(one for one in pool if one.organization_id in kept)


def strengths_among(pool: Sequence[Able], /) -> tuple[Tie, ...]:
    """Give the ties among some organizations: the strength of their links, as the office knows them. One query."""
    found = link_strengths_among([UUID(one.organization_id) for one in pool])
    return tuple(sorted((Tie(str(left), str(right), value) for (left, right), value in found.items()), key=_pair))


def _pair(tie: Tie) -> tuple[str, str]:
    return tie.one, tie.other


def among_accepted(composed: ComposedBrief, ids: Collection[str], /) -> Composition:
    """Compose the teams that some organizations alone can make: those who accepted."""
    problem = composed.composition.problem
    few = replace(
        problem, pool=tuple(one for one in problem.pool if one.organization_id in ids), pins=(), bans=(), most_partners=None,
        ties=tuple(tie for tie in problem.ties if tie.one in ids and tie.other in ids), is_lead_needed=False,
    )  # fmt: skip
    return compose(problem=few, aims=composed.composition.aims)


def names_of(ids: Iterable[str], /, *, known: Container[str]) -> dict[str, str]:
    """Give the names of organizations that are not among those known, by id; one query at most."""
    unknown = [one for one in ids if one not in known]
    if not unknown:
        return {}
    return {str(pk): name for pk, name in Organization.objects.filter(pk__in=unknown).values_list("pk", "name")}


def accepted_in(*, brief_id: UUID) -> Sequence[Invitation]:
    """Give the invitations that were accepted for a brief, in the order of the answers."""
    rows = Invitation.objects.across_scopes(reason=_REASON).filter(
        brief_id=brief_id, state=InvitationState.ACCEPTED.value
    )
    return list(rows.select_related("organization").order_by("answered_at", "pk"))


def consortia_of(*, brief_id: UUID) -> Sequence[Consortium]:
    """Give the consortia of a brief with those who are in them now, the lead first: two queries."""
    partners = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(left_at__isnull=True)
    shown: Prefetch[Any] = Prefetch(
        "partners",
        queryset=partners.select_related("organization").order_by("-is_lead", "joined_at", "pk"),
        to_attr="present",
    )
    rows = Consortium.objects.across_scopes(reason=_REASON).filter(brief_id=brief_id)
    return list(rows.select_related("answer").prefetch_related(shown).order_by("made_at", "pk"))


def explanation_of(composed: ComposedBrief, ids: Collection[str], /) -> dict[str, Any]:
    """Give what the composition says of some organizations together, as it is kept with their consortium."""
    return to_document(composition=among_accepted(composed, ids))


def consortium_of_partner(*, organization_id: UUID, consortium_id: UUID) -> Consortium:
    """Give a consortium that stands, as one of its present partners sees it.

    Raises: NotFound.
    """
    partners = ConsortiumPartner.objects.across_scopes(reason="shown to the partner's own people").filter(
        organization_id=organization_id, consortium_id=consortium_id, left_at__isnull=True
    )
    rows = Consortium.objects.across_scopes(reason="shown to a partner's own people").select_related("brief")
    found: Consortium | None = rows.filter(
        pk__in=partners.values("consortium_id"), state=ConsortiumState.FORMED.value
    ).first()
    if found is None:
        raise NotFound
    return found
