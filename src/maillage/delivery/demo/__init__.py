"""A fictional courier co-operative on Monaco's streets: its people, its stores and a day under way. Pure data.

The addresses are those of OpenStreetMap's contributors (ODbL), from the bundled extract; shops and people are invented.
"""

from maillage.delivery.demo.day import SEED, DemoOrder, day_of_orders
from maillage.delivery.demo.house import (
    COURIERS,
    DESK,
    FILE_NAME,
    FILE_ROWS,
    FILE_STORE,
    FORM_SITE,
    FORM_STORE,
    NAME,
    PACKAGES,
    REGULAR,
    RULE_SETS,
    SHOPKEEPERS,
    SLEEPING,
    SLOTS,
    STORES,
    TEAM_OF,
    TEAMS,
    VEHICLES,
    WAREHOUSE,
    ZONES,
    DemoPerson,
    DemoStore,
)

__all__ = [
    "COURIERS",
    "DESK",
    "FILE_NAME",
    "FILE_ROWS",
    "FILE_STORE",
    "FORM_SITE",
    "FORM_STORE",
    "NAME",
    "PACKAGES",
    "REGULAR",
    "RULE_SETS",
    "SEED",
    "SHOPKEEPERS",
    "SLEEPING",
    "SLOTS",
    "STORES",
    "TEAMS",
    "TEAM_OF",
    "VEHICLES",
    "WAREHOUSE",
    "ZONES",
    "DemoOrder",
    "DemoPerson",
    "DemoStore",
    "day_of_orders",
]
