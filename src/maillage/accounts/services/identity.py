"""What an organization is called and known by."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.accounts.types import Family
from maillage.kit.errors import Invalid


def siren_is_taken(*, siren: str, but_by: UUID | None = None) -> bool:
    """Say whether another organization has a SIREN."""
    others = Organization.objects.filter(siren=siren)
    return (others.exclude(pk=but_by) if but_by else others).exists()


@transaction.atomic
def change_identity(
    *, organization_id: UUID, name: str, legal_name: str, siren: str | None, legal_form_code: str, family: Family
) -> None:
    """Change an organization's names, SIREN, legal form and family; its slug stays: addresses are for ever.

    The caller has checked the right to, and publishes what happened.
    Raises: Invalid (SIREN taken).
    """
    try:
        with transaction.atomic():
            Organization.objects.filter(pk=organization_id).update(
                name=name, legal_name=legal_name, siren=siren, legal_form_code=legal_form_code, family=family.value
            )
    except IntegrityError:
        raise Invalid(_("Another organization has this SIREN."), field="siren") from None
