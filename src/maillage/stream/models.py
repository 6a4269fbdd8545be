from django.db import models
from django.db.models.functions import Now

from maillage.kit.ids import new_id


class Fact(models.Model):
    """One business fact, recorded in the transaction that made it true. Append-only (database trigger)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    verb = models.CharField(max_length=80)
    actor_id = models.UUIDField(null=True)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "-at"], name="fact_of_object"),
            models.Index(fields=["organization_id", "-at"], name="fact_of_organization"),
            models.Index(fields=["actor_id", "-at"], name="fact_of_actor"),
            models.Index(fields=["verb", "-at"], name="fact_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_id}"


class Handled(models.Model):
    """That a subscriber has handled a fact: written in the transaction of the effect, so the effect happens once."""

    pk = models.CompositePrimaryKey("subscriber", "fact_id")
    subscriber = models.CharField(max_length=120)
    fact_id = models.UUIDField()
    handled_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.subscriber} {self.fact_id}"


class Parked(models.Model):
    """A delivery given up after every retry, waiting for the administrator."""

    subscriber = models.CharField(max_length=120)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveIntegerField()
    error = models.TextField()
    parked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "fact"], name="parked_once")]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.fact_id}"


class StateMove(models.Model):
    """One move between two states of something: who, when, why. Append-only (database trigger)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    origin = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["object_id", "at"], name="move_of_object")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.origin} → {self.target}"
