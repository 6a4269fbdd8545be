"""Rows about two organizations: each of the two may see those that are told to them, the office sees all."""

from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from maillage.accounts.ownership import NetworkQuerySet
from maillage.accounts.types import Scope
from maillage.links.types import Readership

# What one of the two may be told.
TOLD = [Readership.PUBLIC.value, Readership.SHARED.value]


class PairQuerySet[M: models.Model](NetworkQuerySet[M]):
    """Rows with a left and a right organization."""

    def within(self, scope: Scope) -> Self:
        """Keep the rows about the scope's organizations; the network's staff see all, others none."""
        if scope.is_network or not scope.organization_ids:
            return super().within(scope)
        held = scope.organization_ids
        return self.filter(Q(left_id__in=held) | Q(right_id__in=held))._marked()

    def touching(self, organization_id: UUID, /) -> Self:
        """Keep the rows about one organization."""
        return self.filter(Q(left_id=organization_id) | Q(right_id=organization_id))


class ReadershipQuerySet[M: models.Model](PairQuerySet[M]):
    """Rows with a readership besides: what is the office's own is nobody else's, not even one of the two's."""

    def within(self, scope: Scope) -> Self:
        rows = super().within(scope)
        return rows if scope.is_network else rows.filter(readership__in=TOLD)


def in_order(name: str) -> models.CheckConstraint:
    """Have each pair stand once: the smaller id on the left, never twice the same."""
    return models.CheckConstraint(condition=Q(left__lt=F("right")), name=name)


def organization_key(**options: Any) -> Any:
    return models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+", **options)
