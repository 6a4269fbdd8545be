"""The words that people read for the values of the context."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.delivery.types import (
    DeliveryOrigin,
    HandOverReason,
    HandOverState,
    NoticeMoment,
    NoticeState,
    PriceCause,
    PricingStrategy,
    PricingTarget,
    SmsGateway,
    StatementKind,
    TaskEventName,
    TaskState,
    TaskType,
    VehicleKind,
)

TASK_TYPES = {TaskType.PICKUP: _("Pick-up"), TaskType.DROPOFF: _("Drop-off")}
TASK_STATES = {
    TaskState.TODO: _("To do"),
    TaskState.DOING: _("Under way"),
    TaskState.DONE: pgettext_lazy("a task", "Done"),
    TaskState.FAILED: pgettext_lazy("a task", "Failed"),
    TaskState.CANCELLED: pgettext_lazy("a task", "Cancelled"),
}
TASK_TONES = {
    TaskState.TODO: "neutral",
    TaskState.DOING: "thread",
    TaskState.DONE: "success",
    TaskState.FAILED: "danger",
    TaskState.CANCELLED: "warning",
}
TASK_ICONS = {
    TaskState.TODO: "clock",
    TaskState.DOING: "bike",
    TaskState.DONE: "circle-check",
    TaskState.FAILED: "alert-circle",
    TaskState.CANCELLED: "ban",
}
DELIVERY_STATES = {
    "todo": _("To do"),
    "doing": _("Under way"),
    "done": pgettext_lazy("a delivery", "Delivered"),
    "failed": pgettext_lazy("a delivery", "Failed"),
    "cancelled": pgettext_lazy("a delivery", "Cancelled"),
}
DELIVERY_TONES = {"todo": "neutral", "doing": "thread", "done": "success", "failed": "danger", "cancelled": "warning"}
DELIVERY_ICONS = {
    "todo": "clock",
    "doing": "bike",
    "done": "circle-check",
    "failed": "alert-circle",
    "cancelled": "ban",
}
EVENTS: dict[str, Any] = {
    TaskEventName.CREATED: _("Ordered"),
    TaskEventName.ASSIGNED: _("Given to a courier"),
    TaskEventName.UNASSIGNED: _("Taken back from a courier"),
    TaskEventName.STARTED: _("On the way"),
    TaskEventName.DONE: pgettext_lazy("an event", "Done"),
    TaskEventName.FAILED: pgettext_lazy("an event", "Failed"),
    TaskEventName.CANCELLED: pgettext_lazy("an event", "Cancelled"),
    TaskEventName.RESTORED: _("Taken up again"),
    TaskEventName.RESCHEDULED: _("Given another time"),
    TaskEventName.UPDATED: pgettext_lazy("an event", "Changed"),
    TaskEventName.INCIDENT: _("Incident reported"),
    TaskEventName.SCANNED: _("Label scanned"),
}
ORIGINS = {
    DeliveryOrigin.STORE: _("Store’s form"),
    DeliveryOrigin.DISPATCH: _("Dispatcher’s entry"),
    DeliveryOrigin.API: _("Shop software"),
    DeliveryOrigin.IMPORT: _("Imported file"),
    DeliveryOrigin.EMBED: _("Form on the shop’s site"),
    DeliveryOrigin.RECURRENCE: _("Regular order"),
    DeliveryOrigin.NETWORK: _("Handed over by another co-operative"),
}
PRICE_CHANGES = {
    PriceCause.GIVEN: _("Price given by hand"),
    PriceCause.SUPPLEMENTS: _("Supplements"),
    PriceCause.RECALCULATED: _("Worked out again by the rules"),
}
VEHICLE_KINDS = {
    VehicleKind.BIKE: _("Bike"),
    VehicleKind.ELECTRIC_BIKE: _("Electric bike"),
    VehicleKind.CARGO_BIKE: _("Cargo bike"),
    VehicleKind.ELECTRIC_CARGO: _("Electric cargo bike"),
    VehicleKind.TRAILER: _("Bike with trailer"),
    VehicleKind.ELECTRIC_VAN: _("Electric van"),
}
STRATEGIES = {
    PricingStrategy.FIND: _("The first rule that matches makes the price"),
    PricingStrategy.MAP: _("Every rule that matches adds its part"),
}
TARGETS = {
    PricingTarget.DELIVERY: _("The whole delivery"),
    PricingTarget.TASK: _("Each stop"),
    PricingTarget.DYNAMIC: _("The delivery with two stops, else each stop"),
}
COUNTRIES = {
    "FR": _("France"), "MC": _("Monaco"), "BE": _("Belgium"), "CH": _("Switzerland"), "LU": _("Luxembourg"),
    "ES": _("Spain"), "IT": _("Italy"), "DE": _("Germany"), "GB": _("United Kingdom"),
}  # fmt: skip
TIME_ZONES = (
    "Europe/Paris", "Europe/Monaco", "Europe/Brussels", "Europe/Zurich", "Europe/Luxembourg", "Europe/Madrid",
    "Europe/Rome", "Europe/Berlin", "Europe/London", "America/Guadeloupe", "America/Martinique", "America/Cayenne",
    "America/Miquelon", "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti",
)  # fmt: skip
REVIEW_REASONS = {
    "full": _("The day is full: no courier on duty can take it with everything in time."),
    "price": _("No rule makes a price: give one."),
    "time_slot": _("The program ordered for hours that no time slot of the store offers: agree on others if need be."),
    "past": _("Its hours had passed when the program ordered it: agree on a new time with the store."),
    "address": _("An address was only found nearby: check it."),
    "streets": _(
        "No street of the map leads to one of the addresses: distance and price follow a straight line there."
    ),
}
STATEMENT_KINDS = {
    StatementKind.STORE: pgettext_lazy("statements", "Stores"),
    StatementKind.COURIER: pgettext_lazy("statements", "Couriers"),
    StatementKind.PARTNER: _("Partner co-operatives"),
}
HAND_OVER_STATES = {
    HandOverState.PROPOSED: pgettext_lazy("a hand-over", "Waits for an answer"),
    HandOverState.ACCEPTED: pgettext_lazy("a hand-over", "Accepted"),
    HandOverState.DECLINED: pgettext_lazy("a hand-over", "Declined"),
    HandOverState.WITHDRAWN: pgettext_lazy("a hand-over", "Withdrawn"),
    HandOverState.EXPIRED: pgettext_lazy("a hand-over", "No answer in time"),
    HandOverState.RETURNED: pgettext_lazy("a hand-over", "Given back"),
    HandOverState.DONE: pgettext_lazy("a hand-over", "Ridden"),
    HandOverState.CANCELLED: pgettext_lazy("a hand-over", "Cancelled"),
}
HAND_OVER_TONES = {
    HandOverState.PROPOSED: ("warning", "hourglass"),
    HandOverState.ACCEPTED: ("thread", "heart-handshake"),
    HandOverState.DECLINED: ("neutral", "circle-x"),
    HandOverState.WITHDRAWN: ("neutral", "ban"),
    HandOverState.EXPIRED: ("neutral", "clock"),
    HandOverState.RETURNED: ("neutral", "arrow-left"),
    HandOverState.DONE: ("success", "circle-check"),
    HandOverState.CANCELLED: ("neutral", "ban"),
}
HAND_OVER_REASONS = {
    HandOverReason.OUTSIDE: _("An address lies outside the zones"),
    HandOverReason.FULL: _("The day is full"),
    HandOverReason.OTHER: pgettext_lazy("why a delivery is handed over", "Another reason"),
}

CODE_WRONG = _(
    "This is not the code of this delivery: have it read again, on the message or on the page that follows it."
)
CODE_MISSING = _("Ask for the code of this delivery, or say why there is none.")
NO_CODE_REASONS = {
    "no_message": _("the message has not come"),
    "no_phone": _("the recipient has no telephone at hand"),
    "somebody_else": _("somebody else takes it for the recipient"),
    "agreed_place": _("left where it was agreed"),
}
NOTICE_MOMENTS = {
    NoticeMoment.CONFIRMED: _("Order taken"),
    NoticeMoment.ON_ITS_WAY: _("On its way"),
    NoticeMoment.SOON: _("A few minutes away"),
    NoticeMoment.DELIVERED: pgettext_lazy("a delivery", "Delivered"),
    NoticeMoment.FAILED: _("Could not be handed over"),
}
NOTICE_STATES = {
    NoticeState.WAITING: pgettext_lazy("a message", "Waiting"),
    NoticeState.SENDING: pgettext_lazy("a message", "Being sent"),
    NoticeState.SENT: pgettext_lazy("a message", "Sent"),
    NoticeState.SKIPPED: pgettext_lazy("a message", "Not sent"),
    NoticeState.PARKED: pgettext_lazy("a message", "Given up"),
}
NOTICE_TONES = {
    NoticeState.WAITING: "neutral",
    NoticeState.SENDING: "thread",
    NoticeState.SENT: "success",
    NoticeState.SKIPPED: "neutral",
    NoticeState.PARKED: "danger",
}
NOTICE_ICONS = {
    NoticeState.WAITING: "clock",
    NoticeState.SENDING: "mail",
    NoticeState.SENT: "circle-check",
    NoticeState.SKIPPED: "minus",
    NoticeState.PARKED: "alert-circle",
}
NOTICE_REASONS = {
    "overtaken": _("true no more when its turn came"),
    "late": _("too late to be of use"),
    "erased": _("the number or address was erased"),
    "refused": _("the recipient wants no messages"),
    "left": _("this person orders for the store no more"),
    "interrupted: perhaps sent": _("the worker stopped while sending: it may have left"),
}
SMS_GATEWAYS = {
    SmsGateway.NONE: _("No SMS"),
    SmsGateway.HTTP: _("The gateway of this instance"),
    SmsGateway.TEST: _("The test gateway: messages are read at /dev/mail/"),
}
