from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from maillage.accounts.ownership import NetworkOwned
from maillage.kit.ids import new_id
from maillage.links.models.pairs import ReadershipQuerySet, in_order, organization_key
from maillage.links.types import Evidence, LinkKind, Readership

_KINDS = [(kind.value, kind.value) for kind in LinkKind]
_READERSHIPS = [(readership.value, readership.value) for readership in Readership]


class LinkFact(NetworkOwned):
    """One dated piece of evidence between two organizations. `key` tells it from others of its pair and kind.

    `share`: how much it proves, in (0, 1]; `until`: when a standing tie ended; `origin`: who gave or said it, if one did;
    `object_id`: what it is about (a brief, an answer, a coproduction, a reference, a declaration).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    left = organization_key()
    right = organization_key()
    kind = models.CharField(max_length=12, choices=_KINDS)
    readership = models.CharField(max_length=8, choices=_READERSHIPS)
    key = models.CharField(max_length=160)
    day = models.DateField()
    until = models.DateField(null=True, blank=True)
    share = models.FloatField(default=1.0)
    origin = organization_key(null=True, blank=True)
    object_id = models.UUIDField(null=True, blank=True)
    sentence = models.CharField(max_length=300, blank=True)

    if TYPE_CHECKING:
        objects: ClassVar[Any]
    else:
        objects = ReadershipQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("fact_pair_in_order"),
            models.UniqueConstraint(fields=["left", "right", "kind", "key"], name="one_fact_each"),
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=1), name="fact_share_of_one"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("day")), name="fact_ends_after"
            ),
        ]
        indexes = [models.Index(fields=["object_id"], name="facts_about")]

    def __str__(self) -> str:
        return f"{self.left_id} {self.kind} {self.right_id} {self.day}"

    @property
    def evidence(self) -> Evidence:
        """The fact as the rule of strength reads it."""
        return Evidence(LinkKind(self.kind), self.day, self.share, self.until)


class Link(NetworkOwned):
    """A pair as one readership knows it: kept in step with its facts, so that no reader's number tells of others' facts."""

    left = organization_key()
    right = organization_key()
    readership = models.CharField(max_length=8, choices=_READERSHIPS)
    strength = models.FloatField()
    kinds = ArrayField(models.CharField(max_length=12))
    first_on = models.DateField()
    last_on = models.DateField()
    facts = models.PositiveIntegerField()

    if TYPE_CHECKING:
        objects: ClassVar[Any]
    else:
        objects = ReadershipQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("link_pair_in_order"),
            models.UniqueConstraint(fields=["left", "right", "readership"], name="one_link_each"),
            models.CheckConstraint(condition=models.Q(strength__gte=0, strength__lt=1), name="strength_below_one"),
        ]
        indexes = [
            models.Index(fields=["readership", "left", "-strength"], name="links_of_left"),
            models.Index(fields=["readership", "right", "-strength"], name="links_of_right"),
            models.Index(fields=["readership", "-strength", "id"], name="links_by_strength"),
            models.Index(fields=["readership", "-last_on", "id"], name="links_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} — {self.right_id} ({self.readership}): {self.strength:.2f}"


class Invitee(NetworkOwned):
    """That an organization was asked for a brief: what makes pairs of those asked together, and counts opportunities."""

    brief_id = models.UUIDField()
    organization = organization_key()
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brief_id", "organization"], name="asked_once_a_brief")]
        indexes = [models.Index(fields=["day"], name="invitees_by_day")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.organization_id}"


class MovedFacts(NetworkOwned):
    """What a merge moved, as it was: put back when the merge is undone. Until then facts that still name the absorbed
    organization are about the kept one.
    """

    merge_id = models.UUIDField(primary_key=True)
    kept = organization_key()
    absorbed = organization_key()
    rows = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.merge_id)
