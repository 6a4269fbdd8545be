"""The secret calendar address of an organization: whoever holds it reads the dates of its common work."""

from uuid import UUID

from django.db import transaction

from maillage.accounts.models import Organization
from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import NotAllowed, NotFound
from maillage.matching.models import CoproductionCalendar
from maillage.matching.services.private_links import LinkEnded, read_key, sign_key

_REASON = "the secret address of an organization's own calendar"
_PURPOSE = "coproduction-calendar"


def calendar_key(organization_id: UUID, /) -> str:
    """Give the secret part of an organization's calendar address; the caller has checked who asks."""
    return sign_key(organization_id, generation=_generation(organization_id), purpose=_PURPOSE)


def _generation(organization_id: UUID) -> int:
    rows = CoproductionCalendar.objects.across_scopes(reason=_REASON).filter(organization_id=organization_id)
    return int(rows.values_list("generation", flat=True).first() or 1)


def organization_of_calendar(key: str, /) -> Organization:
    """Give the organization whose calendar an address opens.

    Raises: NotFound (forged), LinkEnded (another address was made since).
    """
    organization_id, generation = read_key(key, purpose=_PURPOSE)
    organization = Organization.objects.filter(pk=organization_id).first()
    if organization is None:
        raise NotFound
    if _generation(organization_id) != generation:
        raise LinkEnded
    return organization


@transaction.atomic
def renew_calendar(*, actor: Actor, organization_id: UUID) -> None:
    """End the present address: somebody who knew it should know it no more.

    Raises: NotAllowed.
    """
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    rows = CoproductionCalendar.objects.across_scopes(reason=_REASON)
    row, is_new = rows.select_for_update().get_or_create(organization_id=organization_id, defaults={"generation": 2})
    if not is_new:
        row.generation += 1
        row.save(update_fields=["generation"])
