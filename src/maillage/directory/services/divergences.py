"""What files say otherwise than an organization's people: theirs to accept or dismiss."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.models import Divergence, Profile
from maillage.directory.queries.spaces import TAKEN_AS_THEY_ARE
from maillage.directory.services.edits import record_edit
from maillage.directory.services.sections import KINDS
from maillage.kit.errors import Invalid, NotFound


@transaction.atomic
def decide_divergence(*, actor: Actor, divergence_id: int, is_accepted: bool, now: datetime) -> Divergence:
    """Take what a file says, or keep what the profile says.

    Raises: NotFound (outside the scope, or below the role of editor), Invalid (the value is refused, or not a plain one).
    """
    row = Divergence.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=divergence_id).first()
    if row is None or not actor.may(AccessLevel.EDITOR, organization_id=row.organization_id):
        raise NotFound
    if row.decided_at is not None:
        return row
    if is_accepted:
        _take(actor, row, now=now)
    row.decided_at, row.was_accepted = now, is_accepted
    row.save(update_fields=["decided_at", "was_accepted"])
    return row


def _take(actor: Actor, row: Divergence, *, now: datetime) -> None:
    section = TAKEN_AS_THEY_ARE.get(row.field)
    if section is None:
        raise Invalid(_("This value cannot be taken over as it is: edit the section."), field="accept")
    profile = Profile.objects.within(actor.scope).select_for_update(of=("self",)).get(pk=row.organization_id)
    document = KINDS[section].snapshot(profile.pk)
    is_list = isinstance(document[row.field], list)
    value = [part.strip() for part in row.theirs.split(",") if part.strip()] if is_list else row.theirs
    if document[row.field] == value:
        return
    document[row.field] = value
    KINDS[section].check(profile.pk, document)
    record_edit(actor=actor, profile=profile, section=section, document=document, now=now)
