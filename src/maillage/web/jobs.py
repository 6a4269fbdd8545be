"""Notifications that follow from facts. Each handler is bound in `maillage.config.wiring`.

To notify of something new: write the sentence in `sentences`, a handler here (it takes the event and calls
`services.notify`), and one line of wiring.
"""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from maillage.accounts.events import InvitationAccepted, MembershipEnded, MembershipGranted, NetworkRoleAssigned
from maillage.accounts.models import Organization, User
from maillage.accounts.queries import emails_of_staff, network, people_of
from maillage.accounts.types import OrganizationRole
from maillage.directory.events import (
    EditReviewed,
    ImportFinished,
    ListingRefused,
    ListingRequested,
    MessageSent,
    ProfileEdited,
    ProfileListed,
)
from maillage.matching.events import BriefAssigned, BriefMessageWritten, BriefReceived, PaperExpiring
from maillage.matching.queries.briefs import brief_owner, brief_title
from maillage.stream.types import Event
from maillage.web import services
from maillage.web.services import webhooks


def notify_of_role(event: MembershipGranted) -> None:
    services.notify(
        recipients=[event.user_id],
        besides=event.actor_id,
        verb="membership.granted",
        at=event.at,
        url=f"{reverse('accounts:account')}#organizations",
        organization=_name_of(event.object_id),
        role=event.role,
    )


def notify_of_removal(event: MembershipEnded) -> None:
    services.notify(
        recipients=[event.user_id],
        besides=event.actor_id,
        verb="membership.ended",
        at=event.at,
        organization=_name_of(event.object_id),
    )


def notify_of_office_role(event: NetworkRoleAssigned) -> None:
    if event.object_id is None:
        return
    verb = "network_role.assigned" if event.role else "network_role.ended"
    services.notify(recipients=[event.object_id], besides=event.actor_id, verb=verb, at=event.at, role=event.role)


def notify_of_acceptance(event: InvitationAccepted) -> None:
    if event.invited_by_id is None:
        return
    person = User.objects.filter(pk=event.actor_id).first() if event.actor_id else None
    team = _name_of(event.organization_id) if event.organization_id else network().name
    services.notify(
        recipients=[event.invited_by_id],
        besides=event.actor_id,
        verb="invitation.accepted",
        at=event.at,
        url=_team_url(event),
        person=person.display_name if person else "—",
        team=team,
    )


def notify_of_import(event: ImportFinished) -> None:
    if event.actor_id is None or event.object_id is None:
        return
    kinds = {"failed": "import.failed", "cancelled": "import.cancelled"}
    done = "import.previewed" if event.is_dry_run else "import.finished"
    services.notify(
        recipients=[event.actor_id],
        verb=kinds.get(event.state, done),
        at=event.at,
        url=reverse("directory:import_run", kwargs={"run_id": event.object_id}),
        file=event.file_name,
        rows=event.rows,
        created=event.created,
        rejected=event.rejected,
    )


def notify_of_listing_request(event: ListingRequested) -> None:
    _tell(_staff(), event, verb="listing.requested", route="directory:profile")


def notify_of_listing(event: ProfileListed | ListingRefused) -> None:
    people = _people(event.organization_id)
    if isinstance(event, ListingRefused):
        _tell(people, event, verb="listing.refused", route="directory:organization_home", reason=event.reason)
    else:
        _tell(people, event, verb="listing.accepted", route="directory:profile")


def notify_of_waiting_edit(event: ProfileEdited) -> None:
    if event.is_pending and not event.was_waiting:
        _tell(_staff(), event, verb="edit.waiting", route="directory:history")


def notify_of_review(event: EditReviewed) -> None:
    verb = "edit.approved" if event.is_approved else "edit.refused"
    _tell(_people(event.organization_id), event, verb=verb, route="directory:history", reason=event.reason)


def notify_of_brief(event: BriefReceived) -> None:
    """Tell the office that a need has come in."""
    _tell_of_brief(event, recipients=_staff(), verb="brief.received")


def notify_of_brief_owner(event: BriefAssigned) -> None:
    """Tell somebody that a need was put into their hands."""
    if event.owner_id is not None:
        _tell_of_brief(event, recipients=[event.owner_id], verb="brief.assigned")


def notify_of_brief_message(event: BriefMessageWritten) -> None:
    """Tell whoever has the need in hand that its buyer has written."""
    if event.is_from_buyer:
        owner_id = brief_owner(brief_id=event.object_id) if event.object_id else None
        _tell_of_brief(event, recipients=[owner_id] if owner_id else _staff(), verb="brief.message")


def notify_of_expiring_paper(event: PaperExpiring) -> None:
    """Tell those who may renew it that a paper of their document box ends."""
    organization = Organization.objects.filter(pk=event.organization_id).first() if event.organization_id else None
    if organization is not None:
        services.notify(
            recipients=_people(organization.pk), verb="paper.expiring", at=event.at,
            url=reverse("matching:paper_list", args=[organization.slug]), organization=organization.name,
            days=event.days_left,
        )  # fmt: skip


def _tell_of_brief(
    event: BriefReceived | BriefAssigned | BriefMessageWritten, *, recipients: list[UUID], verb: str
) -> None:
    if event.object_id is None:
        return
    services.notify(
        recipients=recipients, besides=event.actor_id, verb=verb, at=event.at,
        url=reverse("matching:brief", args=[event.number]), number=event.number, title=brief_title(brief_id=event.object_id),
    )  # fmt: skip


def notify_of_message(event: MessageSent) -> None:
    """Tell whoever answers: an organization's people, else the office."""
    if event.organization_id is None:
        url = reverse("directory:office_messages")
        services.notify(recipients=_staff(), besides=event.actor_id, verb="message.to_office", at=event.at, url=url)
        return
    people = _people(event.organization_id)
    if people:
        _tell(people, event, verb="message.received", route="directory:message_list")
    else:
        _tell(_staff(), event, verb="message.received_for_unclaimed", route="directory:message_list")


type _AboutAnOrganization = (
    ListingRequested | ListingRefused | ProfileListed | ProfileEdited | EditReviewed | MessageSent
)


def _tell(people: list[UUID], event: _AboutAnOrganization, *, verb: str, route: str, reason: str = "") -> None:
    organization = Organization.objects.filter(pk=event.organization_id).first() if event.organization_id else None
    if organization is not None:
        services.notify(
            recipients=people,
            besides=event.actor_id,
            verb=verb,
            at=event.at,
            url=reverse(route, args=[organization.slug]),
            organization=organization.name,
            reason=reason,
        )


def _staff() -> list[UUID]:
    return [person.pk for person in emails_of_staff()]


def _people(organization_id: UUID | None) -> list[UUID]:
    """Give those who may edit an organization's page."""
    if organization_id is None:
        return []
    roles = [OrganizationRole.OWNER, OrganizationRole.EDITOR]
    return [person.pk for person in people_of(organization_id=organization_id, roles=roles)]


def _team_url(event: InvitationAccepted) -> str:
    if event.organization_id is None:
        return reverse("accounts:office_people")
    slug = Organization.objects.values_list("slug", flat=True).get(pk=event.organization_id)
    return reverse("accounts:team_people", kwargs={"organization_slug": slug})


def _name_of(organization_id: UUID | None) -> str:
    if organization_id is None:
        return "—"
    return Organization.objects.filter(pk=organization_id).values_list("name", flat=True).first() or "—"


@app.periodic(cron="17 3 * * *")
@app.task(name="maillage.web.jobs.forget_old_notifications", queueing_lock="forget_old_notifications")
def forget_old_notifications(timestamp: int) -> None:
    services.forget_old_notifications(now=timezone.now())
    webhooks.forget_old_deliveries(now=timezone.now())


def tell_webhooks(event: Event) -> None:
    """Tell the programs of others that asked for it."""
    webhooks.tell_webhooks(event=event, now=timezone.now())


@app.task(
    name=webhooks.SEND_TASK, queue="default", pass_context=True,
    retry=RetryStrategy(max_attempts=webhooks.MAX_ATTEMPTS, exponential_wait=5),
)  # fmt: skip
def send_webhook(context: JobContext, *, delivery_id: str) -> None:
    """Send one message; it is tried again later when the other side does not take it."""
    attempt = (context.job.attempts if context.job else 0) + 1
    webhooks.send_delivery(delivery_id=UUID(delivery_id), attempt=attempt, now=timezone.now())
