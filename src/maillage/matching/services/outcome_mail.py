"""What becomes of a need, told to those who are not in any answer that the buyer has seen; and to the office when a buyer withdraws.

Partners of an answer before the buyer are told with it: see `answer_mail`.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.models import Organization
from maillage.accounts.queries import people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.matching.models import Answer, Brief, ConsortiumPartner, Invitation
from maillage.matching.services.mail import office_address, people_concerned
from maillage.matching.types import BriefState, ConsortiumState, InvitationState

_REASON = "telling the end of a need to those whom it concerns"
_WRITERS = (OrganizationRole.OWNER, OrganizationRole.EDITOR)


def without_answer(brief: Brief, /) -> Iterable[Organization]:
    """Give the organizations that had accepted, or were writing, without an answer that the buyer has seen."""
    sent = Answer.objects.across_scopes(reason=_REASON).filter(brief=brief, sent_at__isnull=False)
    partners = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(consortium__brief=brief, left_at=None)
    writing = partners.filter(consortium__state=ConsortiumState.FORMED.value)
    accepted = Invitation.objects.across_scopes(reason=_REASON).filter(
        brief=brief, state=InvitationState.ACCEPTED.value
    )
    heard = partners.filter(consortium__in=sent.values("consortium_id"))
    ids = {*accepted.values_list("organization_id", flat=True), *writing.values_list("organization_id", flat=True)}
    return Organization.objects.filter(pk__in=ids - set(heard.values_list("organization_id", flat=True))).order_by("pk")


def mail_end(*, brief_id: UUID, actor_id: UUID | None) -> None:
    """Tell that a need was withdrawn, or closed without an award: organizations, and the office when the buyer did it.

    `actor_id`: who moved the need; None for a buyer without account, and for time.
    """
    brief = _brief(brief_id)
    if brief is None or brief.state not in (BriefState.WITHDRAWN.value, BriefState.NOT_AWARDED.value):
        return
    is_withdrawn = brief.state == BriefState.WITHDRAWN.value
    for organization in without_answer(brief):
        _to_organization(
            organization, template="matching/mail/end_to_invited.txt", brief=brief, is_withdrawn=is_withdrawn
        )
    if is_withdrawn and actor_id in (None, brief.buyer_id) and brief.received_at is not None:
        for person in people_concerned(brief):
            send_mail_in_language(
                template="matching/mail/withdrawn_to_office.txt", to=person, context={"brief": brief},
                action_url=office_address(brief),
            )  # fmt: skip


def mail_invitation_over(*, invitation_id: UUID) -> None:
    """Tell an organization that no answer is expected of it any more."""
    rows = Invitation.objects.across_scopes(reason=_REASON).select_related("brief", "organization")
    invitation: Invitation | None = rows.filter(pk=invitation_id, state=InvitationState.WITHDRAWN.value).first()
    if invitation is not None:
        _to_organization(
            invitation.organization, template="matching/mail/invitation_over.txt", brief=invitation.brief,
            is_ended=invitation.brief.closed_at is not None,
        )  # fmt: skip


def _to_organization(organization: Organization, *, template: str, **context: object) -> None:
    address = reverse("matching:invitation_list", args=[organization.slug])
    for person in people_of(organization_id=organization.pk, roles=_WRITERS):
        send_mail_in_language(
            template=template, to=person, context={"organization": organization, **context},
            action_url=f"{settings.MAILLAGE_BASE_URL}{address}",
        )  # fmt: skip


def _brief(brief_id: UUID) -> Brief | None:
    rows = Brief.objects.across_scopes(reason=_REASON).select_related("owner")
    found: Brief | None = rows.filter(pk=brief_id).first()
    return found
