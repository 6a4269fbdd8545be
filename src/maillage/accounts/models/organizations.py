from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import Global, OrganizationOwned
from maillage.accounts.types import Family, NetworkRole, OrganizationRole
from maillage.kit.ids import new_id

FAMILY_LABELS = {
    Family.SCOP: _("Scop (worker co-operative)"),
    Family.SCIC: _("Scic (multi-stakeholder co-operative)"),
    Family.CAE: _("Business and employment co-operative (CAE)"),
    Family.ASSOCIATION: _("Association"),
    Family.MUTUAL: _("Mutual society"),
    Family.FOUNDATION: _("Foundation"),
    Family.FARM_COOPERATIVE: _("Farm co-operative"),
    Family.BANK_COOPERATIVE: _("Co-operative bank"),
    Family.CONSUMER_COOPERATIVE: _("Consumer co-operative"),
    Family.OTHER_COOPERATIVE: _("Other co-operative"),
    Family.ESS_COMPANY: _("Commercial company of the social economy"),
    Family.ESUS: _("Social enterprise with ESUS approval"),
    Family.OTHER: _("Other"),
}

ROLE_LABELS = {
    OrganizationRole.MEMBER.value: _("Member"),
    OrganizationRole.EDITOR.value: _("Editor"),
    OrganizationRole.OWNER.value: _("Owner"),
    NetworkRole.FACILITATOR.value: _("Facilitator"),
    NetworkRole.ADMINISTRATOR.value: _("Administrator"),
}


class Organization(Global):
    """A legal entity: identity, owner of private rows, tenant. Its listing in the directory is another row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    legal_name = models.CharField(_("Legal name"), max_length=200, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, null=True, blank=True, unique=True)
    legal_form_code = models.CharField(_("Legal form"), max_length=4, blank=True)
    family = models.CharField(
        _("Family"),
        max_length=30,
        choices=[(family.value, label) for family, label in FAMILY_LABELS.items()],
        default=Family.OTHER.value,
    )
    closed_at = models.DateField(null=True, blank=True)
    is_fictional = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(siren__isnull=True) | models.Q(siren__regex=r"^[0-9]{9}$"),
                name="siren_has_nine_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(OrganizationOwned):
    """A person's role in an organization. Personal data: kept until the person leaves."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in OrganizationRole])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="one_role_each")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"


class Affiliation(OrganizationOwned):
    """An organization's own membership of the network."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        AFFILIATED = "affiliated", _("Member of the network")
        REFUSED = "refused", _("Refused")
        LEFT = "left", _("Has left")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices)
    message = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.state}"
