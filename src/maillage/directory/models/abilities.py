"""What a ranking of many organizations reads of each: one narrow row for each skill and place of a listed organization.

Written by `directory.search` with the other tables of the search; safe to rebuild.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from maillage.accounts.ownership import Global
from maillage.directory.models.search_tables import EarthField


class SearchAbility(Global):
    """A skill of an organization at one of its places; one row without a point when it has no place.

    `comparable`: past jobs that show the skill. `listed_on`: null when it was not noted.
    """

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    skill_id = models.BigIntegerField()
    evidence_kind = models.CharField(max_length=10)
    comparable = models.SmallIntegerField()
    headcount_band = models.CharField(max_length=2, blank=True)
    listed_on = models.DateField(null=True)
    served_kind = models.CharField(max_length=12)
    served_radius_km = models.PositiveSmallIntegerField(null=True)
    served_places = ArrayField(models.CharField(max_length=20), default=list)
    commune_code = models.CharField(max_length=5, blank=True)
    department_code = models.CharField(max_length=3, blank=True)
    earth = EarthField(null=True)

    class Meta:
        db_table = "directory_search_ability"

    def __str__(self) -> str:
        return f"{self.organization_id} {self.skill_id}"
