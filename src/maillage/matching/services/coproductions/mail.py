"""The e-mails of common work: the news of its opening, invitations, reviews asked for, a publication proposed."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.models import User
from maillage.accounts.queries import people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.matching.models import Coproduction, CoproductionPartner
from maillage.matching.services.coproductions.access import partners_in
from maillage.matching.services.coproductions.moving import still_asked
from maillage.matching.services.coproductions.reviewing import review_address
from maillage.matching.services.coproductions.sharing import waited_for
from maillage.matching.types import CoproductionState

_REASON = "writing to those whom a coproduction concerns"
_ROLES = (OrganizationRole.OWNER, OrganizationRole.EDITOR)


def mail_opening(*, coproduction_id: UUID) -> None:
    """Tell the partners of an award that their common work has a place; whoever opened it by hand knows."""
    work = _work(coproduction_id)
    if work is not None and work.answer_id is not None:
        _to_partners(work, partners_in(work), template="opening")


def mail_partner_invitation(*, coproduction_id: UUID, organization_id: UUID) -> None:
    """Ask an organization to take part, unless it has answered."""
    work = _work(coproduction_id)
    if work is None:
        return
    asked = [one for one in partners_in(work) if one.organization_id == organization_id and one.accepted_at is None]
    _to_partners(work, asked, template="invitation")


def mail_publication(*, coproduction_id: UUID) -> None:
    """Ask the partners who have not proposed it to agree to a reference."""
    work = _work(coproduction_id)
    if work is not None:
        _to_partners(work, [one for one in partners_in(work) if not one.is_lead], template="publication")


def mail_shares(*, coproduction_id: UUID) -> None:
    """Ask those whose share of the budget would change, and who have not agreed, to answer."""
    work = _work(coproduction_id)
    if work is not None:
        waited = waited_for(work)
        _to_partners(work, [one for one in partners_in(work) if one.pk in waited], template="shares")


def mail_review_requests(*, coproduction_id: UUID, is_reminder: bool = False) -> None:
    """Ask buyer and partners how the work went: those alone who have not said it."""
    work = _work(coproduction_id)
    if work is None or work.state != CoproductionState.DELIVERED.value:
        return
    asked = still_asked(work)
    context = {"work": work, "is_reminder": is_reminder}
    if asked.is_buyer and work.brief is not None:
        send_mail_in_language(
            template="matching/mail/coproduction_buyer_review.txt", to=work.brief.buyer_email, context=context,
            language=work.brief.language, action_url=review_address(work),
        )  # fmt: skip
    _to_partners(work, asked.partners, template="review", route="coproduction_review", is_reminder=is_reminder)


def _work(pk: UUID) -> Coproduction | None:
    rows = Coproduction.objects.across_scopes(reason=_REASON).select_related("brief")
    found: Coproduction | None = rows.filter(pk=pk).first()
    return found


def _to_partners(
    work: Coproduction,
    partners: Iterable[CoproductionPartner],
    *,
    template: str,
    route: str = "coproduction",
    **context: object,
) -> None:
    for partner in partners:
        address = reverse(f"matching:{route}", args=[partner.organization.slug, work.pk])
        for person in _people(partner):
            send_mail_in_language(
                template=f"matching/mail/coproduction_{template}.txt", to=person,
                context={"work": work, "partner": partner, "organization": partner.organization, **context},
                action_url=f"{settings.MAILLAGE_BASE_URL}{address}",
            )  # fmt: skip


def _people(partner: CoproductionPartner) -> list[User]:
    return people_of(organization_id=partner.organization_id, roles=_ROLES)
