"""Edits of profiles: each one locked against others, recorded whole, moderated when the network wants it, and restorable."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.queries import network
from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.events import ProfileEdited
from maillage.directory.models import Edit, Profile
from maillage.directory.rules.differences import Difference, differences
from maillage.directory.services.sections import KINDS, Document, settle_ids, version_of
from maillage.directory.services.upkeep import refresh
from maillage.directory.states import EDIT_MOVES
from maillage.directory.types import EditState, Listing, Section, Source
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.stream.services import move, publish


class SectionChanged(Conflict):
    """`theirs` is the document as it is now, `differences` what it and the one sent say otherwise."""

    message = _("Somebody changed this section in the meantime. Your words are kept below: compare, then save again.")

    def __init__(self, *, theirs: Document, sent: Document) -> None:
        super().__init__()
        self.theirs = theirs
        self.base_version = version_of(theirs)
        self.differences: list[Difference] = differences(before=theirs, after=sent)


@dataclass(frozen=True, slots=True)
class Working:
    """The document that people go on editing: the one that waits for approval, else the live one."""

    document: Document
    version: str
    pending: Edit | None


def working_document(*, actor: Actor, organization_id: UUID, section: Section) -> Working:
    """Give what an editor starts from.

    Raises: NotFound.
    """
    _editable(actor, organization_id, lock=False)
    return _working(organization_id, section)


def _working(organization_id: UUID, section: Section) -> Working:
    pending = (
        Edit.objects.across_scopes(reason="checked by the caller")
        .filter(organization_id=organization_id, section=section.value, state=EditState.PENDING.value)
        .first()
    )
    document = pending.after if pending else KINDS[section].snapshot(organization_id)
    return Working(document=document, version=version_of(document), pending=pending)


def _editable(actor: Actor, organization_id: UUID, *, lock: bool) -> Profile:
    rows = Profile.objects.within(actor.scope)
    profile = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=organization_id).first()
    if profile is None:
        raise NotFound
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    return profile


@transaction.atomic
def edit_section(
    *, actor: Actor, organization_id: UUID, section: Section, document: Document, base_version: str, now: datetime
) -> Edit | None:
    """Replace one section of a profile by `document`; nothing happens when it says what the section says already.

    `base_version`: digest of the document that the person started from. Applied at once, or kept until a facilitator
    approves when the network moderates edits. Publishes `ProfileEdited`.
    Raises: NotFound, NotAllowed, Invalid, SectionChanged.
    """
    profile = _editable(actor, organization_id, lock=True)
    kind = KINDS[section]
    working = _working(organization_id, section)
    settled = settle_ids(document, kind=kind, known=working.document)
    if settled == working.document:
        return working.pending
    if base_version != working.version:
        raise SectionChanged(theirs=working.document, sent=settled)
    kind.check(organization_id, settled)
    if _waits_for_approval(actor, profile):
        return _keep_pending(actor, profile, section, settled, working=working, now=now)
    if working.pending is not None:
        # What waited is part of what is saved now, so it is settled with it.
        _settle_pending(actor, working.pending, now=now)
    return record_edit(actor=actor, profile=profile, section=section, document=settled, now=now)


def _waits_for_approval(actor: Actor, profile: Profile) -> bool:
    return network().moderates_edits and not actor.is_facilitator and profile.listing == Listing.LISTED


def _keep_pending(
    actor: Actor, profile: Profile, section: Section, document: Document, *, working: Working, now: datetime
) -> Edit:
    live = KINDS[section].snapshot(profile.pk)
    if working.pending is not None:
        edit = working.pending
        edit.before, edit.after, edit.actor_id, edit.at = live, document, actor.user_id, now
        edit.save(update_fields=["before", "after", "actor", "at"])
    else:
        edit = Edit.objects.create(
            organization_id=profile.pk, section=section.value, before=live, after=document,
            state=EditState.PENDING.value, actor_id=actor.user_id, source=Source.ORGANIZATION.value, at=now,
        )  # fmt: skip
    publish(_edited(actor, edit, now=now, is_pending=True, was_waiting=working.pending is not None))
    return edit


def _settle_pending(actor: Actor, pending: Edit, *, now: datetime) -> None:
    target = EditState.APPROVED if actor.is_facilitator else EditState.PUBLISHED
    move(pending, target=target, moves=EDIT_MOVES, actor_id=actor.user_id, at=now)
    if actor.is_facilitator:
        pending.reviewed_by_id, pending.reviewed_at = actor.user_id, now
        pending.save(update_fields=["reviewed_by", "reviewed_at"])


def record_edit(
    *,
    actor: Actor,
    profile: Profile,
    section: Section,
    document: Document,
    now: datetime,
    restores: Edit | None = None,
    source: Source | None = None,
) -> Edit:
    """Apply a checked document to a locked profile and write its edit down. Publishes `ProfileEdited`."""
    said_by = source or (Source.STAFF if _is_of_the_office(actor, profile.pk) else Source.ORGANIZATION)
    before = KINDS[section].snapshot(profile.pk)
    KINDS[section].apply(profile.pk, document, said_by, now)
    after = KINDS[section].snapshot(profile.pk)
    is_reviewed = actor.is_facilitator or profile.listing != Listing.LISTED
    edit = Edit.objects.create(
        organization_id=profile.pk, section=section.value, before=before, after=after,
        state=(EditState.APPROVED if is_reviewed else EditState.PUBLISHED).value,
        actor_id=actor.user_id, source=said_by.value, at=now, restores=restores,
        reviewed_by_id=actor.user_id if actor.is_facilitator else None, reviewed_at=now if actor.is_facilitator else None,
    )  # fmt: skip
    changed = [field for field in after if before.get(field) != after[field]]
    refresh(organization_id=profile.pk, said=changed, source=said_by, now=now)
    publish(_edited(actor, edit, now=now))
    return edit


def _is_of_the_office(actor: Actor, organization_id: UUID) -> bool:
    return actor.is_facilitator and actor.role_in(organization_id) is None


def _edited(
    actor: Actor, edit: Edit, *, now: datetime, is_pending: bool = False, was_waiting: bool = False
) -> ProfileEdited:
    return ProfileEdited(
        at=now, actor_id=actor.user_id, object_id=edit.organization_id, organization_id=edit.organization_id,
        section=edit.section, edit_id=edit.pk, is_pending=is_pending, was_waiting=was_waiting,
    )  # fmt: skip


@transaction.atomic
def restore_edit(*, actor: Actor, edit_id: UUID, now: datetime, undo: bool = False) -> Edit | None:
    """Bring a section back to what an edit made of it, or with `undo` to what it was before; itself a new edit.

    A pending edit that is undone is withdrawn. Nothing happens when the section says that already.
    Raises: NotFound, NotAllowed, Invalid.
    """
    edit = Edit.objects.within(actor.scope).filter(pk=edit_id).first()
    if edit is None:
        raise NotFound
    profile = _editable(actor, edit.organization_id, lock=True)
    section = Section(edit.section)
    edit.refresh_from_db()
    if edit.state == EditState.PENDING:
        if not undo:
            raise Invalid(_("This edit waits for approval: it has not been published yet."))
        move(edit, target=EditState.REFUSED, moves=EDIT_MOVES, actor_id=actor.user_id, at=now, reason="withdrawn")
        return edit
    document = edit.before if undo else edit.after
    if document == KINDS[section].snapshot(profile.pk):
        return None
    if _waits_for_approval(actor, profile):
        return _keep_pending(actor, profile, section, document, working=_working(profile.pk, section), now=now)
    restored = record_edit(actor=actor, profile=profile, section=section, document=document, now=now, restores=edit)
    if undo and EDIT_MOVES.allows(origin=EditState(edit.state), target=EditState.REVERTED):
        move(edit, target=EditState.REVERTED, moves=EDIT_MOVES, actor_id=actor.user_id, at=now)
    return restored
