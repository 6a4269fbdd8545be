"""Work of the mesh that runs after commit, and at night.

Events of the path from a need to a reference are read by their attributes alone: the contexts that publish them stand
above this one, and `config/wiring.py` binds them here.
"""

from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.directory.events import EditReviewed, MergeUndone, OrganizationsMerged, ProfileEdited
from maillage.directory.types import Section
from maillage.links.events import IntroductionAccepted, IntroductionProposed, LinkDeclared
from maillage.links.services import drawing, facts, happenings, mail, measures, moving, references
from maillage.links.types import LinkKind, Readership


def note_invited(event: Any) -> None:
    """`event`: an organization was asked for a brief. Those asked for the same one: for the office alone."""
    if event.organization_id is not None:
        happenings.note_invited(
            brief_id=event.brief_id, organization_id=event.organization_id, day=timezone.localdate(event.at),
            today=timezone.localdate(),
        )  # fmt: skip


def note_answered(event: Any) -> None:
    """`event`: a group was formed to answer together."""
    _note(event, LinkKind.ANSWERED, key=f"consortium:{event.object_id}")


def note_won(event: Any) -> None:
    """`event`: a common answer was awarded."""
    _note(event, LinkKind.WON, key=f"answer:{event.object_id}")


def note_coproduced(event: Any) -> None:
    """`event`: a coproduction has ended; one that was broken off proves nothing."""
    if event.is_completed:
        _note(event, LinkKind.COPRODUCED, key=f"coproduction:{event.object_id}")


def note_delivered(event: Any) -> None:
    """`event`: a delivery that one handed over was ridden by the other; on a day, the first alone counts."""
    _note(event, LinkKind.DELIVERED, key=f"deliveries:{timezone.localdate(event.at)}")


def note_published(event: Any) -> None:
    """`event`: a coproduction was published: what was known to its partners is known to all."""
    _note(event, LinkKind.COPRODUCED, key=f"coproduction:{event.object_id}", readership=Readership.PUBLIC)


def note_reviewed(event: Any) -> None:
    """`event`: a partner, or the buyer, has said how a coproduction went."""
    if event.object_id is not None:
        happenings.note_review(
            coproduction_id=event.object_id, organization_ids=event.organization_ids,
            by_id=None if event.is_by_buyer else event.organization_id, rating_hundredths=event.rating_hundredths,
            day=timezone.localdate(event.at), today=timezone.localdate(),
        )  # fmt: skip


def _note(event: Any, kind: LinkKind, *, key: str, readership: Readership | None = None) -> None:
    happenings.note_together(
        kind=kind, organization_ids=event.organization_ids, key=key, day=timezone.localdate(event.at),
        today=timezone.localdate(), object_id=event.object_id, readership=readership,
    )  # fmt: skip


def follow_references(event: ProfileEdited | EditReviewed) -> None:
    """Keep the facts of references in step with an edited page, whoever approved it."""
    if event.organization_id is not None and event.section == Section.REFERENCES.value:
        references.sync_references(today=timezone.localdate(), organization_id=event.organization_id)


def move_facts(event: OrganizationsMerged) -> None:
    """What was of the absorbed organization is of the kept one."""
    if event.organization_id is not None:
        today = timezone.localdate()
        moving.move_facts(
            kept_id=event.organization_id, absorbed_id=event.absorbed_id, merge_id=event.merge_id, now=timezone.now(),
            today=today,
        )  # fmt: skip
        references.sync_references(today=today, organization_id=event.organization_id)


def move_facts_back(event: MergeUndone) -> None:
    """Both have again what they had."""
    today = timezone.localdate()
    moving.move_facts_back(merge_id=event.merge_id, today=today)
    for organization_id in filter(None, (event.organization_id, event.absorbed_id)):
        references.sync_references(today=today, organization_id=organization_id)


def mail_declaration(event: LinkDeclared) -> None:
    """Ask the other side, or tell it of a recommendation."""
    if event.object_id is not None:
        mail.mail_declaration(declaration_id=event.object_id)


def mail_introduction(event: IntroductionProposed) -> None:
    """Write to both."""
    if event.object_id is not None:
        mail.mail_introduction(introduction_id=event.object_id)


def mail_accepted(event: IntroductionAccepted) -> None:
    """Give each the other's contacts."""
    if event.object_id is not None:
        mail.mail_accepted(introduction_id=event.object_id)


@app.periodic(cron="20 3 * * *")
@app.task(name="maillage.links.jobs.refresh_mesh", queue="default", queueing_lock="refresh_mesh")
def refresh_mesh(timestamp: int) -> None:
    """Let a night pass: references read again, strengths faded, the picture drawn, introductions looked for."""
    today = timezone.localdate()
    references.sync_references(today=today)
    facts.refresh_strengths(today=today)
    for readership in (Readership.PUBLIC, Readership.OFFICE):
        drawing.draw_network(readership=readership)
    drawing.suggest_introductions(today=today)
    measures.keep_measures(day=today)
