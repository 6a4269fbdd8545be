"""The people of an organization and of the network's office, and the invitations to join them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.accounts import queries, services
from maillage.accounts.forms import InvitationForm, RoleForm
from maillage.accounts.models import ROLE_LABELS
from maillage.accounts.types import NetworkRole, OpenInvitation, OrganizationRole, PersonInTeam
from maillage.accounts.views.refusals import attempt
from maillage.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A person and where their role is changed."""

    person: PersonInTeam
    role_url: str
    removal_url: str


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation and where it is sent again or revoked."""

    invitation: OpenInvitation
    resend_url: str
    revocation_url: str


def _url(route: str, request: Any, **kwargs: Any) -> str:
    """Give the address of a team's route: the organization's, or the office's when the page names none."""
    if request.organization is None:
        return reverse(f"accounts:office_{route}", kwargs=kwargs)
    return reverse(f"accounts:team_{route}", kwargs={"organization_slug": request.organization.slug, **kwargs})


def _roles(request: Any) -> type[OrganizationRole | NetworkRole]:
    return NetworkRole if request.organization is None else OrganizationRole


def _organization_id(request: Any) -> UUID | None:
    return request.organization.pk if request.organization else None


def team(request: Any, organization_slug: str = "") -> HttpResponse:
    """Show who is there; on POST, invite somebody."""
    roles = _roles(request)
    form = InvitationForm(request.POST if request.method == "POST" else None, roles=roles)
    if request.method == "POST" and form.is_valid() and _invite(request, form):
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
        )
        return redirect(_url("people", request))
    context = _context(request) | {"form": form}
    return render(request, "accounts/team.html", context, status=422 if form.errors else 200)


def _invite(request: Any, form: InvitationForm) -> bool:
    attempt(
        form,
        lambda: services.invite(
            actor=request.actor,
            email=form.cleaned_data["email"],
            role=form.chosen_role(),
            organization_id=_organization_id(request),
            now=timezone.now(),
            language=get_language() or "",
        ),
    )
    return not form.errors


def _context(request: Any) -> dict[str, Any]:
    organization_id = _organization_id(request)
    if organization_id is None:
        people = queries.office_team(actor=request.actor)
    else:
        people = queries.team_of(scope=request.actor.scope, organization_id=organization_id, actor=request.actor)
    waiting = queries.invitations_of(actor=request.actor, organization_id=organization_id, now=timezone.now())
    return {
        "organization": request.organization,
        "role_choices": [(role.value, ROLE_LABELS[role.value]) for role in _roles(request)],
        "people": [
            TeamRow(
                person=person,
                role_url=_url("role", request, user_id=person.user_id),
                removal_url=_url("removal", request, user_id=person.user_id),
            )
            for person in people
        ],
        "invitations": [
            InvitationRow(
                invitation=row,
                resend_url=_url("invitation_resend", request, invitation_id=row.id),
                revocation_url=_url("invitation_revocation", request, invitation_id=row.id),
            )
            for row in waiting
        ],
    }


@require_POST
def member_role(request: Any, user_id: UUID, organization_slug: str = "") -> HttpResponse:
    form = RoleForm(request.POST, roles=_roles(request))
    if not form.is_valid():
        raise Invalid(_("Choose one of the roles offered."), field="role")
    role, now = form.cleaned_data["role"], timezone.now()
    if request.organization is None:
        services.assign_network_role(actor=request.actor, user_id=user_id, role=NetworkRole(role), now=now)
    else:
        services.change_role(
            actor=request.actor,
            organization_id=request.organization.pk,
            user_id=user_id,
            role=OrganizationRole(role),
            now=now,
        )
    messages.success(request, _("The role has been changed."))
    return redirect(_back(request, user_id))


@require_POST
def member_removal(request: Any, user_id: UUID, organization_slug: str = "") -> HttpResponse:
    now = timezone.now()
    if request.organization is None:
        services.assign_network_role(actor=request.actor, user_id=user_id, role=None, now=now)
    else:
        services.end_membership(actor=request.actor, organization_id=request.organization.pk, user_id=user_id, now=now)
    messages.success(request, _("This person is no longer in the team."))
    return redirect(_back(request, user_id))


def _back(request: Any, user_id: UUID) -> str:
    # Whoever has just changed their own role may not be allowed on the team's page any more.
    return reverse("accounts:account") if user_id == request.actor.user_id else _url("people", request)


@require_POST
def invitation_resend(request: Any, invitation_id: UUID, organization_slug: str = "") -> HttpResponse:
    services.resend_invitation(
        actor=request.actor, invitation_id=invitation_id, organization_id=_organization_id(request), now=timezone.now()
    )
    messages.success(request, _("The invitation has been sent again, with a new link."))
    return redirect(_url("people", request))


@require_POST
def invitation_revocation(request: Any, invitation_id: UUID, organization_slug: str = "") -> HttpResponse:
    services.revoke_invitation(
        actor=request.actor, invitation_id=invitation_id, organization_id=_organization_id(request), now=timezone.now()
    )
    messages.success(request, _("The invitation no longer works."))
    return redirect(_url("people", request))


def leaving(request: Any, organization_slug: str) -> HttpResponse:
    """Explain what leaving means; on POST, leave."""
    if request.method != "POST":
        return render(request, "accounts/leaving.html", {"organization": request.organization})
    services.end_membership(
        actor=request.actor, organization_id=request.organization.pk, user_id=request.actor.user_id, now=timezone.now()
    )
    messages.success(request, _("You have left %(name)s.") % {"name": request.organization.name})
    return redirect("accounts:account")
