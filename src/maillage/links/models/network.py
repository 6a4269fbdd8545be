from django.db import models

from maillage.accounts.ownership import Global, NetworkOwned
from maillage.links.models.pairs import organization_key
from maillage.links.types import Readership


class Place(NetworkOwned):
    """Where an organization stands in the graph as one readership sees it, and with whom it makes a community."""

    organization = organization_key()
    readership = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Readership])
    x = models.FloatField()
    y = models.FloatField()
    community = models.PositiveIntegerField(default=0)
    # Empty when nothing hangs on it; else how many it alone ties to the rest.
    holds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["readership", "organization"], name="one_place_each")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.x:.2f} {self.y:.2f}"


class Measure(Global):
    """What the mesh was worth at the end of a month. Aggregates only: nobody is named, so that anybody may read them."""

    month = models.DateField(unique=True)
    members = models.PositiveIntegerField()
    links = models.PositiveIntegerField()
    isolated = models.PositiveIntegerField()
    strong_share = models.FloatField(null=True, blank=True)
    mean_path = models.FloatField(null=True, blank=True)
    reach_share = models.FloatField(null=True, blank=True)
    clustering = models.FloatField(null=True, blank=True)
    inter_sector_share = models.FloatField(null=True, blank=True)
    opportunity_gini = models.FloatField(null=True, blank=True)
    # Said by whoever knows more of opportunities than the invitations told here.
    is_gini_given = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
