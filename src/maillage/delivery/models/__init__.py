"""Rows of deliveries: the service and its stores, tasks and what happened to them."""

from maillage.delivery.models.addresses import Address
from maillage.delivery.models.fleet import Courier, Shift, Vehicle, Warehouse
from maillage.delivery.models.orders import Order
from maillage.delivery.models.programs import ApiProgram
from maillage.delivery.models.service import ClosedDay, DeliveryService, FailureReason, Tag, Zone
from maillage.delivery.models.stores import (
    Package,
    PackageSet,
    PricingRule,
    PricingRuleSet,
    Store,
    StoreAddress,
    StorePerson,
    TimeSlot,
)
from maillage.delivery.models.tasks import Delivery, Task, TaskEvent, TaskGroup, TaskPackage, TaskProof

__all__ = [
    "Address",
    "ApiProgram",
    "ClosedDay",
    "Courier",
    "Delivery",
    "DeliveryService",
    "FailureReason",
    "Order",
    "Package",
    "PackageSet",
    "PricingRule",
    "PricingRuleSet",
    "Shift",
    "Store",
    "StoreAddress",
    "StorePerson",
    "Tag",
    "Task",
    "TaskEvent",
    "TaskGroup",
    "TaskPackage",
    "TaskProof",
    "TimeSlot",
    "Vehicle",
    "Warehouse",
    "Zone",
]
