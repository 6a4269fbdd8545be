"""A person's own data: taken away as a file, or erased."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.events import AccountErased
from maillage.accounts.models import ApiToken, Invitation, Membership, Network, NetworkAssignment, Organization, User
from maillage.accounts.personal_data import personal_data
from maillage.accounts.types import Actor, NetworkRole, OrganizationRole
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.stream.models import Fact
from maillage.stream.services import publish


class StillNeeded(Conflict):
    message = _(
        "You are the only owner of %(organizations)s. Make somebody else an owner on the page “Team” first, "
        "or ask the network's office to take the organization over."
    )
    code = "still_needed"


class StillAdministrator(Conflict):
    message = _("You are the network's only administrator: name another one on the page “Office” first.")
    code = "still_administrator"


def export_own_data(*, actor: Actor) -> bytes:
    """Give a ZIP of JSON files, one folder a context, of all that is known of the actor.

    Raises: NotAllowed (visitors). Source: GDPR, articles 15 and 20.
    """
    if actor.user_id is None:
        raise NotAllowed
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for part in personal_data.parts():
            for name, content in part.export(actor.user_id).items():
                text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
                file.writestr(f"{part.context}/{name}.json", text)
    return archive.getvalue()


@transaction.atomic
def erase_own_account(*, actor: Actor, typed_email: str, now: datetime) -> None:
    """Erase the actor's account: every context forgets the person, what must stay becomes anonymous.

    `typed_email` proves that the person means it. Publishes `AccountErased`.
    Raises: NotAllowed (visitors), Invalid, StillNeeded, StillAdministrator. Source: GDPR, article 17.
    """
    if actor.user_id is None:
        raise NotAllowed
    person = User.objects.select_for_update().filter(pk=actor.user_id, erased_at__isnull=True).first()
    if person is None:
        raise NotFound
    if typed_email.strip().lower() != person.email.lower():
        raise Invalid(_("This is not the address of your account."), field="email")
    _check_not_needed(person.pk)
    for part in personal_data.parts():
        part.erase(person.pk, now)
    publish(AccountErased(at=now, actor_id=person.pk, object_id=person.pk, organization_id=None))


def _check_not_needed(user_id: UUID) -> None:
    Network.objects.select_for_update(no_key=True).filter(pk=1).first()
    administrators = NetworkAssignment.objects.filter(role=NetworkRole.ADMINISTRATOR.value)
    if {row.user_id for row in administrators} == {user_id}:
        raise StillAdministrator
    roles = Membership.objects.across_scopes(reason="a person who leaves may not leave an organization without owner")
    owned = roles.filter(user_id=user_id, role=OrganizationRole.OWNER.value).values("organization_id")
    # Locked in one order, so that two owners who erase themselves at once neither deadlock nor both succeed.
    organizations = list(Organization.objects.select_for_update(no_key=True).filter(pk__in=owned).order_by("pk"))
    others = set(
        roles.filter(organization_id__in=[row.pk for row in organizations], role=OrganizationRole.OWNER.value)
        .exclude(user_id=user_id)
        .values_list("organization_id", flat=True)
    )
    alone = [row.name for row in organizations if row.pk not in others]
    if alone:
        raise StillNeeded(organizations=", ".join(alone))


def export_account(user_id: UUID) -> dict[str, Any]:
    """Give what this context knows of a person."""
    person = User.objects.get(pk=user_id)
    roles = Membership.objects.across_scopes(reason="a person's export of their own data").filter(user_id=user_id)
    assignment = NetworkAssignment.objects.filter(user_id=user_id).first()
    return {
        "account": {
            "id": person.pk,
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "theme": person.theme,
            "joined_at": person.date_joined,
            "last_signed_in_at": person.last_login,
            "role_in_the_office": assignment.role if assignment else None,
        },
        "organizations": [
            {"organization": row.organization.name, "role": row.role, "since": row.created_at}
            for row in roles.select_related("organization")
        ],
        "tokens": list(
            ApiToken.objects.filter(user_id=user_id).values(
                "name", "hint", "scopes", "created_at", "expires_at", "revoked_at", "last_used_on"
            )
        ),
        "invitations": list(
            Invitation.objects.filter(email__iexact=person.email).values("role", "created_at", "accepted_at")
        ),
        "deeds": list(Fact.objects.filter(actor_id=user_id).order_by("at").values("verb", "at", "object_id")),
    }


def erase_account(user_id: UUID, now: datetime) -> None:
    """Empty the person's row and delete what hangs on it; the row itself stays, so that past deeds have an author."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    person = User.objects.get(pk=user_id)
    Invitation.objects.filter(email__iexact=person.email).delete()
    Membership.objects.across_scopes(reason="a person erases their account").filter(user_id=user_id).delete()
    NetworkAssignment.objects.filter(user_id=user_id).delete()
    ApiToken.objects.filter(user_id=user_id).delete()
    EmailAddress.objects.filter(user_id=user_id).delete()
    Authenticator.objects.filter(user_id=user_id).delete()
    person.email = f"{person.pk}@erased.invalid"
    person.name = person.language = person.theme = ""
    person.is_active, person.erased_at, person.last_login = False, now, None
    person.set_unusable_password()
    person.save()
