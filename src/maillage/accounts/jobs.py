"""What follows from facts about people: messages."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from maillage.accounts import services
from maillage.accounts.events import InvitationSent
from maillage.accounts.models import ROLE_LABELS, Invitation, User


def mail_invitation(event: InvitationSent) -> None:
    """Send the link to the invited address; an invitation sent again or ended meanwhile has no message any more."""
    rows = Invitation.objects.select_related("organization", "invited_by")
    invitation = rows.filter(pk=event.object_id).first() if event.object_id else None
    if invitation is None or invitation.sent_at != event.at or invitation.revoked_at or invitation.accepted_at:
        return
    if invitation.expires_at <= timezone.now():
        return
    known = User.objects.filter(email__iexact=invitation.email).first()
    recipient = known or invitation.email
    language = services.language_of(recipient=known) if known else invitation.language
    path = reverse("accounts:invitation", kwargs={"key": services.key_of(invitation=invitation)})
    with translation.override(language or services.language_of(recipient=recipient)):
        role = str(ROLE_LABELS[invitation.role])
    services.send_mail_in_language(
        template="accounts/mail/invitation.txt",
        to=recipient,
        language=language,
        context={
            "organization": invitation.organization.name if invitation.organization else "",
            "inviter": invitation.invited_by.display_name if invitation.invited_by else "",
            "role": role,
            "expires_at": invitation.expires_at,
        },
        action_url=f"{settings.MAILLAGE_BASE_URL}{path}",
    )


@app.periodic(cron="27 3 * * *")
@app.task(name="maillage.accounts.jobs.forget_old_invitations", queueing_lock="forget_old_invitations")
def forget_old_invitations(timestamp: int) -> None:
    services.forget_old_invitations(now=timezone.now())
    services.forget_past_tries(now=timezone.now())


@app.task(name=services.MAIL_TASK, queue="default")
def mail_key(email: str, is_sign_up: bool, language: str, proof: str) -> None:
    services.mail_key(email=email, is_sign_up=is_sign_up, language=language, proof=proof)
