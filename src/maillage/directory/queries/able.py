"""Organizations that may answer a need: what the directory knows of them, in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from maillage import geodata
from maillage.directory.queries.able_places import NeedPlace, WorkPlace
from maillage.directory.rules.structured_data import HEADCOUNTS
from maillage.directory.search.counts import uses_of
from maillage.directory.types import Listing, ServedKind

# Beyond so many with the skills, only those who may come first are read.
READ_WHOLE = 200


@dataclass(frozen=True, slots=True)
class SkillHeld:
    slug: str
    evidence: str
    comparable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AbleOrganization:
    """A listed organization with at least one of the skills asked.

    `distance_m`: of its nearest establishment. `serves`: True, False, or None when it names no territory.
    """

    id: UUID
    name: str
    slug: str
    family: str
    commune: str
    logo: str
    longitude: float | None
    latitude: float | None
    distance_m: int | None
    serves: bool | None
    is_national: bool
    headcount_least: int | None
    headcount_most: int | None
    listed_on: date | None
    skills: tuple[SkillHeld, ...] = ()
    labels: tuple[str, ...] = ()


def able_organizations(
    *, skills: Sequence[str], place: NeedPlace | None, today: date,
    also: Iterable[UUID] = (),
) -> Sequence[AbleOrganization] | None:  # fmt: skip
    """Give all the listed organizations with one of `skills` (slugs), and those of `also` (set aside) if they are listed.

    None when they are more than `READ_WHOLE`: then `able_order` says whom to read, `organizations_read` reads them.
    """
    facets = [f"skill:{slug}" for slug in skills]
    uses = uses_of(facets)
    if any(uses[facet] > READ_WHOLE for facet in facets):  # kept counters: the query below would take longer
        return None
    with connection.cursor() as cursor:
        cursor.execute(_SOME, {"skills": list(skills), "limit": READ_WHOLE + 1, "listed": Listing.LISTED.value})
        ids = [row[0] for row in cursor.fetchall()]
    if len(ids) > READ_WHOLE:
        return None
    return organizations_read(ids=[*ids, *also], skills=skills, place=place, today=today)


def organizations_read(
    *, ids: Iterable[UUID], skills: Sequence[str], place: NeedPlace | None, today: date
) -> Sequence[AbleOrganization]:
    """Give what is known of these organizations, in no order; those that are not listed are left out. Five queries."""
    asked: dict[str, Any] = {
        "ids": list(dict.fromkeys(ids)),
        "skills": list(skills),
        "listed": Listing.LISTED.value,
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PROFILES, asked)
        rows = {pk: _ProfileRow(*columns) for pk, *columns in cursor.fetchall()}
        asked["ids"] = list(rows)
        places, labels, held, comparable = (
            _by_organization(cursor, statement, asked) for statement in (_PLACES, _LABELS, _HELD, _COMPARABLE)
        )
    wanted = set(skills)
    jobs = {
        pk: Counter(slug for (slugs,) in each for slug in wanted.intersection(slugs)) for pk, each in comparable.items()
    }
    return [
        _able(
            pk, row, places=[WorkPlace(*columns) for columns in places.get(pk, ())], place=place,
            labels=tuple(slug for (slug,) in labels.get(pk, ())),
            skills=tuple(SkillHeld(slug, kind, jobs[pk][slug] if pk in jobs else 0) for slug, kind in held.get(pk, ())),
        )
        for pk, row in rows.items()
    ]  # fmt: skip


class _ProfileRow(NamedTuple):
    name: str
    slug: str
    family: str
    logo: str
    headcount_band: str
    served_kind: str
    served_places: Sequence[str]
    served_radius_km: int | None
    listed_at: datetime | None


# Written out: a ranking reads some seventy rows of five tables, and making objects of them took longer than finding them.
_PROFILES = """
select profile.organization_id, organization.name, organization.slug, organization.family, profile.logo,
  profile.headcount_band, profile.served_kind, profile.served_places, profile.served_radius_km, profile.listed_at
from directory_profile profile join accounts_organization organization on organization.id = profile.organization_id
where profile.organization_id = any(%(ids)s::uuid[]) and profile.listing = %(listed)s
"""
_PLACES = """
select organization_id, commune_code, commune_name, department_code, longitude, latitude
from directory_establishment where organization_id = any(%(ids)s::uuid[]) and closed_at is null
order by is_head_office desc, id
"""
_LABELS = """
select held.organization_id, label.slug from directory_organizationlabel held
join directory_label label on label.id = held.label_id
where held.organization_id = any(%(ids)s::uuid[]) and (held.expires_on is null or held.expires_on >= %(today)s)
"""
_HELD = """
select held.organization_id, skill.slug, held.evidence_kind from directory_organizationskill held
join directory_skill skill on skill.id = held.skill_id
where held.organization_id = any(%(ids)s::uuid[]) and skill.slug = any(%(skills)s)
"""
_COMPARABLE = """
select organization_id, skill_slugs from directory_reference
where organization_id = any(%(ids)s::uuid[]) and skill_slugs && %(skills)s::varchar[]
"""
_SOME = """
select distinct held.organization_id from directory_organizationskill held
join directory_skill skill on skill.id = held.skill_id
join directory_profile profile on profile.organization_id = held.organization_id and profile.listing = %(listed)s
where skill.slug = any(%(skills)s) limit %(limit)s
"""


def _by_organization(
    cursor: CursorWrapper, statement: str, asked: Mapping[str, Any]
) -> Mapping[UUID, Sequence[Sequence[Any]]]:
    cursor.execute(statement, asked)
    found: dict[UUID, list[Sequence[Any]]] = {}
    for pk, *columns in cursor.fetchall():
        found.setdefault(pk, []).append(columns)
    return found


def _able(
    pk: UUID, row: _ProfileRow, *, places: Sequence[WorkPlace], place: NeedPlace | None,
    labels: tuple[str, ...], skills: tuple[SkillHeld, ...],
) -> AbleOrganization:  # fmt: skip
    point = place.point if place is not None else None
    located = [one for one in places if one.longitude is not None and one.latitude is not None]
    distances = [
        round(geodata.distance_m(point, geodata.Point(longitude=one.longitude, latitude=one.latitude)))
        for one in located
        if point is not None and one.longitude is not None and one.latitude is not None
    ]
    inside = place is not None and any(place.has_inside(one) for one in places)
    distance = 0 if inside else min(distances, default=None)
    least, most = HEADCOUNTS.get(row.headcount_band, (None, None))
    head = places[0] if places else None
    return AbleOrganization(
        id=pk, name=row.name, slug=row.slug, family=row.family,
        commune=head.commune_name if head else "", logo=row.logo,
        longitude=located[0].longitude if located else None, latitude=located[0].latitude if located else None,
        distance_m=distance, serves=_serves(row, distance=distance, place=place),
        is_national=row.served_kind == ServedKind.NATIONAL.value, headcount_least=least, headcount_most=most,
        listed_on=row.listed_at.date() if row.listed_at else None, skills=skills, labels=labels,
    )  # fmt: skip


def _serves(row: _ProfileRow, *, distance: int | None, place: NeedPlace | None) -> bool | None:
    match row.served_kind:
        case ServedKind.NATIONAL.value:
            return True
        case ServedKind.RADIUS.value if row.served_radius_km is not None and distance is not None:
            return distance <= row.served_radius_km * 1000
        case ServedKind.PLACES.value if place is not None and place.holding and row.served_places:
            return not place.holding.isdisjoint(row.served_places)
        case _:
            return None
