"""Pairs of organizations that may be one, ready to be compared: a fixed number of queries for a page of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import ngettext_lazy

from maillage.accounts.models import Membership, Organization
from maillage.accounts.types import Scope
from maillage.directory.models import (
    Claim,
    Contact,
    ContactMessage,
    DuplicatePair,
    Establishment,
    Offer,
    OrganizationLabel,
    OrganizationMerge,
    OrganizationSkill,
    Photo,
    Profile,
    Reference,
)
from maillage.directory.queries.published import place_name
from maillage.directory.rules.differences import Piece, pieces_between, text_of
from maillage.directory.rules.merging import CHOSEN_TOGETHER, JOINED, Side, default_side
from maillage.directory.types import DuplicateState, ServedKind
from maillage.geodata import Point, distance_m
from maillage.kit.pages import KeyPage, page_by_key

PAGE_SIZE = 5
_IDENTITY = ("name", "legal_name", "siren", "legal_form_code", "family")
_CODES = frozenset({"family", "legal_form_code", "headcount_band", "founded_on", "served", "logo"})
_COUNTED: dict[str, Any] = {
    "offers": Offer, "references": Reference, "photos": Photo, "labels": OrganizationLabel, "messages": ContactMessage,
    "people": Membership, "claims": Claim,
}  # fmt: skip
_COUNT_NAMES = {
    "offers": ngettext_lazy("%d offer", "%d offers"),
    "references": ngettext_lazy("%d reference", "%d references"),
    "photos": ngettext_lazy("%d picture", "%d pictures"),
    "labels": ngettext_lazy("%d label", "%d labels"),
    "messages": ngettext_lazy("%d message", "%d messages"),
    "people": ngettext_lazy("%d person in its team", "%d people in its team"),
    "claims": ngettext_lazy("%d claim", "%d claims"),
}


@dataclass(frozen=True, slots=True)
class Holding:
    """One organization of a pair with all that it says; `counts`: how many of each kind of row it holds."""

    organization: Organization
    profile: Profile
    values: Mapping[str, Any]
    places: Sequence[Establishment]
    skills: Sequence[str]
    contacts: Sequence[str]
    counts: Mapping[str, int]

    @property
    def point(self) -> Point | None:
        for place in self.places:
            if place.longitude is not None and place.latitude is not None:
                return Point(place.longitude, place.latitude)
        return None

    @property
    def held(self) -> list[str]:
        """The rows that it holds, counted by kind: "2 labels"."""
        return [_COUNT_NAMES[name] % count for name, count in self.counts.items() if count]

    @property
    def weight(self) -> tuple[bool, bool, int, int]:
        """How much speaks for keeping this one: held by its people, identified, told in full."""
        return (
            self.profile.claimed_at is not None,
            bool(self.organization.siren),
            self.profile.completeness,
            len(self.places),
        )


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A field of both. `chosen`: `left` or `right` when one value stays, empty when those of both do."""

    name: str
    left: str
    right: str
    chosen: str

    @property
    def differs(self) -> bool:
        return self.left != self.right

    @property
    def is_text(self) -> bool:
        """Whether it is read as it is written, so that differing words can be marked."""
        return self.name not in _CODES and bool(self.left and self.right)

    @property
    def left_pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in pieces_between(self.left, self.right) if piece.kind != "added")

    @property
    def right_pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in pieces_between(self.left, self.right) if piece.kind != "removed")


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A pair side by side; `kept` is the side that is proposed to stay."""

    pair: DuplicatePair
    left: Holding
    right: Holding
    kept: str
    fields: Sequence[ComparedField] = field(default_factory=tuple)

    @property
    def distance_m(self) -> float | None:
        first, second = self.left.point, self.right.point
        return None if first is None or second is None else distance_m(first, second)

    @property
    def sides(self) -> tuple[tuple[str, Holding], ...]:
        return (("left", self.left), ("right", self.right))

    @property
    def percent(self) -> int:
        return round(self.pair.likeness * 100)


def pairs_page(*, scope: Scope, state: DuplicateState = DuplicateState.OPEN, cursor: str = "") -> KeyPage[ShownPair]:
    """Give the pairs in a state, the likeliest first; those of which one is gone are left out.

    Raises: BadCursor.
    """
    rows = DuplicatePair.objects.within(scope).filter(state=state.value)
    page = page_by_key(rows, key=("-likeness", "-id"), cursor=cursor, size=PAGE_SIZE)
    holdings = _holdings(scope, {key for pair in page.rows for key in (pair.left_id, pair.right_id)})
    shown = [
        _shown(pair, holdings[pair.left_id], holdings[pair.right_id])
        for pair in page.rows
        if pair.left_id in holdings and pair.right_id in holdings
    ]
    return KeyPage(rows=shown, next_cursor=page.next_cursor)


def count_open_pairs(*, scope: Scope) -> int:
    return int(DuplicatePair.objects.within(scope).filter(state=DuplicateState.OPEN.value).count())


def latest_merges(*, scope: Scope, now: datetime, within: timedelta, limit: int = 5) -> list[OrganizationMerge]:
    """Give the latest merges that can still be undone."""
    rows = OrganizationMerge.objects.within(scope).filter(undone_at__isnull=True, at__gt=now - within)
    return list(rows.select_related("kept", "absorbed", "by").defer("before").order_by("-at")[:limit])


def _holdings(scope: Scope, ids: Collection[UUID]) -> dict[UUID, Holding]:
    profiles = Profile.objects.within(scope).select_related("organization").filter(pk__in=ids)
    places = _by_organization(
        Establishment.objects.within(scope).filter(closed_at__isnull=True).order_by("-is_head_office", "pk"), ids
    )
    skills = _by_organization(
        OrganizationSkill.objects.within(scope).select_related("skill").order_by("-is_main", "skill__position"), ids
    )
    contacts = _by_organization(Contact.objects.within(scope).order_by("position", "pk"), ids)
    counts = {name: _counts(model, scope, ids) for name, model in _COUNTED.items()}
    return {
        profile.pk: Holding(
            organization=profile.organization,
            profile=profile,
            values=_values(profile),
            places=places.get(profile.pk, []),
            skills=[row.skill.name for row in skills.get(profile.pk, [])],
            contacts=[row.value for row in contacts.get(profile.pk, [])],
            counts={name: found.get(profile.pk, 0) for name, found in counts.items()},
        )
        for profile in profiles
    }


def _values(profile: Profile) -> dict[str, Any]:
    names = [name for names in CHOSEN_TOGETHER.values() for name in names if name not in _IDENTITY]
    found = {name: getattr(profile.organization, name) for name in _IDENTITY}
    return {**found, **{name: getattr(profile, name) for name in (*names, *JOINED)}, "logo": profile.logo.name or ""}


def _by_organization(rows: Any, ids: Collection[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows.filter(organization_id__in=ids):
        found.setdefault(row.organization_id, []).append(row)
    return found


def _counts(model: Any, scope: Scope, ids: Collection[UUID]) -> dict[UUID, int]:
    rows = (
        model.objects.within(scope)
        .filter(organization_id__in=ids)
        .values("organization_id")
        .annotate(count=Count("pk"))
    )
    return {row["organization_id"]: row["count"] for row in rows.order_by()}


def _shown(pair: DuplicatePair, left: Holding, right: Holding) -> ShownPair:
    kept = "right" if right.weight > left.weight else "left"
    fields = [
        *(_chosen_field(name, left, right, kept) for name in CHOSEN_TOGETHER),
        *(ComparedField(name, text_of(left.values[name]), text_of(right.values[name]), "") for name in JOINED),
        ComparedField("establishments", _places_text(left), _places_text(right), ""),
        ComparedField("skills", ", ".join(left.skills), ", ".join(right.skills), ""),
        ComparedField("contacts", ", ".join(left.contacts), ", ".join(right.contacts), ""),
    ]
    return ShownPair(
        pair=pair, left=left, right=right, kept=kept,
        fields=[field for field in fields if field.left or field.right],
    )  # fmt: skip


def _chosen_field(name: str, left: Holding, right: Holding, kept: str) -> ComparedField:
    ours, theirs = (left, right) if kept == "left" else (right, left)
    side = default_side(
        field=name, kept=ours.values, absorbed=theirs.values, kept_said=ours.profile.provenance,
        absorbed_said=theirs.profile.provenance,
    )  # fmt: skip
    other = "right" if kept == "left" else "left"
    return ComparedField(name, _text(name, left), _text(name, right), kept if side is Side.KEPT else other)


def _text(name: str, holding: Holding) -> str:
    if name == "served":
        if holding.values["served_kind"] == ServedKind.UNSAID:
            return ""
        parts = (list(map(place_name, holding.values["served_places"])), holding.values["served_radius_km"])
        return " ".join(filter(None, (holding.values["served_kind"], *map(text_of, parts))))
    return text_of(holding.values[name])


def _places_text(holding: Holding) -> str:
    return " / ".join(
        " ".join(filter(None, (place.name, place.street, place.postal_code, place.commune_name, place.siret)))
        for place in holding.places
    )
