"""Work of the directory that runs after commit."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.directory.events import (
    ClaimDecided,
    ClaimExpired,
    ClaimRequested,
    ConsentsChanged,
    EditReviewed,
    ListingRefused,
    ListingRequested,
    MessageSent,
    ProfileEdited,
    ProfileListed,
    ProfileUnlisted,
)
from maillage.directory.integrations.murmurations import configured_index
from maillage.directory.search import upkeep
from maillage.directory.services import (
    claim_mail,
    claims,
    decision_mail,
    imports,
    indexing,
    merging,
    message_mail,
    murmurations,
    office_message_mail,
    personal_data,
    saved_searches,
    versions,
)
from maillage.directory.services import duplicates as duplicate_services
from maillage.directory.services.demo_loading import pictures as demo_pictures
from maillage.directory.services.imports import files as imports_files
from maillage.directory.services.imports import office as imports_office
from maillage.directory.services.imports.stalled import resume_stalled_imports


def mail_message(event: MessageSent) -> None:
    """Send a visitor's message on."""
    if event.object_id is not None:
        message_mail.mail_message(message_id=event.object_id, language=event.language)


def mail_office_message(event: MessageSent) -> None:
    """Send a visitor's message on to the office."""
    if event.object_id is not None:
        office_message_mail.mail_office_message(message_id=event.object_id, language=event.language)


def mail_claim_to_office(event: ClaimRequested) -> None:
    """Tell the office that a claim waits for it."""
    if event.object_id is not None:
        claim_mail.mail_claim_to_office(claim_id=event.object_id)


def mail_claim_decision(event: ClaimDecided) -> None:
    """Tell the claimant."""
    if event.object_id is not None:
        claim_mail.mail_decision(claim_id=event.object_id)


def mail_claim_expired(event: ClaimExpired) -> None:
    """Tell the claimant that nobody has decided in time."""
    if event.object_id is not None:
        claim_mail.mail_expired(claim_id=event.object_id)


@app.periodic(cron="27 * * * *")
@app.task(name="maillage.directory.jobs.expire_claims", queue="default", queueing_lock="expire_claims")
def expire_claims(timestamp: int) -> None:
    """End the claims whose time has passed."""
    claims.expire_claims(now=timezone.now())


def mail_listing_request(event: ListingRequested) -> None:
    """Tell the office that a page asks to be listed."""
    if event.organization_id is not None:
        decision_mail.mail_listing_request(organization_id=event.organization_id)


def mail_listing_decision(event: ProfileListed | ListingRefused) -> None:
    """Tell an organization's people whether its page is in the directory."""
    if event.organization_id is not None:
        decision_mail.mail_listing_decision(
            organization_id=event.organization_id,
            decided_by=event.actor_id,
            is_listed=isinstance(event, ProfileListed),
            reason=event.reason if isinstance(event, ListingRefused) else "",
        )


def mail_edit_waiting(event: ProfileEdited) -> None:
    """Tell the office that a change waits; once, however often it is written over."""
    if event.is_pending and not event.was_waiting:
        decision_mail.mail_edit_waiting(edit_id=event.edit_id)


def mail_edit_decision(event: EditReviewed) -> None:
    """Tell an author what became of a change that waited, or was taken back; an approval after the fact needs no e-mail."""
    if event.was_pending or not event.is_approved:
        decision_mail.mail_edit_decision(edit_id=event.edit_id, is_approved=event.is_approved, reason=event.reason)


@app.periodic(cron="20 * * * *")
@app.task(name="maillage.directory.jobs.send_digests", queue="default", queueing_lock="digests", pass_context=False)
def send_digests(timestamp: int) -> None:
    """Send what is new in the searches that people keep."""
    saved_searches.send_digests(now=timezone.now())


@app.task(name=indexing.REINDEX_TASK, queue="default")
def reindex_skill(*, skill_id: int) -> None:
    """Bring the index up to date for all who have a skill."""
    indexing.reindex_skill(skill_id=skill_id)


@app.task(name=demo_pictures.TASK, queue="default")
def draw_demo_pictures(*, pictures: Sequence[Mapping[str, Any]], number: int) -> None:
    """Draw some of the demonstration's pictures; `number` tells one batch from another."""
    demo_pictures.draw_pictures(pictures=pictures)


@app.task(name=duplicate_services.TASK, queue="default")
def find_duplicates(*, number: int) -> None:
    """Look for organizations listed twice, in the whole directory."""
    duplicate_services.find_duplicates(now=timezone.now())


@app.periodic(cron="10 2 * * 0")
@app.task(name="maillage.directory.jobs.find_duplicates_weekly", queueing_lock="find-duplicates-weekly")
def find_duplicates_weekly(timestamp: int) -> None:
    """Look for duplicates once a week, and forget what can no longer be undone."""
    duplicate_services.find_duplicates(now=timezone.now())
    merging.forget_old_merges(now=timezone.now())


@app.task(name=imports_office.RUN_TASK, queue="default")
def run_import(*, run_id: str) -> None:
    """Carry an import out; after a kill, go on from its last batch."""
    imports.execute_run(run_id=UUID(run_id), clock=timezone.now)


@app.task(name=imports_office.UNDO_TASK, queue="default")
def undo_import(*, run_id: str) -> None:
    """Take back what an import did."""
    imports.undo(run_id=UUID(run_id), now=timezone.now())


@app.periodic(cron="*/2 * * * *")
@app.task(name="maillage.directory.jobs.resume_imports", queue="default", queueing_lock="resume_imports")
def resume_imports(timestamp: int) -> None:
    """Take up the imports whose worker was killed."""
    resume_stalled_imports(now=timezone.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="maillage.directory.jobs.forget_old_messages", queue="default", queueing_lock="forget_old_messages")
def forget_old_messages(timestamp: int) -> None:
    """Erase the messages of visitors whose time of keeping has ended."""
    personal_data.forget_old_messages(now=timezone.now())


@app.periodic(cron="33 4 * * *")
@app.task(
    name="maillage.directory.jobs.forget_old_import_files", queue="default", queueing_lock="forget_old_import_files"
)
def forget_old_import_files(timestamp: int) -> None:
    """Delete the files of imports that ended a month ago."""
    imports_files.forget_old_files(now=timezone.now())


def withdraw_from_murmurations(event: ConsentsChanged | ProfileUnlisted | ListingRefused | ProfileEdited) -> None:
    """Have the index forget a profile that may not be there any more; tried again when the index does not answer."""
    if event.organization_id is not None:
        murmurations.withdraw_profile(organization_id=event.organization_id, index=configured_index())


@app.periodic(cron="7 * * * *")
@app.task(name="maillage.directory.jobs.fold_public_changes", queue="default", queueing_lock="fold_public_changes")
def fold_public_changes(timestamp: int) -> None:
    """Keep the count of public changes short."""
    versions.fold_changes()


@app.periodic(cron="*/10 * * * *")
@app.task(name="maillage.directory.jobs.fold_search_counters", queue="default", queueing_lock="fold_search_counters")
def fold_search_counters(timestamp: int) -> None:
    """Keep the counters of the search short."""
    upkeep.fold_counters()


@app.periodic(cron="*/5 * * * *")
@app.task(name="maillage.directory.jobs.mend_search_index", queue="default", queueing_lock="mend_search_index")
def mend_search_index(timestamp: int) -> None:
    """Build the search index anew when a rebuild of it was killed."""
    upkeep.mend(workers=2)


@app.periodic(cron="23 * * * *")
@app.task(name="maillage.directory.jobs.balance_search_slices", queue="default", queueing_lock="balance_search_slices")
def balance_search_slices(timestamp: int) -> None:
    """Cut the order of prominence anew when the directory has grown or shrunk by half."""
    upkeep.balance_tiers()


@app.periodic(cron="50 1 * * *")
@app.task(name="maillage.directory.jobs.forget_expired_labels", queue="default", queueing_lock="forget_expired_labels")
def forget_expired_labels(timestamp: int) -> None:
    """Have expired labels found no more."""
    upkeep.forget_expired_labels(today=timezone.localdate())
