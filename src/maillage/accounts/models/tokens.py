from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from maillage.accounts.ownership import Global
from maillage.accounts.types import NetworkRole, OrganizationRole
from maillage.kit.ids import new_id

_ROLES = [(role.value, role.value) for role in [*OrganizationRole, *NetworkRole]]


class ApiToken(Global):
    """A bearer token of one person. Only its SHA-256 digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.hint}…"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_team(self, organization_id: UUID | None) -> Self:
        """Keep the invitations to an organization, or to the network's office when none is named."""
        return self.filter(organization_id=organization_id) if organization_id else self.filter(organization=None)


class Invitation(Global):
    """An e-mailed invitation to a role in an organization or in the network's office. Only a digest of its key is kept.

    Personal data (the address): kept until the invitation is accepted, revoked or has expired for a month.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField()
    organization = models.ForeignKey("accounts.Organization", null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=_ROLES)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="network_roles_have_no_organization",
                condition=models.Q(organization__isnull=False, role__in=[role.value for role in OrganizationRole])
                | models.Q(organization__isnull=True, role__in=[role.value for role in NetworkRole]),
            ),
            models.UniqueConstraint(
                Lower("email"),
                "organization",
                name="one_open_invitation_each",
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.created_at:%Y-%m-%d}"
