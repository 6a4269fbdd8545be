"""Work of coproductions that runs after commit."""

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.matching.events import (
    AnswerAwarded,
    CoproductionDelivered,
    CoproductionOpened,
    CoproductionPartnerInvited,
    CoproductionPublicationProposed,
    CoproductionSharesProposed,
)
from maillage.matching.services.coproductions import mail, moving, opening


def open_from_answer(event: AnswerAwarded) -> None:
    """Open the common work of an awarded answer."""
    if event.object_id is not None:
        opening.open_from_answer(answer_id=event.object_id, now=event.at)


def mail_opening(event: CoproductionOpened) -> None:
    """Tell the partners of an award where their common work stands."""
    if event.object_id is not None:
        mail.mail_opening(coproduction_id=event.object_id)


def mail_partner_invitation(event: CoproductionPartnerInvited) -> None:
    """Ask an organization to take part."""
    if event.object_id is not None and event.organization_id is not None:
        mail.mail_partner_invitation(coproduction_id=event.object_id, organization_id=event.organization_id)


def mail_review_requests(event: CoproductionDelivered) -> None:
    """Ask buyer and partners how the work went."""
    if event.object_id is not None:
        mail.mail_review_requests(coproduction_id=event.object_id)


def mail_publication(event: CoproductionPublicationProposed) -> None:
    """Ask the partners to agree to a common reference."""
    if event.object_id is not None:
        mail.mail_publication(coproduction_id=event.object_id)


def mail_shares(event: CoproductionSharesProposed) -> None:
    """Ask the partners whom it concerns to agree to other shares."""
    if event.object_id is not None:
        mail.mail_shares(coproduction_id=event.object_id)


@app.periodic(cron="25 7 * * *")
@app.task(name="maillage.matching.coproduction_jobs.chase_reviews", queue="default", queueing_lock="chase_reviews")
def chase_reviews(timestamp: int) -> None:
    """Remind those who have not said how the work went; close what nobody speaks of any more."""
    for coproduction_id in moving.chase_reviews(now=timezone.now()):
        mail.mail_review_requests(coproduction_id=coproduction_id, is_reminder=True)
