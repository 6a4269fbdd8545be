"""The journal of what orders are charged: a row for each change, never written over."""

from datetime import datetime
from uuid import UUID

from maillage.delivery.models import Order, PriceChange
from maillage.delivery.rules.statements import charged_cents
from maillage.delivery.types import PriceCause


def charge_of(order: Order) -> int:
    """Give what an order is charged as it stands, VAT included."""
    return charged_cents(state=order.state, total_cents=order.total_cents)


def note_price(
    order: Order, *, before_cents: int, cause: PriceCause, user_id: UUID | None, now: datetime,
    reason: str = "", client: str = "",
) -> None:  # fmt: skip
    """Write down that an order is charged otherwise than before; the same amount is a change only when set by hand."""
    after = charge_of(order)
    if after != before_cents or cause in {PriceCause.GIVEN, PriceCause.SUPPLEMENTS}:
        PriceChange.objects.create(
            organization_id=order.organization_id, order=order, before_cents=before_cents, after_cents=after,
            cause=cause.value, reason=reason, client=client, at=now, user_id=user_id,
        )  # fmt: skip
