"""Days in which an organization takes no work, announced by its people."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.matching.models import Absence

LONGEST_DAYS = 731
MOST = 50


@transaction.atomic
def announce_absence(
    *, actor: Actor, organization_id: UUID, first: date, last: date, today: date, now: datetime
) -> Absence:
    """Note that an organization takes no work on these days, both included. Twice changes nothing.

    Raises: NotAllowed, Invalid (the end before the start, in the past, longer than two years, too many).
    """
    _check(actor, organization_id)
    if last < first:
        raise Invalid(_("The last day is before the first one: exchange them."), field="last")
    if last < today:
        raise Invalid(_("These days are over: only those to come matter."), field="last")
    if (last - first).days > LONGEST_DAYS:
        raise Invalid(_("At most two years: to leave the directory, ask to be unlisted."), field="last")
    rows = Absence.objects.within(actor.scope).filter(organization_id=organization_id, last__gte=today)
    known: Absence | None = rows.filter(first=first, last=last).first()
    if known is not None:
        return known
    if rows.count() >= MOST:
        raise Invalid(_("Fifty absences are noted already: take some away first."), field="first")
    made: Absence = Absence.objects.create(
        organization_id=organization_id, first=first, last=last, noted_by_id=actor.user_id, noted_at=now
    )
    return made


def cancel_absence(*, actor: Actor, organization_id: UUID, absence_id: UUID) -> None:
    """Take an absence away: the organization is available again.

    Raises: NotAllowed, NotFound (not one of this organization, or taken away already).
    """
    _check(actor, organization_id)
    gone, _by_model = (
        Absence.objects.within(actor.scope).filter(organization_id=organization_id, pk=absence_id).delete()
    )
    if not gone:
        raise NotFound


def _check(actor: Actor, organization_id: UUID) -> None:
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
