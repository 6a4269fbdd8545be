"""The e-mails about pages that wait and what becomes of them: to the office first, then to the organization's people."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.models import Organization, User
from maillage.accounts.queries import emails_of_staff, people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.directory.models import Edit, Profile
from maillage.directory.types import EditState, Listing

_THOSE_WHO_EDIT = (OrganizationRole.OWNER, OrganizationRole.EDITOR)


def mail_listing_request(*, organization_id: UUID) -> None:
    """Tell the office that a page asks to be listed; nothing once it was decided."""
    profile = _profile(organization_id)
    if profile is None or profile.listing != Listing.PENDING:
        return
    words = {"organization": profile.organization, "pitch": profile.pitch}
    address = _absolute("directory:profile", profile.organization.slug)
    for person in emails_of_staff():
        send_mail_in_language(
            template="directory/mail/listing_waiting.txt", to=person, context=words, action_url=address
        )


def mail_listing_decision(*, organization_id: UUID, decided_by: UUID | None, is_listed: bool, reason: str = "") -> None:
    """Tell an organization's people that its page is listed, or refused and why; not when they decided it themselves."""
    profile, people = _profile(organization_id), _people(organization_id)
    if profile is None or decided_by in {person.pk for person in people}:
        return
    words = {"organization": profile.organization, "is_listed": is_listed, "reason": reason}
    route = "directory:profile" if is_listed else "directory:organization_home"
    for person in people:
        send_mail_in_language(
            template="directory/mail/listing_decided.txt",
            to=person,
            context=words,
            action_url=_absolute(route, profile.organization.slug),
        )


def mail_edit_waiting(*, edit_id: UUID) -> None:
    """Tell the office that a change waits for its approval; nothing once it was decided."""
    edit = _edit(edit_id)
    if edit is None or edit.state != EditState.PENDING:
        return
    organization = Organization.objects.get(pk=edit.organization_id)
    words = {"organization": organization, "author": _author(edit)}
    for person in emails_of_staff():
        send_mail_in_language(
            template="directory/mail/edit_waiting.txt",
            to=person,
            context=words,
            action_url=_absolute("directory:history", organization.slug),
        )


def mail_edit_decision(*, edit_id: UUID, is_approved: bool, reason: str) -> None:
    """Tell the author of a change, or the organization's people when nobody is known, what the office decided."""
    edit = _edit(edit_id)
    if edit is None:
        return
    organization = Organization.objects.get(pk=edit.organization_id)
    author = _author(edit)
    words = {"organization": organization, "is_approved": is_approved, "reason": reason}
    for person in [author] if author else _people(edit.organization_id):
        send_mail_in_language(
            template="directory/mail/edit_decided.txt",
            to=person,
            context=words,
            action_url=_absolute("directory:history", organization.slug),
        )


def _profile(organization_id: UUID) -> Profile | None:
    rows = Profile.objects.across_scopes(reason="telling of a decision").select_related("organization")
    return rows.filter(pk=organization_id).first()


def _edit(edit_id: UUID) -> Edit | None:
    return Edit.objects.across_scopes(reason="telling of a decision").filter(pk=edit_id).first()


def _author(edit: Edit) -> User | None:
    return User.objects.filter(pk=edit.actor_id, is_active=True).first() if edit.actor_id else None


def _people(organization_id: UUID) -> list[User]:
    return people_of(organization_id=organization_id, roles=_THOSE_WHO_EDIT)


def _absolute(route: str, slug: str) -> str:
    return f"{settings.MAILLAGE_BASE_URL}{reverse(route, args=[slug])}"
