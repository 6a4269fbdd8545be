from django.db import models

from maillage.accounts.ownership import OrganizationOwned


class MurmurationsNode(OrganizationOwned):
    """A profile that was posted to the Murmurations index, and has to be deleted there when consent is withdrawn."""

    organization = models.OneToOneField(
        "accounts.Organization", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    profile_url = models.URLField(max_length=500)
    profile_digest = models.CharField(max_length=64)
    posted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.profile_url
