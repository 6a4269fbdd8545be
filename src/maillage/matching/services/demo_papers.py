"""Fills the document boxes of the demonstration with specimens, through the same services that people use."""

from datetime import date, datetime, timedelta

from django.db import transaction

from maillage.accounts.models import Membership, Organization
from maillage.accounts.queries import network
from maillage.accounts.types import Actor
from maillage.matching.demo.papers import BOXES, DEMO_BOXES, specimen
from maillage.matching.document_box_labels import PAPER_LABELS
from maillage.matching.models import Paper
from maillage.matching.rules.document_box import PaperKind, suggested_end
from maillage.matching.services.document_box import PaperGiven, add_paper
from maillage.matching.services.document_box_files import SentFile
from maillage.stream.services import quietly

_REASON = "the demonstration is written once"


@transaction.atomic
def load_papers(*, now: datetime, today: date) -> int:
    """Fill the boxes of the first organizations that people hold in a fictional network; gives how many papers were added."""
    if not network().is_fictional or Paper.objects.across_scopes(reason=_REASON).exists():
        return 0
    held = Membership.objects.across_scopes(reason=_REASON).values("organization_id")
    boxes = Organization.objects.filter(pk__in=held, is_fictional=True).order_by("created_at", "pk")[:DEMO_BOXES]
    actor, added = Actor.system(reason="the demonstration's document boxes"), 0
    with quietly():
        for number, organization in enumerate(boxes):
            for kind, age in BOXES[number % len(BOXES)].items():
                added += _add(organization, kind, today - timedelta(days=age), actor=actor, now=now, today=today)
    return added


def _add(
    organization: Organization, kind: PaperKind, issued_on: date, *, actor: Actor, now: datetime, today: date
) -> int:
    end = suggested_end(kind, issued_on)
    title = "RGE" if kind is PaperKind.LABEL else ""
    add_paper(
        actor=actor, organization_id=organization.pk, now=now, today=today,
        given=PaperGiven(kind, issued_on, end if end is None or end >= today else today, title=title),
        sent=SentFile(f"{kind.value}-{organization.slug}.pdf", specimen(f"{PAPER_LABELS[kind]} - {organization.name}")),
    )  # fmt: skip
    return 1


@transaction.atomic
def forget_papers() -> None:
    """Delete every paper of a fictional network."""
    if network().is_fictional:
        for paper in Paper.objects.across_scopes(reason="the demonstration is forgotten"):
            paper.file.delete(save=False)
            paper.delete()
