"""A fictional courier co-operative on Monaco's streets: its people, its stores and a day under way. Pure data.

The addresses are those of OpenStreetMap's contributors (ODbL), from the bundled extract; shops and people are invented.
"""

from maillage.delivery.demo.day import DemoOrder, day_of_orders
from maillage.delivery.demo.house import (
    COURIERS,
    DESK,
    PACKAGES,
    RULE_SETS,
    SHOPKEEPERS,
    SLOTS,
    STORES,
    TOURS,
    VEHICLES,
    ZONES,
    DemoPerson,
    DemoStore,
)

__all__ = [
    "COURIERS",
    "DESK",
    "PACKAGES",
    "RULE_SETS",
    "SHOPKEEPERS",
    "SLOTS",
    "STORES",
    "TOURS",
    "VEHICLES",
    "ZONES",
    "DemoOrder",
    "DemoPerson",
    "DemoStore",
    "day_of_orders",
]
