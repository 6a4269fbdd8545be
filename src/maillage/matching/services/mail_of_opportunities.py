"""The e-mails of a published call, its letters apart."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.models import Organization, User
from maillage.accounts.queries import emails_of_staff, people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.matching.labels import OPPORTUNITY_LABELS
from maillage.matching.models import Opportunity, OpportunityInterest
from maillage.matching.types import OpportunityState

_REASON = "writing to those whom a call concerns"


def mail_interest(*, opportunity_id: UUID, organization_id: UUID) -> None:
    """Tell the office that a call interests an organization; nothing when it was taken back meanwhile."""
    said = OpportunityInterest.objects.across_scopes(reason=_REASON).filter(
        opportunity_id=opportunity_id, organization_id=organization_id
    )
    interest = said.select_related("opportunity__brief__owner", "organization").first()
    if interest is None:
        return
    for person in _office(interest.opportunity):
        send_mail_in_language(
            template="matching/mail/opportunity_interest.txt", to=person, action_url=_office_page(interest.opportunity),
            context={"opportunity": interest.opportunity, "organization": interest.organization},
        )  # fmt: skip


def mail_change(*, opportunity_id: UUID) -> None:
    """Tell of a correction or an end those who have said their interest, and the office when it has made a need of it."""
    row = (
        Opportunity.objects.across_scopes(reason=_REASON)
        .select_related("brief__owner")
        .filter(pk=opportunity_id)
        .first()
    )
    if row is None:
        return
    context = {"opportunity": row, "state": OPPORTUNITY_LABELS[OpportunityState(row.state)]}
    template = "matching/mail/opportunity_changed.txt"
    for person in _office(row) if row.brief_id else ():
        send_mail_in_language(template=template, to=person, context=context, action_url=_office_page(row))
    interested = OpportunityInterest.objects.across_scopes(reason=_REASON).filter(opportunity=row)
    for organization in Organization.objects.filter(pk__in=interested.values("organization_id")):
        address = reverse("matching:member_opportunity", args=[organization.slug, row.pk])
        for person in people_of(
            organization_id=organization.pk, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR]
        ):
            send_mail_in_language(
                template=template, to=person, context=context, action_url=f"{settings.MAILLAGE_BASE_URL}{address}"
            )


def _office(row: Opportunity) -> list[User]:
    owner = row.brief.owner if row.brief is not None else None
    return [owner] if owner is not None and owner.is_active else emails_of_staff()


def _office_page(row: Opportunity) -> str:
    return f"{settings.MAILLAGE_BASE_URL}{reverse('matching:opportunity', args=[row.pk])}"
