"""What an order would cost, and whether it would be taken. Source: `coopcycle_api.md`, sections 4.5 and 4.10."""

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Bare, Item
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.prices import calculation_document, price_document
from maillage.delivery.coopcycle.negotiation import JSON_LD
from maillage.delivery.coopcycle.reading.deliveries import order_in, store_of
from maillage.delivery.coopcycle.refusals import Refused, Violations
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.rules.pricing import Outcome
from maillage.delivery.services.quotes import is_acceptable, quote


@for_programs("deliveries")
def check(call: Call) -> Answer:
    body = call.body()
    sent = order_in(body, call=call, store=store_of(body, call=call))
    if not is_acceptable(actor=call.actor, given=sent.given, now=call.now):
        raise Violations.of("items", _("Your request is out of the accepted zone or too far"))
    return Bare([], media_type=JSON_LD)


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
