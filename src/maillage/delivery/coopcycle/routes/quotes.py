"""What an order would cost, and whether it would be taken. Source: `coopcycle_api.md`, sections 4.5 and 4.10."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Bare, Item
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.prices import (
    calculation_document,
    price_document,
    rule_set_document,
)
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.negotiation import JSON_LD
from maillage.delivery.coopcycle.reading.deliveries import order_in, store_of
from maillage.delivery.coopcycle.refusals import Refused, Violations
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.models import ApiQuote
from maillage.delivery.queries.api_orders import rule_set_seen
from maillage.delivery.rules.pricing import Outcome
from maillage.delivery.rules.times import written
from maillage.delivery.services import api_quotes
from maillage.delivery.services.quotes import is_acceptable, quote


@for_programs("deliveries")
def check(call: Call) -> Answer:
    """Say whether an order would be taken."""
    body = call.body()
    sent = order_in(body, call=call, store=store_of(body, call=call))
    if not is_acceptable(actor=call.actor, given=sent.given, now=call.now):
        raise Violations.of("items", _("Your request is out of the accepted zone or too far"))
    return Bare([], media_type=JSON_LD)


@for_programs("deliveries")
def offer(call: Call) -> Answer:
    """Price an order for a day: it may be confirmed as it was sent, at this price."""
    body = call.body()
    store = store_of(body, call=call, is_needed=False)
    sent = order_in(body, call=call, store=store)
    made = api_quotes.offer_quote(actor=call.actor, given=sent.given, order=body, now=call.now)
    return Item(_quote_document(call, made), "DeliveryQuote", status=201)


@for_programs("deliveries")
@transaction.atomic
def confirm(call: Call, number: int) -> Answer:
    """Order what was quoted; confirmed twice, it is ordered once."""
    found = api_quotes.quote_to_confirm(actor=call.actor, quote_id=number, now=call.now)
    if found.delivery_id is None:
        # Read as on the day it was sent: "tomorrow" was the day after that.
        then = replace(call, now=found.made_at)
        sent = order_in(found.order, call=then, store=store_of(found.order, call=then, is_needed=False))
        found = api_quotes.confirm_quote(actor=call.actor, quote_id=number, given=sent.given, now=call.now)
    document = _quote_document(call, found)
    ordered = iri("deliveries", found.delivery.number) if found.delivery else None
    return Item({**document, "@id": f"/api/deliveries/quotes/{number}/confirm", "delivery": ordered}, "DeliveryQuote")


def _quote_document(call: Call, quote: ApiQuote) -> dict[str, Any]:
    return {
        "@id": iri("delivery_quotes", quote.pk),
        "@type": "DeliveryQuote",
        "amount": quote.amount_cents,
        "currency": quote.currency,
        "expiresAt": written(quote.expires_at, zone=call.zone),
    }


@for_programs("deliveries")
def price(call: Call) -> Answer:
    """Price an order; `?tax=excluded` gives it without its tax."""
    body = call.body()
    sent = order_in(body, call=call, store=store_of(body, call=call, is_needed=False))
    found = quote(actor=call.actor, given=sent.given, now=call.now)
    if found.amounts is None:
        if found.calculation.outcome is Outcome.NO_RULE_SET:
            raise Refused(_("No pricing configured"))
        told = _("The price could not be calculated: no rule of the store matches.")
        raise Refused(told, calculation=calculation_document(found.calculation))
    is_included = call.request.GET.get("tax", "included") != "excluded"
    document = price_document(found.calculation, found.amounts, is_included=is_included, destination=None)
    return Item(document, "RetailPrice")


@for_programs("deliveries")
def read_rule_set(call: Call, number: int) -> Answer:
    """Give the rules that make a store's prices: apps offer its supplements."""
    return Item(rule_set_document(*rule_set_seen(actor=call.actor, number=number)), "PricingRuleSet")
