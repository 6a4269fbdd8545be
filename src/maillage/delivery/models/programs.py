from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned


class ApiProgram(OrganizationOwned):
    """A store's shop software that orders by the API. It signs in with OAuth2 client credentials or with a key.

    Of secrets only digests are kept. `oauth_client_id` names the application of `django-oauth-toolkit`.
    """

    store = models.ForeignKey("delivery.Store", on_delete=models.CASCADE, related_name="programs")
    name = models.CharField(_("Name"), max_length=120)
    oauth_client_id = models.CharField(max_length=100, unique=True)
    key_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    key_hint = models.CharField(max_length=12, blank=True)
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
