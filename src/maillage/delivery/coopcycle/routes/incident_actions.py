"""What dispatchers do about incidents. Source: `coopcycle_api.md`, section 9."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.reading.changes import changes_in
from maillage.delivery.coopcycle.reading.supplements import supplements_in
from maillage.delivery.coopcycle.reading.texts import instant_in, object_in, text_in
from maillage.delivery.coopcycle.refusals import Refused, Violations, blank
from maillage.delivery.coopcycle.routes.incidents import incident_answer
from maillage.delivery.models import Delivery, Incident
from maillage.delivery.queries import with_tasks
from maillage.delivery.services import incident_actions as actions
from maillage.delivery.services.changes import change_delivery
from maillage.delivery.services.order_prices import set_supplements

_LARGEST = 16_000
_REPORT = ("failure_reason", "created_at", "pods", "appointment")


@transaction.atomic
def act(call: Call, number: int) -> Answer:
    """Do what `action` names, and write it into the incident's history."""
    call.require_dispatcher()
    incident, body = actions.incident_to_act_on(actor=call.actor, incident_id=number), call.body()
    action = _ACTIONS.get(text_in(body, "action", longest=40))
    if action is None:
        raise Violations.of("action", _("One of: %(names)s.") % {"names": ", ".join(_ACTIONS)})
    action(call, incident, body)
    return incident_answer(call, number)


def _reschedule(call: Call, incident: Incident, body: Mapping[str, Any]) -> None:
    after, before = (instant_in(body.get(key), now=call.now, zone=call.zone) for key in ("after", "before"))
    if after is None or before is None:
        raise Violations(*(blank(key) for key in ("after", "before") if not body.get(key)))
    actions.reschedule_for(
        actor=call.actor, incident_id=incident.pk, after=after, before=before, closes=body.get("close") is True,
        now=call.now,
    )  # fmt: skip


def _change_price(call: Call, incident: Incident, body: Mapping[str, Any]) -> None:
    cents = body.get("diff")
    if not isinstance(cents, int) or isinstance(cents, bool):
        raise Violations.of("diff", _("A difference is a whole number of cents, below nothing to take off."))
    actions.change_price_for(actor=call.actor, incident_id=incident.pk, cents=cents, now=call.now)


def _cancel(call: Call, incident: Incident, _body: Mapping[str, Any]) -> None:
    actions.cancel_for(actor=call.actor, incident_id=incident.pk, now=call.now)


def _accept(call: Call, incident: Incident, _body: Mapping[str, Any]) -> None:
    """Change the order as its courier has proposed last."""
    suggestion, delivery = _suggestion(incident), incident.task.delivery
    if suggestion is None or delivery is None:
        raise Refused(_("Nothing was proposed for the order of this incident."))
    whole = with_tasks(Delivery.objects.within(call.actor.scope).filter(pk=delivery.pk)).get()
    changes, replaces_all = changes_in(suggestion, call=call, delivery=whole)
    if changes:
        change_delivery(
            actor=call.actor, delivery_id=whole.pk, changes=changes, replaces_all=replaces_all, now=call.now
        )
    order = object_in(suggestion, "order")
    if "manualSupplements" in order:
        chosen = supplements_in(order)
        set_supplements(actor=call.actor, delivery_id=whole.pk, chosen=chosen, now=call.now)
    actions.write_action(incident, kind="accepted_suggestion", metadata={}, actor=call.actor, now=call.now)


def _reject(call: Call, incident: Incident, _body: Mapping[str, Any]) -> None:
    if _suggestion(incident) is None:
        raise Refused(_("Nothing was proposed for the order of this incident."))
    actions.write_action(incident, kind="rejected_suggestion", metadata={}, actor=call.actor, now=call.now)


def _report(call: Call, incident: Incident, body: Mapping[str, Any]) -> None:
    told = {key: body[key] for key in _REPORT if key in body}
    written = json.dumps(told)
    if len(written) > _LARGEST or "\\u0000" in written:
        raise Violations.of("action", _("Metadata may have 16,000 characters."))
    actions.write_action(incident, kind="transporter_reported", metadata=told, actor=call.actor, now=call.now)


def _suggestion(incident: Incident) -> dict[str, Any] | None:
    proposed = (one.get("suggestion") for one in reversed(incident.metadata) if isinstance(one, dict))
    return next((one for one in proposed if isinstance(one, dict)), None)


_ACTIONS: dict[str, Callable[[Call, Incident, Mapping[str, Any]], None]] = {
    "rescheduled": _reschedule,
    "applied_price_diff": _change_price,
    "cancelled": _cancel,
    "accepted_suggestion": _accept,
    "rejected_suggestion": _reject,
    "transporter_reported": _report,
}
