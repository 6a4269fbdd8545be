from django.db import models

from maillage.accounts.ownership import Global, NetworkOwned, OrganizationOwned
from maillage.kit.ids import new_id


class SavedSearch(Global):
    """A search that a person keeps, with a digest of what is new. Personal data: kept until the person removes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    query_string = models.CharField(max_length=2000)
    frequency = models.CharField(max_length=8, choices=[("none", "none"), ("daily", "daily"), ("weekly", "weekly")])
    created_at = models.DateTimeField()
    seen_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "query_string"], name="search_saved_once")]

    def __str__(self) -> str:
        return self.name


class SearchMiss(NetworkOwned):
    """Searches without result, counted by month; no trace of who searched."""

    month = models.DateField()
    words = models.CharField(max_length=120)
    place = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "words", "place"], name="miss_once_a_month")]

    def __str__(self) -> str:
        return self.words


class ProfileDay(OrganizationOwned):
    """What happened to a profile in a day: counts only."""

    day = models.DateField()
    appearances = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
    contacts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "day"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.day}"
