"""In the directory or not: created by its people, listed by a facilitator, withdrawn when its owner asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.services import create_organization, grant_role
from maillage.accounts.types import AccessLevel, Actor, Family, NetworkRole, OrganizationRole
from maillage.directory.events import ListingRefused, ListingRequested, ProfileListed, ProfileUnlisted
from maillage.directory.models import Establishment, OrganizationSkill, Profile
from maillage.directory.rules.identifiers import is_siren
from maillage.directory.services.indexing import index, index_with_those_who_name
from maillage.directory.services.sections.skills import living_skills
from maillage.directory.services.upkeep import refresh
from maillage.directory.states import LISTING_MOVES
from maillage.directory.types import Listing, Precision, Source
from maillage.geodata import lookups
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.stream.services import move, publish


@dataclass(frozen=True, slots=True)
class NewProfile:
    """What is asked to begin with. `siren` may be empty."""

    name: str
    siren: str
    commune_code: str
    family: Family
    main_skill: str
    pitch: str


@transaction.atomic
def create_profile(*, actor: Actor, given: NewProfile, now: datetime) -> Profile:
    """Create an organization with a draft profile; who creates it owns it.

    Raises: NotAllowed (visitors), Invalid (field named).
    """
    if actor.user_id is None:
        raise NotAllowed
    if given.siren and not is_siren(given.siren):
        raise Invalid(_("This is not a SIREN: nine digits, the last of which is a check digit."), field="siren")
    commune = lookups.commune(code=given.commune_code)
    if commune is None:
        raise Invalid(_("This commune is not known: choose one of the list."), field="commune")
    skill = living_skills([given.main_skill]).get(given.main_skill)
    if skill is None:
        raise Invalid(_("This skill is not in the list: choose one that is."), field="main_skill")
    organization = create_organization(
        actor=actor, name=given.name, siren=given.siren or None, family=given.family, now=now
    )
    clerk = Actor(user_id=actor.user_id, network_role=NetworkRole.FACILITATOR, reason="who creates a page owns it")
    grant_role(
        actor=clerk, organization_id=organization.pk, user_id=actor.user_id, role=OrganizationRole.OWNER, now=now
    )
    profile = Profile.objects.create(
        organization=organization, listing=Listing.DRAFT.value, pitch=given.pitch, claimed_at=now, updated_at=now
    )
    Establishment.objects.create(
        organization=organization, is_head_office=True, commune_code=commune.code, commune_name=commune.name,
        postal_code=commune.postal_codes[0] if len(commune.postal_codes) == 1 else "",
        department_code=commune.department_code, region_code=commune.region_code, longitude=commune.point.longitude,
        latitude=commune.point.latitude, precision=Precision.COMMUNE.value, source=Source.ORGANIZATION.value,
    )  # fmt: skip
    OrganizationSkill.objects.create(
        organization=organization, skill=skill, is_main=True, source=Source.ORGANIZATION.value, since=now.date()
    )
    said = ("name", "siren", "family", "pitch", "establishments", "skills")
    refresh(organization_id=organization.pk, said=said, source=Source.ORGANIZATION, now=now)
    return profile


@transaction.atomic
def request_listing(*, actor: Actor, organization_id: UUID, now: datetime) -> Profile:
    """Ask the office to list a profile. Asking twice is asking once. Publishes `ListingRequested`.

    Raises: NotFound, NotAllowed, IllegalMove, Invalid (the profile lacks what a listing needs).
    """
    profile = _locked(actor, organization_id, level=AccessLevel.EDITOR)
    if profile.listing == Listing.PENDING:
        return profile
    if not profile.pitch.strip():
        raise Invalid(_("Say in one sentence what you do before asking to be listed."), field="pitch")
    _move(actor, profile, target=Listing.PENDING, now=now)
    publish(ListingRequested(**_about(actor, profile, now)))
    return profile


@transaction.atomic
def list_profile(*, actor: Actor, organization_id: UUID, now: datetime) -> Profile:
    """Show a profile in the directory: by a facilitator, or by its owner when it was its owner who withdrew it.

    Publishes `ProfileListed`. Raises: NotFound, NotAllowed, IllegalMove.
    """
    profile = _locked(actor, organization_id, level=AccessLevel.MEMBER)
    if profile.listing == Listing.LISTED:
        return profile
    is_owner_coming_back = (
        profile.listing == Listing.UNLISTED
        and profile.listed_at is not None
        and actor.may(AccessLevel.OWNER, organization_id=organization_id)
    )
    if not (actor.is_facilitator or is_owner_coming_back):
        raise NotAllowed
    _move(actor, profile, target=Listing.LISTED, now=now)
    profile.listed_at = profile.listed_at or now
    profile.updated_at = now
    profile.save(update_fields=["listed_at", "updated_at"])
    index_with_those_who_name(organization_id)
    publish(ProfileListed(**_about(actor, profile, now)))
    return profile


@transaction.atomic
def refuse_listing(*, actor: Actor, organization_id: UUID, reason: str, now: datetime) -> Profile:
    """Decline to list a profile, or take it out of the directory, with a reason. Publishes `ListingRefused`.

    Raises: NotFound, NotAllowed, Invalid (no reason), IllegalMove.
    """
    profile = _locked(actor, organization_id, level=AccessLevel.FACILITATOR)
    if not reason.strip():
        raise Invalid(_("Say why: its people will read the reason."), field="reason")
    _move(actor, profile, target=Listing.REFUSED, now=now, reason=reason)
    index([organization_id])
    publish(ListingRefused(**_about(actor, profile, now), reason=reason))
    return profile


@transaction.atomic
def unlist_profile(*, actor: Actor, organization_id: UUID, now: datetime) -> Profile:
    """Withdraw a profile from the directory at once, index included, because its owner (or the office for it) asks.

    Publishes `ProfileUnlisted`. Raises: NotFound, NotAllowed, IllegalMove.
    """
    profile = _locked(actor, organization_id, level=AccessLevel.MEMBER)
    if profile.listing == Listing.UNLISTED:
        return profile
    if not (actor.is_facilitator or actor.may(AccessLevel.OWNER, organization_id=organization_id)):
        raise NotAllowed
    _move(actor, profile, target=Listing.UNLISTED, now=now)
    index_with_those_who_name(organization_id)
    publish(ProfileUnlisted(**_about(actor, profile, now)))
    return profile


def _locked(actor: Actor, organization_id: UUID, *, level: AccessLevel) -> Profile:
    profile = Profile.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=organization_id).first()
    if profile is None:
        raise NotFound
    if not actor.may(level, organization_id=organization_id):
        raise NotAllowed
    return profile


def _move(actor: Actor, profile: Profile, *, target: Listing, now: datetime, reason: str = "") -> None:
    profile.listing = Listing(profile.listing)
    move(profile, target=target, moves=LISTING_MOVES, actor_id=actor.user_id, at=now, reason=reason, field="listing")


def _about(actor: Actor, profile: Profile, now: datetime) -> dict[str, Any]:
    return {"at": now, "actor_id": actor.user_id, "object_id": profile.pk, "organization_id": profile.pk}
