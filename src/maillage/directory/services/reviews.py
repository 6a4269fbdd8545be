"""A facilitator's review of edits."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.directory.events import EditReviewed
from maillage.directory.models import Edit, Profile
from maillage.directory.rules.differences import merged
from maillage.directory.services.edits import record_edit
from maillage.directory.services.sections import KINDS
from maillage.directory.services.upkeep import refresh
from maillage.directory.states import EDIT_MOVES
from maillage.directory.types import EditState, Section, Source
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.stream.services import move, publish


@transaction.atomic
def review_edit(*, actor: Actor, edit_id: UUID, is_approved: bool, now: datetime, reason: str = "") -> Edit:
    """Approve an edit, or refuse it with a reason; one that was published already is then taken back.

    Only the fields that the edit changed are carried over, so what changed elsewhere since stays.
    Publishes `EditReviewed`. Raises: NotAllowed, NotFound, Invalid (no reason), IllegalMove (decided already).
    """
    if not actor.is_facilitator:
        raise NotAllowed
    found = Edit.objects.within(actor.scope).filter(pk=edit_id).first()
    if found is None:
        raise NotFound
    profile = Profile.objects.within(actor.scope).select_for_update(of=("self",)).get(pk=found.organization_id)
    edit = Edit.objects.within(actor.scope).select_for_update(of=("self",)).get(pk=edit_id)
    if not is_approved and not reason.strip():
        raise Invalid(_("Say why: its people will read the reason."), field="reason")
    was_pending = edit.state == EditState.PENDING
    target = EditState.APPROVED if is_approved else EditState.REFUSED
    move(edit, target=target, moves=EDIT_MOVES, actor_id=actor.user_id, at=now, reason=reason)
    edit.reviewed_by_id, edit.reviewed_at, edit.reason = actor.user_id, now, reason
    edit.save(update_fields=["reviewed_by", "reviewed_at", "reason"])
    if is_approved and was_pending:
        _apply_approved(edit, now=now)
    elif not is_approved and not was_pending:
        current = KINDS[Section(edit.section)].snapshot(profile.pk)
        document = merged(current=current, before=edit.after, after=edit.before)
        record_edit(
            actor=actor, profile=profile, section=Section(edit.section), document=document, now=now, restores=edit
        )
    publish(
        EditReviewed(
            at=now,
            actor_id=actor.user_id,
            object_id=profile.pk,
            organization_id=profile.pk,
            section=edit.section,
            edit_id=edit.pk,
            is_approved=is_approved,
            was_pending=was_pending,
            reason=reason,
        )
    )
    return edit


def _apply_approved(edit: Edit, *, now: datetime) -> None:
    kind = KINDS[Section(edit.section)]
    document = merged(current=kind.snapshot(edit.organization_id), before=edit.before, after=edit.after)
    kind.check(edit.organization_id, document)
    kind.apply(edit.organization_id, document, Source.ORGANIZATION, now)
    changed = [field for field in edit.after if edit.before.get(field) != edit.after[field]]
    refresh(organization_id=edit.organization_id, said=changed, source=Source.ORGANIZATION, now=now)
