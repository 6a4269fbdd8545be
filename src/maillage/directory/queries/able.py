"""Organizations that may answer a need: what the directory knows of them, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from maillage import geodata
from maillage.directory.models import Establishment, OrganizationLabel, Profile, Reference, ReferencePartner
from maillage.directory.rules.structured_data import HEADCOUNTS
from maillage.directory.types import Listing, ServedKind

# Beyond so many with the skills, the weakest evidence is read from the nearest outwards.
READ_WHOLE = 6_000
_NEAREST_OF_WEAK = 4_000
_WEAK = ("claimed", "naf")


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
    partners: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Able:
    """Those read, and how many there are in all; `is_whole` when nobody was left unread."""

    organizations: tuple[AbleOrganization, ...]
    count: int

    @property
    def is_whole(self) -> bool:
        return len(self.organizations) == self.count


def able_organizations(
    *, skills: Sequence[str], point: geodata.Point | None, place: geodata.Place | None, today: date,
    also: Iterable[UUID] = (),
) -> Able:  # fmt: skip
    """Give the listed organizations with one of `skills` (slugs), and those of `also` (with a record) if they are listed.

    When they are more than `READ_WHOLE`, all with proven skills are read, and the others from the nearest outwards.
    """
    held, count = _held(skills=skills, point=point, also=list(also))
    profiles = (
        Profile.objects.public().filter(pk__in=list(held)).select_related("organization")
    )  # fmt: skip
    rows = {row.organization_id: row for row in profiles}
    ids = list(rows)
    places = _establishments(ids)
    labels = _labels(ids, today=today)
    comparable, partners = _references(ids, skills=skills)
    found = [
        _able(
            row, places=places.get(pk, ()), point=point, place=place, labels=labels.get(pk, ()),
            partners=partners.get(pk, {}),
            skills=tuple(SkillHeld(slug, kind, comparable.get((pk, slug), 0)) for slug, kind in held[pk]),
        )
        for pk, row in rows.items()
    ]  # fmt: skip
    return Able(tuple(found), max(count, len(found)))


def _held(
    *, skills: Sequence[str], point: geodata.Point | None, also: Sequence[UUID]
) -> tuple[dict[UUID, list[tuple[str, str]]], int]:
    with connection.cursor() as cursor:
        cursor.execute("select id, slug from directory_skill where slug = any(%s)", [list(skills)])
        slug_of = dict(cursor.fetchall())
        known: dict[str, Any] = {
            "skills": list(slug_of),
            "also": list(also),
            "weak": list(_WEAK),
            "nearest": _NEAREST_OF_WEAK,
        }
        known |= {"listed": Listing.LISTED.value, "limit": READ_WHOLE}
        known |= {"latitude": point.latitude if point else None, "longitude": point.longitude if point else None}
        cursor.execute(_COUNT, known)
        (count,) = cursor.fetchone()
        cursor.execute(_ALL if count <= READ_WHOLE else _NEAREST if point else _FIRST, known)
        held: dict[UUID, list[tuple[str, str]]] = {}
        for organization_id, skill_id, kind in cursor.fetchall():
            own = held.setdefault(organization_id, [])
            if skill_id is not None:
                own.append((slug_of[skill_id], kind))
    return held, count


_COUNT = """
select count(distinct held.organization_id) from directory_organizationskill held
join directory_profile profile on profile.organization_id = held.organization_id and profile.listing = %(listed)s
where held.skill_id = any(%(skills)s)
"""
_ROWS = """
select chosen.organization_id, held.skill_id, held.evidence_kind
from chosen left join directory_organizationskill held
  on held.organization_id = chosen.organization_id and held.skill_id = any(%(skills)s)
"""
_ALL = f"""
with chosen as (
  select distinct organization_id from directory_organizationskill where skill_id = any(%(skills)s)
  union select unnest(%(also)s::uuid[])
)
{_ROWS}
"""  # noqa: S608 - a constant of ours
_PROVEN = """
  select organization_id from directory_organizationskill
  where skill_id = any(%(skills)s) and evidence_kind <> all(%(weak)s)
  union select unnest(%(also)s::uuid[])
"""
_NEAREST = f"""
with nearest as (
  select document.organization_id from directory_search_document document
  where exists (
    select from directory_organizationskill held
    where held.organization_id = document.organization_id and held.skill_id = any(%(skills)s)
  )
  order by document.earth <-> ll_to_earth(%(latitude)s, %(longitude)s)
  limit %(nearest)s
), chosen as (select organization_id from nearest union {_PROVEN})
{_ROWS}
"""  # noqa: S608 - a constant of ours
_FIRST = f"""
with first as (
  select document.organization_id from directory_search_document document
  where exists (
    select from directory_organizationskill held
    where held.organization_id = document.organization_id and held.skill_id = any(%(skills)s)
  )
  order by document.standing desc
  limit %(nearest)s
), chosen as (select organization_id from first union {_PROVEN})
{_ROWS}
"""  # noqa: S608 - a constant of ours


def _establishments(ids: Sequence[UUID]) -> dict[UUID, list[Establishment]]:
    rows = Establishment.objects.across_scopes(reason="where listed organizations work").filter(
        organization_id__in=ids, closed_at__isnull=True
    )
    found: dict[UUID, list[Establishment]] = {}
    for row in rows.order_by("-is_head_office", "id"):
        found.setdefault(row.organization_id, []).append(row)
    return found


def _labels(ids: Sequence[UUID], *, today: date) -> dict[UUID, tuple[str, ...]]:
    rows = OrganizationLabel.objects.across_scopes(reason="labels of listed organizations").filter(
        organization_id__in=ids
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for organization_id, slug, ends in rows.values_list("organization_id", "label__slug", "expires_on"):
        if ends is None or ends >= today:
            found[organization_id] = (*found.get(organization_id, ()), slug)
    return found


def _references(
    ids: Sequence[UUID], *, skills: Sequence[str]
) -> tuple[dict[tuple[UUID, str], int], dict[UUID, dict[UUID, int]]]:
    comparable: dict[tuple[UUID, str], int] = {}
    reason = "references of listed organizations"
    jobs = Reference.objects.across_scopes(reason=reason).filter(
        organization_id__in=ids, skill_slugs__overlap=list(skills)
    )
    wanted = set(skills)
    for organization_id, slugs in jobs.values_list("organization_id", "skill_slugs"):
        for slug in wanted.intersection(slugs):
            comparable[organization_id, slug] = comparable.get((organization_id, slug), 0) + 1
    partners: dict[UUID, dict[UUID, int]] = {}
    ties = ReferencePartner.objects.across_scopes(reason=reason).filter(partner__isnull=False, organization_id__in=ids)
    for own, other in ties.values_list("organization_id", "partner_id"):
        for one, two in ((own, other), (other, own)):
            mine = partners.setdefault(one, {})
            mine[two] = mine.get(two, 0) + 1
    return comparable, partners


def _able(
    row: Profile, *, places: Sequence[Establishment], point: geodata.Point | None, place: geodata.Place | None,
    labels: tuple[str, ...], partners: Mapping[UUID, int], skills: tuple[SkillHeld, ...],
) -> AbleOrganization:  # fmt: skip
    located = [one for one in places if one.longitude is not None and one.latitude is not None]
    distances = [
        round(geodata.distance_m(point, geodata.Point(longitude=one.longitude, latitude=one.latitude)))
        for one in located
        if point is not None and one.longitude is not None and one.latitude is not None
    ]
    inside = place is not None and any(_is_inside(one, place) for one in places)
    distance = 0 if inside else min(distances, default=None)
    least, most = HEADCOUNTS.get(row.headcount_band, (None, None))
    head = places[0] if places else None
    return AbleOrganization(
        id=row.organization_id, name=row.organization.name, slug=row.organization.slug, family=row.organization.family,
        commune=head.commune_name if head else "", logo=str(row.logo.name) if row.logo else "",
        longitude=located[0].longitude if located else None, latitude=located[0].latitude if located else None,
        distance_m=distance, serves=_serves(row, distance=distance, place=place),
        is_national=row.served_kind == ServedKind.NATIONAL.value, headcount_least=least, headcount_most=most,
        listed_on=row.listed_at.date() if row.listed_at else None, skills=skills, labels=labels, partners=partners,
    )  # fmt: skip


def _is_inside(one: Establishment, place: geodata.Place) -> bool:
    match place.kind:
        case geodata.PlaceKind.COMMUNE:
            return one.commune_code == place.code
        case geodata.PlaceKind.DEPARTMENT:
            return one.department_code == place.code
        case geodata.PlaceKind.REGION:
            return one.region_code == place.code
        case _:
            commune = geodata.commune(code=one.commune_code) if one.commune_code else None
            return commune is not None and commune.epci_code == place.code


def _serves(row: Profile, *, distance: int | None, place: geodata.Place | None) -> bool | None:
    match row.served_kind:
        case ServedKind.NATIONAL.value:
            return True
        case ServedKind.RADIUS.value if row.served_radius_km is not None and distance is not None:
            return distance <= row.served_radius_km * 1000
        case ServedKind.PLACES.value if place is not None and row.served_places:
            return not _territories_holding(place).isdisjoint(row.served_places)
        case _:
            return None


def _territories_holding(place: geodata.Place) -> set[str]:
    """Give the codes of a place and of all that holds it."""
    codes = {f"{place.kind.value}:{place.code}"}
    if place.kind is geodata.PlaceKind.COMMUNE:
        commune = geodata.commune(code=place.code)
        if commune is not None:
            codes |= {
                f"department:{commune.department_code}",
                f"region:{commune.region_code}",
                f"epci:{commune.epci_code}",
            }
    elif place.kind is geodata.PlaceKind.DEPARTMENT:
        department = geodata.department(code=place.code)
        if department is not None:
            codes.add(f"region:{department.region_code}")
    return codes
