"""Rules of recurrence as clients send them. Source: `coopcycle_api.md`, section 6."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.reading.deliveries import stop_in, store_of
from maillage.delivery.coopcycle.reading.texts import list_in, object_in, text_in
from maillage.delivery.coopcycle.refusals import Violation, Violations, blank
from maillage.delivery.models import RecurringOrder, RecurringStop, Store
from maillage.delivery.services.recurring import RecurringGiven, RecurringStopGiven
from maillage.delivery.types import AddressGiven, ParcelsGiven, TaskGiven, TaskType

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")
_KINDS = ("Task", "hydra:Collection")


def recurring_in(body: Mapping[str, Any], *, call: Call, kept: RecurringOrder | None = None) -> RecurringGiven:
    """Read a rule; what is not sent of one that is `kept` stays as it is.

    Raises: Refused, NotAllowed, Violations.
    """
    store = store_of(body, call=call) if kept is None or body.get("store") else kept.store
    rule = text_in(body, "rule", longest=501) or (kept.rule if kept else "")
    if store is None or not rule:
        raise Violations(blank("rule"))
    stops = _stops(object_in(body, "template"), call=call, store=store) if kept is None or body.get("template") else ()
    name = text_in(body, "name", longest=140) if "name" in body or kept is None else kept.name
    cents, reason = _price(body, kept)
    starts_on = kept.starts_on if kept else call.now.astimezone(call.zone).date()
    given = stops or tuple(_as_given(stop) for stop in (kept.stops.all() if kept else ()))
    return RecurringGiven(store.pk, rule, starts_on, given, name, cents, reason)


def _price(body: Mapping[str, Any], kept: RecurringOrder | None) -> tuple[int | None, str]:
    if "arbitraryPriceTemplate" not in body:
        return (kept.given_price_cents, kept.given_price_reason) if kept else (None, "")
    given = object_in(body, "arbitraryPriceTemplate")
    cents = given.get("variantPrice")
    if not isinstance(cents, int) or isinstance(cents, bool):
        return None, ""
    return cents, text_in(given, "variantName", longest=200) or _("Price set by hand")


def _stops(template: Mapping[str, Any], *, call: Call, store: Store) -> tuple[RecurringStopGiven, ...]:
    kind = template.get("@type")
    if kind not in _KINDS:
        raise Violations.of("template[@type]", _("A template is a Task, or a hydra:Collection of them."))
    sent = [template] if kind == "Task" else list_in(template, "hydra:member", most=50)
    if not sent or not all(isinstance(each, dict) for each in sent):
        raise Violations(blank("template[hydra:member]"))
    return tuple(_stop(each, place, call=call, store=store, path=_path(kind, place)) for place, each in enumerate(sent))


def _path(kind: object, place: int) -> str:
    return "template" if kind == "Task" else f"template[hydra:member][{place}]"


def _stop(sent: Mapping[str, Any], place: int, *, call: Call, store: Store, path: str) -> RecurringStopGiven:
    if sent.get("@type", "Task") != "Task":
        raise Violations.of(f"{path}[@type]", _("A template is a Task, or a hydra:Collection of them."))
    bounds = {
        key: sent.get(key) or sent.get(other) for key, other in (("after", "doneAfter"), ("before", "doneBefore"))
    }
    wrong: list[Violation] = [blank(f"{path}[{key}]") for key, value in bounds.items() if not value]
    clocks = {key: _clock(value) for key, value in bounds.items() if value}
    told = _("This is no time of the day: write it as 09:30.")
    wrong += [Violation(f"{path}[{key}]", told) for key, clock in clocks.items() if clock is None]
    if wrong:
        raise Violations(*wrong)
    hours = ("after", "before", "doneAfter", "doneBefore", "timeSlot", "id", "@id")
    rest = {key: value for key, value in sent.items() if key not in hours}
    given = stop_in(rest, place, None, call=call, store=store).given
    return RecurringStopGiven(replace(given, after=None, before=None), clocks["after"], clocks["before"])


def _clock(value: object) -> time | None:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    return time(int(found[1]), int(found[2])) if found else None


def _as_given(stop: RecurringStop) -> RecurringStopGiven:
    parcels = tuple(ParcelsGiven(one["name"], one["quantity"]) for one in stop.parcels)
    task = TaskGiven(
        TaskType(stop.type), AddressGiven(known_id=stop.address_id), comments=stop.comments, weight_g=stop.weight_g,
        parcels=parcels, tags=tuple(stop.tags), metadata=stop.metadata,
    )  # fmt: skip
    return RecurringStopGiven(task, stop.after, stop.before)
