"""What the partners of a consortium are told by e-mail: they learn of one another here, not before."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.models import Organization
from maillage.accounts.queries import people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.matching.models import Answer, BriefLot, Consortium, ConsortiumPartner

_REASON = "writing to the partners of a consortium"


def mail_formed(*, consortium_id: UUID, only: UUID | None = None) -> None:
    """Tell the partners who is in, what each takes on, and what is next. `only`: one partner, which has just joined."""
    consortium = _consortium(consortium_id)
    if consortium is None:
        return
    partners = _partners(consortium)
    rows = BriefLot.objects.across_scopes(reason=_REASON).filter(brief=consortium.brief)
    lots = dict(rows.values_list("position", "title"))
    shown = [(one, [lots[lot] for lot in one.lots if lot in lots]) for one in partners]
    for one in partners:
        if only in (None, one.organization_id):
            _send("formed", consortium, one.organization, partners=shown, own=one, is_alone=len(partners) == 1)


def mail_left(*, consortium_id: UUID, leaver_id: UUID, reason: str) -> None:
    """Tell those who stay that a partner has left."""
    consortium = _consortium(consortium_id)
    leaver = Organization.objects.filter(pk=leaver_id).first()
    if consortium is None or leaver is None:
        return
    for partner in _partners(consortium):
        _send("left", consortium, partner.organization, leaver=leaver, reason=reason, own=partner)


def mail_dissolved(*, consortium_id: UUID, organization_ids: Collection[UUID], reason: str) -> None:
    """Tell the partners that their consortium is dissolved."""
    consortium = _consortium(consortium_id)
    if consortium is None:
        return
    for organization in Organization.objects.filter(pk__in=organization_ids).order_by("pk"):
        _send("dissolved", consortium, organization, reason=reason)


def _consortium(consortium_id: UUID) -> Consortium | None:
    rows = Consortium.objects.across_scopes(reason=_REASON).select_related("brief")
    found: Consortium | None = rows.filter(pk=consortium_id).first()
    return found


def _partners(consortium: Consortium) -> list[ConsortiumPartner]:
    rows = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(consortium=consortium, left_at__isnull=True)
    return list(rows.select_related("organization").order_by("-is_lead", "joined_at", "pk"))


def workspace_address(organization: Organization, consortium: Consortium, /) -> str:
    """Give where the partners of a consortium write their answer."""
    answers = Answer.objects.across_scopes(reason=_REASON).filter(consortium=consortium)
    answer_id = answers.values_list("pk", flat=True).get()
    path = reverse("matching:answer", args=[organization.slug, answer_id])
    return f"{settings.MAILLAGE_BASE_URL}{path}"


def _send(news: str, consortium: Consortium, organization: Organization, **context: object) -> None:
    people = people_of(organization_id=organization.pk, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR])
    told = {"brief": consortium.brief, "organization": organization, **context}
    for person in people:
        send_mail_in_language(
            template=f"matching/mail/consortium_{news}.txt", to=person, context=told,
            action_url=workspace_address(organization, consortium),
        )  # fmt: skip
