"""Organizations as identities."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.events import OrganizationCreated
from maillage.accounts.models import Organization
from maillage.accounts.services.slugs import free_slug
from maillage.accounts.types import Actor, Family
from maillage.kit.errors import Invalid, NotAllowed
from maillage.stream.services import publish


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
