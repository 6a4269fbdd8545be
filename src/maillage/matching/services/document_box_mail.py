"""The e-mail that reminds an organization of a paper that ends."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.queries import people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.matching.document_box_labels import PAPER_HINTS, PAPER_LABELS
from maillage.matching.models import Paper
from maillage.matching.rules.document_box import PaperKind


def mail_paper_expiring(*, paper_id: UUID, today: date) -> None:
    """Write to those who may renew a paper, unless it was renewed or taken out meanwhile, or has ended."""
    rows = Paper.objects.across_scopes(reason="writing to the owners of a paper").select_related("organization")
    paper: Paper | None = rows.filter(pk=paper_id, replaced_at=None, removed_at=None, expires_on__gte=today).first()
    if paper is None or paper.expires_on is None:
        return
    kind, organization = PaperKind(paper.kind), paper.organization
    address = f"{reverse('matching:paper_new', args=[organization.slug])}?kind={kind.value}"
    if paper.title:
        address += f"&replaces={paper.pk}"
    for person in people_of(organization_id=organization.pk, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR]):
        send_mail_in_language(
            template="matching/mail/paper_expiring.txt", to=person, action_url=f"{settings.MAILLAGE_BASE_URL}{address}",
            context={
                "organization": organization, "paper": paper, "label": paper.title or PAPER_LABELS[kind],
                "hint": PAPER_HINTS[kind], "days": (paper.expires_on - today).days,
            },
        )  # fmt: skip
