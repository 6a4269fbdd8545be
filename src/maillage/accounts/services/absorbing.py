"""One organization takes another in, because both were the same: its people, its affiliation, its identity."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from maillage.accounts.models import Affiliation, Invitation, Membership, Organization, User
from maillage.accounts.types import OrganizationRole
from maillage.kit.row_sets import Row, put_back, rows_where

_MERGING = "two organizations become one"
_TABLES = (
    ("accounts_organization", "id"), ("accounts_membership", "organization_id"),
    ("accounts_affiliation", "organization_id"), ("accounts_invitation", "organization_id"),
)  # fmt: skip
_STANDING = [
    Affiliation.State.REFUSED,
    Affiliation.State.LEFT,
    Affiliation.State.REQUESTED,
    Affiliation.State.AFFILIATED,
]


def lock_organizations(*, organization_ids: Sequence[UUID]) -> list[Organization]:
    """Lock organizations in order of id, so that two merges cannot wait for one another; gives those that are there."""
    return list(Organization.objects.select_for_update(no_key=True).filter(pk__in=organization_ids).order_by("pk"))


def absorb_organization(
    *, kept_id: UUID, absorbed_id: UUID, identity: Mapping[str, Any], now: datetime
) -> dict[str, list[Row]]:
    """Move people, affiliation and invitations to `kept_id`, give it `identity`, close the other; gives what both were.

    The caller has checked the right to, holds both locks and publishes what happened.
    """
    before = {table: rows_where(table=table, column=column, values=[kept_id, absorbed_id]) for table, column in _TABLES}
    # The SIREN is unique: the absorbed one lets go of it before the other takes it.
    Organization.objects.filter(pk=absorbed_id).update(siren=None, closed_at=now.date())
    Organization.objects.filter(pk=kept_id).update(**identity)
    _move_people(kept_id, absorbed_id)
    _move_affiliation(kept_id, absorbed_id)
    invited = Invitation.objects.filter(organization_id=kept_id).values_list("email", flat=True)
    Invitation.objects.filter(organization_id=absorbed_id, email__in=list(invited), accepted_at=None).update(
        revoked_at=now
    )
    Invitation.objects.filter(organization_id=absorbed_id).update(organization_id=kept_id)
    return before


def _move_people(kept_id: UUID, absorbed_id: UUID) -> None:
    rows = Membership.objects.across_scopes(reason=_MERGING)
    held = {row.user_id: row for row in rows.filter(organization_id=kept_id)}
    for row in rows.filter(organization_id=absorbed_id):
        known = held.get(row.user_id)
        if known is None:
            rows.filter(pk=row.pk).update(organization_id=kept_id)
            continue
        if OrganizationRole(row.role).rank > OrganizationRole(known.role).rank:
            rows.filter(pk=known.pk).update(role=row.role)
        rows.filter(pk=row.pk).delete()


def _move_affiliation(kept_id: UUID, absorbed_id: UUID) -> None:
    rows = Affiliation.objects.across_scopes(reason=_MERGING)
    held = {row.organization_id: row for row in rows.filter(organization_id__in=[kept_id, absorbed_id])}
    ours, theirs = held.get(kept_id), held.get(absorbed_id)
    if theirs is None:
        return
    if ours is not None and _STANDING.index(Affiliation.State(ours.state)) >= _STANDING.index(
        Affiliation.State(theirs.state)
    ):
        rows.filter(pk=theirs.pk).delete()
        return
    rows.filter(organization_id=kept_id).delete()
    rows.filter(pk=theirs.pk).update(organization_id=kept_id)


def part_organizations(*, before: Mapping[str, Sequence[Row]]) -> None:
    """Put back what `absorb_organization` gave: people who joined since stay where they are."""
    ids = [row["id"] for row in before["accounts_organization"]]
    Organization.objects.filter(pk__in=ids).update(siren=None)
    affiliations = Affiliation.objects.across_scopes(reason=_MERGING)
    affiliations.filter(organization_id__in=ids).delete()
    for table, _column in _TABLES:
        put_back(table=table, rows=_of_people_who_stay(before[table]))


def _of_people_who_stay(rows: Sequence[Row]) -> list[Row]:
    """Leave out what was of people who have erased their account since."""
    people = {row["user_id"] for row in rows if "user_id" in row}
    gone = {str(pk) for pk in User.objects.filter(pk__in=people, erased_at__isnull=False).values_list("pk", flat=True)}
    there = {str(pk) for pk in User.objects.filter(pk__in=people).values_list("pk", flat=True)} - gone
    return [row for row in rows if "user_id" not in row or row["user_id"] in there]
