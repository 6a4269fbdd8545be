from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import Global
from maillage.accounts.types import NetworkRole

_HEX = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Write a colour such as #B3302A."))


class Network(Global):
    """The host of this instance: one row, ever."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("Name"), max_length=120, default="Maillage")
    sentence = models.CharField(_("Sentence of the home page"), max_length=200, blank=True)
    presentation = models.TextField(_("Presentation"), blank=True, help_text=_("Markdown"))
    charter = models.TextField(_("Charter"), blank=True, help_text=_("Markdown"))
    contact_email = models.EmailField(_("Contact e-mail"), blank=True)
    logo = models.FileField(_("Logo"), upload_to="network/", blank=True)
    accent_light = models.CharField(_("Accent colour, light pages"), max_length=7, default="#B3302A", validators=[_HEX])
    accent_dark = models.CharField(_("Accent colour, dark pages"), max_length=7, default="#F0857C", validators=[_HEX])
    territory = ArrayField(
        models.CharField(max_length=24),
        verbose_name=_("Territory"),
        default=list,
        blank=True,
        help_text=_("Place codes such as region:84 or department:69; none means the whole country."),
    )
    default_language = models.CharField(
        _("Default language"), max_length=5, default="fr", choices=[("fr", "Français"), ("en", "English")]
    )
    data_licence = models.CharField(
        _("Licence of the open data"),
        max_length=12,
        default="etalab-2.0",
        choices=[("etalab-2.0", "Licence Ouverte 2.0"), ("odbl-1.0", "ODbL 1.0")],
    )
    moderates_edits = models.BooleanField(
        _("Show members' edits only after a facilitator's approval"),
        default=False,
        help_text=_("Otherwise edits show at once and wait for review in the moderation queue."),
    )
    map_style_url = models.URLField(_("Address of an online map style"), blank=True)
    is_fictional = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="network_is_one")]

    def __str__(self) -> str:
        return self.name


class NetworkAssignment(Global):
    """A person's role in the network's office. Personal data: kept until the person leaves the office."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in NetworkRole])
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
