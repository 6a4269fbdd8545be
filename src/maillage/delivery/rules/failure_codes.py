"""The usual reasons for which a delivery fails, with CoopCycle's codes."""

from typing import Final


def _(words: str) -> str:
    """Mark words for translation without translating them: rules know no language."""
    return words


USUAL_FAILURES: Final = (
    ("DAMAGED", _("Damaged")),
    ("LOST", _("Lost")),
    ("LATE", _("Too late")),
    ("NOT_AT_HOME", _("Nobody there")),
    ("CLOSED_STORE", _("Shop closed")),
    ("WRONG_ADDR", _("Wrong address")),
    ("REFUSED", _("Refused by the recipient")),
    ("ITEM_MISSING", _("Item missing")),
    ("INCORRECT_ITEM", _("Wrong item")),
    ("WEATHER", _("Weather")),
    ("VEHICLE_BREAKDOWN", _("Vehicle broken down")),
    ("TRAFFIC", _("Traffic")),
    ("ROUTE_ISSUE", _("Way blocked")),
    ("CUSTOMS_ISSUE", _("Customs")),
    ("INVENTORY_ISSUE", _("Out of stock")),
    ("ADDRESS_UNREACHABLE", _("Address out of reach")),
    ("INSUFFICIENT_FUND", _("Payment missing")),
    ("DATA_ERROR", _("Mistake in the order")),
    ("PACKAGING_ISSUE", _("Bad packaging")),
    ("HOLIDAY", _("Public holiday")),
    ("ADDRESS_REVIEW_NEEDED", _("Address to check")),
    ("PRICE_REVIEW_NEEDED", _("Price to check")),
)
