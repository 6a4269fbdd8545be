from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import NetworkOwned
from maillage.kit.ids import new_id
from maillage.links.models.pairs import PairQuerySet, in_order, organization_key
from maillage.links.types import DECLARABLE, DIRECTED, DeclarationState

_LIVING = [DeclarationState.PENDING.value, DeclarationState.CONFIRMED.value, DeclarationState.REFUSED.value]


class Declaration(NetworkOwned):
    """What the people of one organization (`origin`) say ties it to another; most kinds wait for the other side's word.

    For what has a direction `origin` gives: it recommends, it supplies. Rows stay when a tie ends: they are its history.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    left = organization_key()
    right = organization_key()
    origin = organization_key()
    kind = models.CharField(
        _("What ties you"), max_length=12, choices=[(kind.value, kind.value) for kind in DECLARABLE]
    )
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in DeclarationState])
    sentence = models.CharField(_("In a sentence"), max_length=300, blank=True)
    day = models.DateField(_("Since"))
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_organization = organization_key(null=True, blank=True)

    if TYPE_CHECKING:
        objects: ClassVar[Any]
    else:
        objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("declaration_pair_in_order"),
            models.CheckConstraint(
                condition=Q(origin=models.F("left")) | Q(origin=models.F("right")), name="declared_by_one_of_two"
            ),
            models.CheckConstraint(
                condition=~Q(state=DeclarationState.ENDED.value) | Q(ended_at__isnull=False),
                name="declaration_end_is_dated",
            ),
            models.UniqueConstraint(
                fields=["left", "right", "kind"],
                condition=Q(state__in=_LIVING) & ~Q(kind__in=[kind.value for kind in sorted(DIRECTED)] + ["met"]),
                name="one_mutual_declaration",
            ),
            models.UniqueConstraint(
                fields=["left", "right", "kind", "origin"],
                condition=Q(state__in=_LIVING) & Q(kind__in=[kind.value for kind in sorted(DIRECTED)]),
                name="one_directed_declaration",
            ),
        ]
        indexes = [
            models.Index(fields=["left", "state"], name="declarations_of_left"),
            models.Index(fields=["right", "state"], name="declarations_of_right"),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.kind} {self.state}"
