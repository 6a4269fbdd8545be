"""The e-mails of claims."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.models import Organization, User
from maillage.accounts.queries import emails_of_staff
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.directory.models import Claim
from maillage.directory.types import ClaimMethod, ClaimState


def mail_code(*, claim: Claim, code: str) -> None:
    """Send the code to the organization's listed address; it is kept nowhere else."""
    organization = Organization.objects.get(pk=claim.organization_id)
    person = User.objects.get(pk=claim.user_id)
    path = reverse("directory:claim_confirmation", args=[organization.slug, claim.pk])
    send_mail_in_language(
        template="directory/mail/claim_code.txt",
        to=claim.sent_to,
        context={"organization": organization, "claimant": person, "code": f"{code[:4]}-{code[4:]}"},
        action_url=f"{settings.MAILLAGE_BASE_URL}{path}?code={code}",
    )


def mail_claim_to_office(*, claim_id: UUID) -> None:
    """Tell the office that a claim waits for its approval."""
    claim = Claim.objects.across_scopes(reason="telling the office").filter(pk=claim_id).first()
    if claim is None or claim.method != ClaimMethod.APPROVAL or claim.state != ClaimState.OPEN:
        return
    words = {
        "organization": Organization.objects.get(pk=claim.organization_id),
        "claimant": User.objects.get(pk=claim.user_id),
        "message": claim.message,
    }
    for person in emails_of_staff():
        send_mail_in_language(
            template="directory/mail/claim_waiting.txt",
            to=person,
            context=words,
            action_url=f"{settings.MAILLAGE_BASE_URL}{reverse('directory:claim_list')}",
        )


def mail_expired(*, claim_id: UUID) -> None:
    """Tell a person that the office has not answered in time, and that asking again is welcome."""
    claim = Claim.objects.across_scopes(reason="telling the claimant").filter(pk=claim_id).first()
    if claim is None or claim.state != ClaimState.EXPIRED:
        return
    organization = Organization.objects.get(pk=claim.organization_id)
    send_mail_in_language(
        template="directory/mail/claim_expired.txt",
        to=User.objects.get(pk=claim.user_id),
        context={"organization": organization},
        action_url=f"{settings.MAILLAGE_BASE_URL}{reverse('directory:claim', args=[organization.slug])}",
    )


def mail_decision(*, claim_id: UUID) -> None:
    """Tell a person what became of the claim."""
    claim = Claim.objects.across_scopes(reason="telling the claimant").filter(pk=claim_id).first()
    if claim is None or claim.state not in {ClaimState.ACCEPTED, ClaimState.REFUSED}:
        return
    organization = Organization.objects.get(pk=claim.organization_id)
    is_accepted = claim.state == ClaimState.ACCEPTED
    space = reverse("directory:organization_home", kwargs={"organization_slug": organization.slug})
    send_mail_in_language(
        template="directory/mail/claim_decided.txt",
        to=User.objects.get(pk=claim.user_id),
        context={"organization": organization, "is_accepted": is_accepted, "reason": claim.reason},
        action_url=f"{settings.MAILLAGE_BASE_URL}{space}" if is_accepted else "",
    )
