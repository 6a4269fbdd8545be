"""Rows of deliveries: the service and its stores, tasks and what happened to them."""

from maillage.delivery.models.addresses import Address
from maillage.delivery.models.api_access import ApiPerson, ApiPushToken, ApiRefreshToken, ApiWebhook, ApiWebhookSending
from maillage.delivery.models.api_work import ApiImport, ApiQuote
from maillage.delivery.models.day_vehicles import DayVehicle
from maillage.delivery.models.embeds import OrderForm, OrderWish
from maillage.delivery.models.fleet import Courier, Shift, ShiftException, Vehicle, Warehouse, WeeklyShift
from maillage.delivery.models.hand_overs import HandOver
from maillage.delivery.models.imports import OrderImport, OrderImportRow
from maillage.delivery.models.incidents import Incident, IncidentEvent, IncidentPhoto
from maillage.delivery.models.notices import (
    DeliveryRating,
    Notice,
    NoticeRefusal,
    NoticeSettings,
    StoreNotices,
)
from maillage.delivery.models.orders import Order
from maillage.delivery.models.plans import DayPlan
from maillage.delivery.models.positions import CourierPosition
from maillage.delivery.models.programs import ApiProgram
from maillage.delivery.models.recurring import RecurringDay, RecurringMiss, RecurringOrder, RecurringStop
from maillage.delivery.models.ridden import RiddenDay
from maillage.delivery.models.riding import DutyEntry, PhoneAction, PhotoUpload
from maillage.delivery.models.service import ClosedDay, DeliveryService, FailureReason, Tag, Zone
from maillage.delivery.models.statements import PriceChange, Statement, StatementLine
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
from maillage.delivery.models.tours import Tour

__all__ = [
    "Address",
    "ApiImport",
    "ApiPerson",
    "ApiProgram",
    "ApiPushToken",
    "ApiQuote",
    "ApiRefreshToken",
    "ApiWebhook",
    "ApiWebhookSending",
    "ClosedDay",
    "Courier",
    "CourierPosition",
    "DayPlan",
    "DayVehicle",
    "Delivery",
    "DeliveryRating",
    "DeliveryService",
    "DutyEntry",
    "FailureReason",
    "HandOver",
    "Incident",
    "IncidentEvent",
    "IncidentPhoto",
    "Notice",
    "NoticeRefusal",
    "NoticeSettings",
    "Order",
    "OrderForm",
    "OrderImport",
    "OrderImportRow",
    "OrderWish",
    "Package",
    "PackageSet",
    "PhoneAction",
    "PhotoUpload",
    "PriceChange",
    "PricingRule",
    "PricingRuleSet",
    "RecurringDay",
    "RecurringMiss",
    "RecurringOrder",
    "RecurringStop",
    "RiddenDay",
    "Shift",
    "ShiftException",
    "Statement",
    "StatementLine",
    "Store",
    "StoreAddress",
    "StoreNotices",
    "StorePerson",
    "Tag",
    "Task",
    "TaskEvent",
    "TaskGroup",
    "TaskPackage",
    "TaskProof",
    "TimeSlot",
    "Tour",
    "Vehicle",
    "Warehouse",
    "WeeklyShift",
    "Zone",
]
