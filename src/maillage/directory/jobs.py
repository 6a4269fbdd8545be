"""Work of the directory that runs after commit."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.directory.events import ClaimDecided, ClaimRequested, MessageSent
from maillage.directory.services import claim_mail, indexing, message_mail, need_mail, saved_searches
from maillage.directory.services.demo_loading import pictures as demo_pictures


def mail_message(event: MessageSent) -> None:
    """Send a visitor's message on."""
    if event.object_id is not None:
        message_mail.mail_message(message_id=event.object_id, language=event.language)


def mail_need(event: MessageSent) -> None:
    """Send a visitor's need on to the office."""
    if event.object_id is not None:
        need_mail.mail_need(message_id=event.object_id, language=event.language)


def mail_claim_to_office(event: ClaimRequested) -> None:
    """Tell the office that a claim waits for it."""
    if event.object_id is not None:
        claim_mail.mail_claim_to_office(claim_id=event.object_id)


def mail_claim_decision(event: ClaimDecided) -> None:
    """Tell the claimant."""
    if event.object_id is not None:
        claim_mail.mail_decision(claim_id=event.object_id)


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
