"""What organizations do and where, told to those who look for work for them: three queries, however many they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from maillage import geodata
from maillage.accounts.models import Membership, Organization
from maillage.accounts.types import OrganizationRole
from maillage.directory.models import Establishment, OrganizationSkill, Profile
from maillage.directory.types import Listing, ServedKind

_REASON = "what organizations do and where, for those who act for them"


@dataclass(frozen=True, slots=True)
class Reach:
    """An organization's skills (slug → name) and the départements that it is in and may work in.

    `served` holds those of `own`; it is None when the organization works everywhere. `is_said`: it named its territory.
    """

    skills: Mapping[str, str]
    own: frozenset[str]
    served: frozenset[str] | None
    is_said: bool


def reach_of(organization_ids: Iterable[UUID], /) -> dict[UUID, Reach]:
    """Give the reach of those that have a profile."""
    ids = list(organization_ids)
    skills: dict[UUID, dict[str, str]] = {}
    held = OrganizationSkill.objects.across_scopes(reason=_REASON).filter(organization_id__in=ids)
    for one in held.select_related("skill"):
        if one.skill.retired_at is None:
            skills.setdefault(one.organization_id, {})[one.skill.slug] = one.skill.name
    places: dict[UUID, list[Establishment]] = {}
    for place in Establishment.objects.across_scopes(reason=_REASON).filter(
        organization_id__in=ids, closed_at__isnull=True
    ):
        places.setdefault(place.organization_id, []).append(place)
    profiles = Profile.objects.across_scopes(reason=_REASON).filter(organization_id__in=ids)
    return {
        row.organization_id: _reach(row, skills.get(row.organization_id, {}), places.get(row.organization_id, []))
        for row in profiles
    }


def _reach(row: Profile, skills: Mapping[str, str], places: Sequence[Establishment]) -> Reach:
    own = frozenset(place.department_code for place in places if place.department_code)
    match row.served_kind:
        case ServedKind.NATIONAL.value:
            return Reach(skills, own, None, True)
        case ServedKind.PLACES.value:
            return Reach(skills, own, own | departments_of(row.served_places), True)
        case ServedKind.RADIUS.value:
            return Reach(skills, own, own | _within(places, row.served_radius_km or 0), True)
        case _:
            regions = {place.region_code for place in places if place.region_code}
            around = {one.code for one in geodata.departments() if one.region_code in regions}
            return Reach(skills, own, own | around, False)


def departments_of(codes: Iterable[str], /) -> frozenset[str]:
    """Give the départements that territories (`region:84`, `department:69`, `epci:…`, `commune:…`) touch."""
    found: set[str] = set()
    for code in codes:
        kind, _colon, rest = code.partition(":")
        if kind == "department":
            found.add(rest)
        elif kind == "region":
            found |= {one.code for one in geodata.departments() if one.region_code == rest}
        elif kind in {"commune", "epci"}:
            commune = geodata.commune(code=rest) if kind == "commune" else _seat_of_epci(rest)
            found |= {commune.department_code} if commune is not None else set()
    return frozenset(found)


def _seat_of_epci(code: str) -> geodata.Commune | None:
    place = geodata.place(kind=geodata.PlaceKind.EPCI, code=code)
    return geodata.reverse(point=place.point) if place is not None else None


def _within(places: Sequence[Establishment], radius_km: int) -> frozenset[str]:
    centres = [
        geodata.Point(longitude=place.longitude, latitude=place.latitude)
        for place in places
        if place.longitude is not None and place.latitude is not None
    ]
    found = set()
    for one in geodata.departments():
        seat = geodata.commune(code=one.seat_code)
        if seat and any(geodata.distance_m(centre, seat.point) <= radius_km * 1000 for centre in centres):
            found.add(one.code)
    return frozenset(found)


def listed_with_people() -> list[UUID]:
    """Give the listed organizations that somebody edits, by id."""
    roles = [OrganizationRole.OWNER.value, OrganizationRole.EDITOR.value]
    held = Membership.objects.across_scopes(reason="who may be written to").filter(role__in=roles, user__is_active=True)
    rows = Profile.objects.public().filter(organization_id__in=held.values("organization_id"))
    return list(rows.order_by("organization_id").values_list("organization_id", flat=True))


def is_listed(*, organization_id: UUID) -> bool:
    """Say whether an organization stands in the directory."""
    return Profile.objects.public().filter(organization_id=organization_id).exists()


def gone_among(organization_ids: Iterable[UUID], /) -> set[UUID]:
    """Give those that have left the directory: unlisted, or closed (merged into another)."""
    ids = list(organization_ids)
    rows = Profile.objects.across_scopes(reason=_REASON).filter(organization_id__in=ids)
    gone = rows.exclude(listing=Listing.LISTED).values_list("organization_id", flat=True)
    closed = Organization.objects.filter(pk__in=ids, closed_at__isnull=False).values_list("pk", flat=True)
    return set(gone) | set(closed)
