"""Prices told to programs, at which they may order for a day. Source: CoopCycle API, `POST /api/deliveries/quotes`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import ApiQuote, Order
from maillage.delivery.services.deliveries import order_delivery
from maillage.delivery.services.order_prices import set_order_price
from maillage.delivery.services.quotes import checked_quote
from maillage.delivery.types import DeliveryActor, DeliveryGiven
from maillage.kit.errors import Invalid, NotAllowed, NotFound

LIFE = timedelta(days=1)


class NoPrice(Invalid):
    message = _("The price could not be calculated: no rule of the store matches.")
    code = "no_price"


class QuoteExpired(Invalid):
    message = _("This quote has expired: ask for another one.")
    code = "quote_expired"


def offer_quote(*, actor: DeliveryActor, given: DeliveryGiven, order: Mapping[str, Any], now: datetime) -> ApiQuote:
    """Price an order and hold the price for a day. `order`: as it was sent.

    Raises: as `checked_quote`; NoPrice.
    """
    found = checked_quote(actor=actor, given=given, now=now)
    if found.amounts is None:
        raise NoPrice
    made: ApiQuote = ApiQuote.objects.create(
        organization_id=actor.organization_id, store_id=given.store_id, order=dict(order),
        amount_cents=found.amounts.gross_cents, made_at=now, expires_at=now + LIFE,
    )  # fmt: skip
    return made


def quote_to_confirm(*, actor: DeliveryActor, quote_id: int, now: datetime) -> ApiQuote:
    """Lock a quote. Raises: NotFound, NotAllowed (of another store), QuoteExpired (and not confirmed)."""
    rows = ApiQuote.objects.within(actor.scope).select_related("delivery").select_for_update(of=("self",))
    found: ApiQuote | None = rows.filter(pk=quote_id).first()
    if found is None:
        raise NotFound
    if not actor.may_order_for(found.store_id):
        raise NotAllowed
    if found.delivery_id is None and found.expires_at <= now:
        raise QuoteExpired
    return found


@transaction.atomic
def confirm_quote(*, actor: DeliveryActor, quote_id: int, given: DeliveryGiven, now: datetime) -> ApiQuote:
    """Order what was quoted, at the price that was told; twice orders once.

    Publishes and raises: as `order_delivery`; also as `quote_to_confirm`.
    """
    found = quote_to_confirm(actor=actor, quote_id=quote_id, now=now)
    if found.delivery_id is not None:
        return found
    delivery = order_delivery(actor=actor, given=given, now=now, once_key=f"quote:{found.pk}")
    order = Order.objects.within(actor.scope).filter(delivery=delivery).first()
    if order is not None and order.total_cents != found.amount_cents:
        office = DeliveryActor(
            organization_id=actor.organization_id, user_id=actor.user_id, is_dispatcher=True, client=actor.client
        )
        reason = _("Quote #%(number)s, at the price that was told") % {"number": found.pk}
        set_order_price(actor=office, delivery_id=delivery.pk, cents=found.amount_cents, reason=str(reason), now=now)
    found.delivery, found.order = delivery, {}
    found.save(update_fields=["delivery", "order"])
    return found


def forget_quotes(*, now: datetime) -> int:
    """Forget quotes that expired and were not confirmed: their addresses serve no more."""
    rows = ApiQuote.objects.across_scopes(reason="quotes that have expired")
    count: int = rows.filter(delivery=None, expires_at__lt=now).delete()[0]
    return count
