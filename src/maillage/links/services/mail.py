"""E-mails about links and introductions, each in its reader's language."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from maillage.accounts.models import Organization, User
from maillage.accounts.queries import emails_of_staff, people_of
from maillage.accounts.services import language_of, send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.links.labels import DECLARED_LABELS
from maillage.links.models import Declaration, Introduction
from maillage.links.sentences import reasons_of, skill_names
from maillage.links.services.keys import address_for
from maillage.links.types import DeclarationState, IntroductionState, LinkKind

_REASON = "writing to those whom it concerns"
_ROLES = (OrganizationRole.OWNER, OrganizationRole.EDITOR)


def mail_declaration(*, declaration_id: UUID) -> None:
    """Ask the other side whether what was declared is so; a recommendation is only told."""
    row = (
        Declaration.objects.across_scopes(reason=_REASON)
        .select_related("left", "right")
        .filter(pk=declaration_id)
        .first()
    )
    if row is None or row.state not in (DeclarationState.PENDING.value, DeclarationState.CONFIRMED.value):
        return
    origin, other = (row.left, row.right) if row.origin_id == row.left_id else (row.right, row.left)
    path = reverse("links:organization_links", args=[other.slug])
    for person in people_of(organization_id=other.pk, roles=_ROLES):
        send_mail_in_language(
            template="links/mail/declaration.txt", to=person, action_url=f"{settings.MAILLAGE_BASE_URL}{path}",
            context={
                "declaration": row, "origin": origin, "organization": other, "what": DECLARED_LABELS[LinkKind(row.kind)],
                "is_pending": row.state == DeclarationState.PENDING.value,
            },
        )  # fmt: skip


def mail_introduction(*, introduction_id: UUID) -> None:
    """Write to both who the other is and why they should meet, with the links to say yes or no."""
    row = _introduction(introduction_id)
    if row is None or row.state != IntroductionState.PROPOSED.value:
        return
    for organization, other in ((row.left, row.right), (row.right, row.left)):
        people = people_of(organization_id=organization.pk, roles=_ROLES)
        for person in people or emails_of_staff():
            _write_introduction(row, organization, other, person=person, is_held=bool(people))


def _write_introduction(
    row: Introduction, organization: Organization, other: Organization, *, person: User, is_held: bool
) -> None:
    yes, no = (address_for(row, organization_id=organization.pk, answer=answer) for answer in ("oui", "non"))
    with translation.override(language_of(recipient=person)):
        reasons = reasons_of(row.reasons, skills=skill_names())
    send_mail_in_language(
        template="links/mail/introduction.txt", to=person, action_url=yes,
        context={
            "introduction": row, "organization": organization, "other": other, "reasons": reasons, "no_url": no,
            "is_held": is_held, "other_url": f"{settings.MAILLAGE_BASE_URL}{reverse('directory:profile', args=[other.slug])}",
        },
    )  # fmt: skip


def mail_accepted(*, introduction_id: UUID) -> None:
    """Give each the other's contacts, now that both have said yes."""
    row = _introduction(introduction_id)
    if row is None or row.state not in (IntroductionState.ACCEPTED.value, IntroductionState.MET.value):
        return
    for organization, other in ((row.left, row.right), (row.right, row.left)):
        contacts: Sequence[User] = people_of(organization_id=other.pk, roles=[OrganizationRole.OWNER])
        for person in people_of(organization_id=organization.pk, roles=_ROLES) or emails_of_staff():
            send_mail_in_language(
                template="links/mail/accepted.txt", to=person,
                action_url=address_for(row, organization_id=organization.pk),
                context={"organization": organization, "other": other, "contacts": contacts},
            )  # fmt: skip


def _introduction(introduction_id: UUID) -> Introduction | None:
    rows = Introduction.objects.across_scopes(reason=_REASON).select_related("left", "right")
    found: Introduction | None = rows.filter(pk=introduction_id).first()
    return found
