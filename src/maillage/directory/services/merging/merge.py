"""Makes one organization of two."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.accounts.services.absorbing import absorb_organization, lock_organizations
from maillage.accounts.types import Actor
from maillage.directory.events import OrganizationsMerged
from maillage.directory.models import DuplicatePair, MatchKey, OrganizationMerge, Profile
from maillage.directory.rules.merging import CHOSEN_TOGETHER, JOINED, Side, default_side, joined, joined_listing
from maillage.directory.search.index import remove_from_index
from maillage.directory.services.merging.rows import move_rows
from maillage.directory.services.merging.tables import rows_before
from maillage.directory.services.upkeep import refresh
from maillage.directory.types import DuplicateState, Source
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.stream.services import publish

IDENTITY = ("name", "legal_name", "siren", "legal_form_code", "family")
_MERGING = "two organizations become one"


class AlreadyDecided(Conflict):
    message = _("Somebody has decided on these two in the meantime.")
    code = "already_decided"


@transaction.atomic
def merge_organizations(
    *,
    actor: Actor,
    kept_id: UUID,
    absorbed_id: UUID,
    choices: Mapping[str, str],
    now: datetime,
    pair_id: UUID | None = None,
) -> OrganizationMerge:
    """Make one organization of two: everything that `absorbed_id` holds moves, its page leads to the other's, it is closed.

    `choices`: field → `kept` or `absorbed`; where it says nothing, the better source's value stays. Both are as they were
    in what is given back, so that it can be undone. Publishes `OrganizationsMerged`.
    Raises: NotAllowed, NotFound, Invalid (one organization twice, an unknown choice), AlreadyDecided.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    if kept_id == absorbed_id or any(
        field not in CHOSEN_TOGETHER or side not in Side for field, side in choices.items()
    ):
        raise Invalid
    profiles = _locked_profiles(actor, kept_id, absorbed_id)
    pair = _locked_pair(actor, pair_id, {kept_id, absorbed_id})
    organizations = {row.pk: row for row in lock_organizations(organization_ids=[kept_id, absorbed_id])}
    kept, absorbed = profiles[kept_id], profiles[absorbed_id]
    rows = rows_before([kept_id, absorbed_id])
    values, sides = _chosen(kept, organizations[kept_id], absorbed, organizations[absorbed_id], choices)
    accounts = absorb_organization(
        kept_id=kept_id, absorbed_id=absorbed_id, now=now, identity={name: values.pop(name) for name in IDENTITY}
    )
    if pair is not None:
        pair.state, pair.decided_at, pair.decided_by_id = DuplicateState.MERGED.value, now, actor.user_id
        pair.save(update_fields=["state", "decided_at", "decided_by"])
    _write_profile(kept, absorbed, values, sides)
    remove_from_index([absorbed_id])
    move_rows(kept_id=kept_id, absorbed_id=absorbed_id, slug=organizations[absorbed_id].slug, now=now)
    MatchKey.objects.across_scopes(reason=_MERGING).filter(organization_id=absorbed_id).delete()
    Profile.objects.across_scopes(reason=_MERGING).filter(pk=absorbed_id).delete()
    refresh(organization_id=kept_id, said=(), source=Source.STAFF, now=now)
    merge = OrganizationMerge.objects.create(
        kept_id=kept_id, absorbed_id=absorbed_id, pair=pair, before={"accounts": accounts, "directory": rows}, at=now,
        by_id=actor.user_id, version=Profile.objects.across_scopes(reason=_MERGING).values_list("version", flat=True).get(pk=kept_id),
    )  # fmt: skip
    publish(
        OrganizationsMerged(
            at=now,
            actor_id=actor.user_id,
            object_id=kept_id,
            organization_id=kept_id,
            absorbed_id=absorbed_id,
            merge_id=merge.pk,
        )
    )
    return merge


def _locked_profiles(actor: Actor, kept_id: UUID, absorbed_id: UUID) -> dict[UUID, Profile]:
    """Lock both profiles in order of id: two merges at once, or a merge and an edit, are served one after the other."""
    rows = Profile.objects.within(actor.scope).select_for_update(of=("self",), no_key=True)
    found = {row.pk: row for row in rows.filter(pk__in=[kept_id, absorbed_id]).order_by("pk")}
    if len(found) == 2:
        return found
    if Organization.objects.filter(pk__in=[kept_id, absorbed_id]).count() == 2:
        raise AlreadyDecided
    raise NotFound


def _locked_pair(actor: Actor, pair_id: UUID | None, organization_ids: set[UUID]) -> DuplicatePair | None:
    rows = DuplicatePair.objects.within(actor.scope).select_for_update(of=("self",))
    if pair_id is None:
        left, right = sorted(organization_ids)
        return rows.filter(left_id=left, right_id=right).first()
    pair = rows.filter(pk=pair_id).first()
    if pair is None or {pair.left_id, pair.right_id} != organization_ids:
        raise NotFound
    if pair.state != DuplicateState.OPEN:
        raise AlreadyDecided
    return pair


def values_of(profile: Profile, organization: Organization, /) -> dict[str, Any]:
    """Give every value that a merge chooses or joins, by column."""
    columns = [name for names in CHOSEN_TOGETHER.values() for name in names if name not in IDENTITY]
    found = {name: getattr(organization, name) for name in IDENTITY}
    found |= {name: getattr(profile, name) for name in (*columns, *JOINED)}
    return {**found, "logo": profile.logo.name or ""}


def _chosen(
    kept: Profile, kept_organization: Organization, absorbed: Profile, absorbed_organization: Organization,
    choices: Mapping[str, str],
) -> tuple[dict[str, Any], dict[str, Side]]:  # fmt: skip
    ours, theirs = values_of(kept, kept_organization), values_of(absorbed, absorbed_organization)
    sides = {
        field: Side(choices[field])
        if field in choices
        else default_side(
            field=field, kept=ours, absorbed=theirs, kept_said=kept.provenance, absorbed_said=absorbed.provenance
        )
        for field in CHOSEN_TOGETHER
    }
    values = {
        name: (theirs if sides[field] is Side.ABSORBED else ours)[name]
        for field, names in CHOSEN_TOGETHER.items()
        for name in names
    }
    values |= {name: joined(ours[name], theirs[name]) for name in JOINED}
    # The name that is not kept is one by which people still look for it.
    other = ours["name"] if sides["name"] is Side.ABSORBED else theirs["name"]
    if other.casefold() != values["name"].casefold():
        values["trade_names"] = joined(values["trade_names"], [other])
    return values, sides


def _write_profile(kept: Profile, absorbed: Profile, values: Mapping[str, Any], sides: Mapping[str, Side]) -> None:
    for name, value in values.items():
        setattr(kept, name, value)
    taken = {
        field: absorbed.provenance[field]
        for field, side in sides.items()
        if side is Side.ABSORBED and field in absorbed.provenance
    }
    kept.provenance = {**absorbed.provenance, **kept.provenance, **taken}
    kept.listing = joined_listing(kept.listing, absorbed.listing).value
    kept.claimed_at = min(filter(None, (kept.claimed_at, absorbed.claimed_at)), default=None)
    kept.listed_at = min(filter(None, (kept.listed_at, absorbed.listed_at)), default=None)
    kept.consents_to_open_data = kept.consents_to_open_data and absorbed.consents_to_open_data
    kept.consents_to_murmurations = kept.consents_to_murmurations and absorbed.consents_to_murmurations
    kept.save()
