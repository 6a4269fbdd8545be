from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

from maillage.accounts.ownership import NetworkOwned
from maillage.kit.ids import new_id
from maillage.links.models.pairs import PairQuerySet, in_order, organization_key
from maillage.links.types import IntroductionState


class Introduction(NetworkOwned):
    """Two organizations that should meet, and what came of it. `reasons`: what `rules.introductions` found, as JSON.

    A pair has one row for ever: whoever was set aside or has declined is not suggested again by itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    left = organization_key()
    right = organization_key()
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in IntroductionState])
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    note = models.TextField(blank=True)
    suggested_on = models.DateField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    left_answer = models.BooleanField(null=True, blank=True)
    right_answer = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    link_generation = models.PositiveSmallIntegerField(default=1)

    if TYPE_CHECKING:
        objects: ClassVar[Any]
    else:
        objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("introduction_pair_in_order"),
            models.UniqueConstraint(fields=["left", "right"], name="one_introduction_each"),
        ]
        indexes = [models.Index(fields=["state", "-score", "id"], name="introductions_by_score")]

    def __str__(self) -> str:
        return f"{self.left_id} — {self.right_id}: {self.state}"
