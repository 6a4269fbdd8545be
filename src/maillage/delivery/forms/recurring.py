"""A regular order, as a store or a dispatcher types it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maillage.delivery.forms.orders import StopLines, place_of
from maillage.delivery.models import RecurringOrder
from maillage.delivery.queries.ordering import Counter
from maillage.delivery.rules.plain_recurrence import MOST_WEEKS, PlainRule, plain_rule, rule_text
from maillage.delivery.services.deliveries import OrderRefused
from maillage.delivery.services.recurring import RecurringGiven, RecurringStopGiven
from maillage.delivery.types import AddressGiven, TaskGiven, TaskType

_CENTS = 100


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


class RecurringForm(forms.Form):
    """When it comes back, from where, and at what hours."""

    name = forms.CharField(label=_("Name"), max_length=140, required=False, help_text=_("Such as “Monday’s bread”."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        choices=[(day, capfirst(name)) for day, name in WEEKDAYS.items()],
    )  # fmt: skip
    every = forms.IntegerField(label=_("Every how many weeks"), min_value=1, max_value=MOST_WEEKS, initial=1)
    starts_on = _date(_("From"))
    until = _date(_("Until, included"), required=False, help_text=_("Empty: until you stop it."))
    rule = forms.CharField(
        label=_("Rule as programs write it (RFC 5545)"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "class": "code-input"}),
        help_text=_("Such as FREQ=MONTHLY;BYDAY=1MO, the first Monday of the month. It counts in the place of the choices above."),
    )  # fmt: skip
    pickup = forms.CharField(label=_("Picked up at"), max_length=300, required=False)
    pickup_place = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    pickup_after = _clock(_("Ready from"), required=False)
    pickup_before = _clock(_("Taken by"), required=False, help_text=_("Empty: in time for the drop-off."))
    after = _clock(_("Delivered not before"), required=False)
    before = _clock(_("Delivered by"), error_messages={"required": _("Say by when.")})
    price_euros = forms.DecimalField(
        label=_("Price by hand (€, VAT included)"), required=False, min_value=0, max_value=100_000, max_digits=8,
        decimal_places=2, localize=True, help_text=_("Empty: the rules of the store make it."),
    )  # fmt: skip
    price_reason = forms.CharField(label=_("Reason of this price"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, counter: Counter, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.counter = counter
        if not counter.actor.is_dispatcher:
            del self.fields["price_euros"], self.fields["price_reason"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("weekdays") and not said.get("rule", "").strip() and "rule" not in self.errors:
            self.add_error("weekdays", _("Choose at least one day of the week."))
        if said.get("until") and said.get("starts_on") and said["until"] < said["starts_on"]:
            self.add_error("until", _("The last day is before the first one: exchange them."))
        for start, end in (("after", "before"), ("pickup_after", "pickup_before")):
            if said.get(start) and said.get(end) and said[start] >= said[end]:
                self.add_error(end, _("The end of the time frame must come after its start."))
        if said.get("pickup_after") and not said.get("pickup_before") and "pickup_before" not in self.errors:
            self.add_error("pickup_before", _("Say by when."))
        return said

    def rule_text(self) -> str:
        """Give the rule that valid choices tell."""
        said = self.cleaned_data
        own: str = said["rule"].strip()
        return own or rule_text(PlainRule(tuple(said["weekdays"]), said["every"], said["until"]))

    def given(self, stops: StopLines) -> RecurringGiven:
        """Give the regular order that valid forms tell."""
        said, store = self.cleaned_data, self.counter.store
        if store is None:
            raise ValueError("store")
        place = said["pickup"].strip()
        where = place_of(place, said["pickup_place"]) if place else AddressGiven(known_id=store.address_id)
        hours = (said["pickup_after"], said["pickup_before"])
        pickup = RecurringStopGiven(TaskGiven(TaskType.PICKUP, where), *hours)
        drops = [RecurringStopGiven(stop.untimed_task(), said["after"], said["before"]) for stop in stops.filled]
        euros = said.get("price_euros")
        return RecurringGiven(
            store.pk, self.rule_text(), said["starts_on"], (pickup, *drops), said["name"],
            price_cents=None if euros is None else int(euros * _CENTS), price_reason=said.get("price_reason", ""),
        )  # fmt: skip


def initial_recurring(kept: RecurringOrder) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Give what the forms show first for a regular order."""
    plain = plain_rule(kept.rule)
    stops = list(kept.stops.all())
    pickup = next((stop for stop in stops if stop.type == TaskType.PICKUP.value), None)
    drops = [stop for stop in stops if stop.type == TaskType.DROPOFF.value]
    first = {
        "name": kept.name, "starts_on": kept.starts_on, "version": kept.version,
        "weekdays": list(plain.weekdays) if plain else [], "every": plain.every if plain else 1,
        "until": plain.until if plain else None, "rule": "" if plain else kept.rule,
        "after": drops[0].after if drops else None, "before": drops[0].before if drops else None,
        "price_reason": kept.given_price_reason,
        "price_euros": None if kept.given_price_cents is None else f"{kept.given_price_cents / _CENTS:.2f}",
    }  # fmt: skip
    if pickup is not None:
        first |= {"pickup_after": pickup.after, "pickup_before": pickup.before}
        if pickup.address_id != kept.store.address_id:
            where = pickup.address
            first |= {"pickup": where.street_address, "pickup_place": f"{where.latitude:.6f},{where.longitude:.6f}"}
    return first, [_initial_stop(stop) for stop in drops]


def _initial_stop(stop: Any) -> dict[str, Any]:
    where = stop.address
    return {
        "address": where.street_address, "place": f"{where.latitude:.6f},{where.longitude:.6f}",
        "contact_name": where.contact_name, "telephone": where.telephone, "description": where.description,
        "comments": stop.comments, "weight_kg": f"{stop.weight_g / 1000:g}" if stop.weight_g else "",
        "parcels": {one["name"]: one["quantity"] for one in stop.parcels},
    }  # fmt: skip


def tell_refusal(refusal: OrderRefused, *, form: RecurringForm, stops: StopLines) -> None:
    """Write each thing that is wrong with a regular order on the field where it was typed."""
    filled = stops.filled
    for path, sentence in refusal.violations:
        place, _dot, field = path.removeprefix("items[").partition("].task.")
        number = int(place) if place.isdigit() else -1
        if field.startswith("doneBefore") or number < 0:
            form.add_error("pickup_before" if number == 0 else "before", sentence)
        elif number == 0:
            form.add_error("pickup", sentence)
        elif number <= len(filled):
            filled[number - 1].add_error("telephone" if field.endswith("telephone") else "address", sentence)


def today_of(counter: Counter, now: Any) -> date:
    found: date = now.astimezone(counter.zone).date()
    return found
