"""Notifications that follow from facts. Each handler is bound in `maillage.config.wiring`.

To notify of something new: write the sentence in `sentences`, a handler here (it takes the event and calls
`services.notify`), and one line of wiring.
"""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.accounts.events import InvitationAccepted, MembershipEnded, MembershipGranted, NetworkRoleAssigned
from maillage.accounts.models import Organization, User
from maillage.accounts.queries import network
from maillage.directory.events import ImportFinished
from maillage.web import services


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
