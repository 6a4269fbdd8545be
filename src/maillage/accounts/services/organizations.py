"""Organizations as identities."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillage.accounts.events import OrganizationCreated
from maillage.accounts.models import Organization
from maillage.accounts.types import Actor, Family
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.ids import new_id
from maillage.stream.services import publish


def free_slug(*, name: str) -> str:
    """Give a readable slug that no organization has; after a few tries a piece of a random id settles it."""
    base = slugify(name)[:60].strip("-") or "structure"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True)[:1000])
    for number in ["", *(f"-{count}" for count in range(2, 50))]:
        if f"{base}{number}" not in taken:
            return f"{base}{number}"
    return f"{base}-{new_id().hex[-8:]}"


@transaction.atomic
def create_organization(
    *,
    actor: Actor,
    name: str,
    now: datetime,
    siren: str | None = None,
    legal_name: str = "",
    legal_form_code: str = "",
    family: Family = Family.OTHER,
    is_fictional: bool = False,
) -> Organization:
    """Create a legal entity. Publishes `OrganizationCreated`.

    Raises: NotAllowed (visitors), Invalid (SIREN taken).
    """
    if actor.is_anonymous:
        raise NotAllowed
    try:
        with transaction.atomic():
            organization = Organization.objects.create(
                slug=free_slug(name=name),
                name=name,
                legal_name=legal_name,
                siren=siren or None,
                legal_form_code=legal_form_code,
                family=family.value,
                is_fictional=is_fictional,
            )
    except IntegrityError:
        raise Invalid(_("An organization with this SIREN is listed already: claim its page."), field="siren") from None
    publish(
        OrganizationCreated(
            at=now, actor_id=actor.user_id, object_id=organization.id, organization_id=organization.id, name=name
        )
    )
    return organization
