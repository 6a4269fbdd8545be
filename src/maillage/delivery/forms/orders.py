"""An order as it is typed: from where, to where, what, when."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Address, Delivery, Package
from maillage.delivery.queries.ordering import Counter, SlotChoice
from maillage.delivery.rules.parcels import ParcelError, grams_of_kilograms
from maillage.delivery.services.deliveries import OrderRefused
from maillage.delivery.types import AddressGiven, DeliveryGiven, DeliveryOrigin, ParcelsGiven, TaskGiven, TaskType
from maillage.kit.forms import offer_choices

MOST_STOPS = 20
OUT, IN = "out", "in"
_TIME = {"type": "time"}


class OrderForm(forms.Form):
    """From where, and when. `slots` are the ranges that may be chosen now."""

    once_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    direction = forms.ChoiceField(
        label=_("What is ridden"), required=False,
        choices=[(OUT, _("From one place to one or several")), (IN, _("From one or several places to one: a collection"))],
    )  # fmt: skip
    pickup = forms.CharField(label=_("Picked up at"), max_length=300, required=False)
    pickup_place = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    slot = forms.ChoiceField(
        label=_("Delivered"), required=False,
        error_messages={"invalid_choice": _("These hours are not offered any more: choose others.")},
    )  # fmt: skip
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    after = forms.TimeField(label=_("Not before"), required=False, widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    before = forms.TimeField(label=_("By"), required=False, widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))

    def __init__(
        self, *arguments: Any, counter: Counter, slots: Sequence[SlotChoice], now: datetime, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.now = now
        self.counter, self.slots = counter, {one.value: one for one in slots}
        labels = [(one.value, slot_label(one)) for one in slots]
        offer_choices(self, "slot", [*labels, ("", _("Other times"))])
        if counter.store is None:
            self.fields["pickup"].required = True
        elif not counter.store.multi_pickup:
            del self.fields["direction"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("slot") and "slot" not in self.errors:
            for name in ("day", "before"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Say by when: a day and a time."))
            after, before = said.get("after"), said.get("before")
            if after and before and after >= before:
                self.add_error("before", _("The end of the time frame must come after its start."))
            elif said.get("day") and before and _at(said["day"], before, self.counter.zone) <= self.now:
                self.add_error("before", _("This time has passed: give one to come."))
        return said

    def window(self) -> tuple[datetime | None, datetime, int | None]:
        """Give the start (or None), the end, and the slot that was chosen."""
        said, zone = self.cleaned_data, self.counter.zone
        chosen = self.slots.get(said["slot"])
        if chosen is not None:
            return chosen.choice.start, chosen.choice.end, chosen.slot_id
        after = _at(said["day"], said["after"], zone) if said["after"] else None
        return after, _at(said["day"], said["before"], zone), None

    @property
    def is_collection(self) -> bool:
        """Say whether the stops are pick-ups, all brought to the one place."""
        return "direction" in self.fields and self["direction"].value() == IN

    def pickup_address(self) -> AddressGiven | None:
        said, store = self.cleaned_data, self.counter.store
        if said["pickup"].strip():
            return place_of(said["pickup"], said["pickup_place"])
        return AddressGiven(known_id=store.address_id) if store else None


_OWN = ("contact_name", "telephone", "email", "language", "description")


class StopForm(forms.Form):
    """One drop-off; an empty one is none, but for the first."""

    address = forms.CharField(label=_("Delivered to"), max_length=300, required=False)
    place = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    known = forms.TypedChoiceField(
        label=_("An address used before"), required=False, coerce=int, empty_value=None
    )  # for those without JavaScript
    contact_name = forms.CharField(label=_("Recipient"), max_length=140, required=False)
    telephone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(label=_("E-mail of the recipient"), max_length=254, required=False)
    language = forms.ChoiceField(label=_("Language of messages"), required=False)
    description = forms.CharField(label=_("Door code, floor, way in"), max_length=500, required=False)
    weight_kg = forms.CharField(
        label=_("Weight (kg)"), max_length=12, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    comments = forms.CharField(
        label=_("For the courier"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *arguments: Any, counter: Counter, packages: Sequence[Package], known: Mapping[int, Address],
        is_first: bool = False, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*arguments, **options)
        self.counter, self.packages, self.known_rows, self.is_first = counter, packages, known, is_first
        choices = [("", _("None")), *((pk, _shown(address)) for pk, address in known.items())]
        offer_choices(self, "known", choices)
        offer_choices(self, "language", [("", _("The usual one")), *settings.LANGUAGES])
        for package in packages:
            self.fields[f"colis_{package.pk}"] = forms.IntegerField(
                label=package.name, min_value=0, max_value=1000, required=False,
                widget=forms.NumberInput(attrs={"class": "input--count", "inputmode": "numeric"}),
            )  # fmt: skip
        self.fields["weight_kg"].required = False

    @property
    def package_fields(self) -> list[Any]:
        return [self[f"colis_{package.pk}"] for package in self.packages]

    @property
    def is_empty(self) -> bool:
        said = self.cleaned_data
        return not said.get("address", "").strip() and not said.get("known")

    def clean_weight_kg(self) -> int | None:
        try:
            return grams_of_kilograms(self.cleaned_data["weight_kg"])
        except ParcelError:
            raise forms.ValidationError(_("Write a weight as 2.5, in kilograms.")) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        store = self.counter.store
        if self.is_empty:
            if self.is_first:
                self.add_error("address", _("An address is needed: a street and a town, or a point on the map."))
            return said
        if store and store.weight_required and not said.get("weight_kg") and "weight_kg" not in self.errors:
            self.add_error("weight_kg", _("The weight is asked for here."))
        if store and store.packages_required and self.packages and not self.parcels():
            self.add_error(f"colis_{self.packages[0].pk}", _("Say how many packages of what type."))
        return said

    def parcels(self) -> tuple[ParcelsGiven, ...]:
        counts = [(one.name, self.cleaned_data.get(f"colis_{one.pk}")) for one in self.packages]
        return tuple(ParcelsGiven(name, count) for name, count in counts if count)

    def task(self, *, after: datetime | None, before: datetime) -> TaskGiven:
        said = self.cleaned_data
        return TaskGiven(
            TaskType.DROPOFF, address=self._address(), after=after, before=before, comments=said["comments"].strip(),
            weight_g=said["weight_kg"], parcels=self.parcels(),
        )  # fmt: skip

    def untimed_task(self, kind: TaskType = TaskType.DROPOFF) -> TaskGiven:
        """Give the stop without its hours."""
        said = self.cleaned_data
        return TaskGiven(
            kind, address=self._address(), comments=said["comments"].strip(), weight_g=said["weight_kg"],
            parcels=self.parcels(),
        )  # fmt: skip

    def _address(self) -> AddressGiven:
        said = self.cleaned_data
        own: dict[str, Any] = {name: said[name].strip() for name in _OWN}
        chosen = said["place"][1:] if said["place"].startswith("k") and said["address"].strip() else said["known"]
        known = self.known_rows.get(int(chosen)) if str(chosen or "").isdigit() else None
        if known is None:
            return place_of(said["address"], said["place"], **own)
        if not any(own.values()):
            return AddressGiven(known_id=known.pk)
        return AddressGiven(
            text=known.street_address, latitude=known.latitude, longitude=known.longitude, name=known.name,
            postal_code="", locality="", **own,
        )  # fmt: skip


class StopLines(forms.BaseFormSet):
    """The drop-offs of an order."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "is_first": index == 0}

    def _construct_form(self, i: int, **kwargs: Any) -> StopForm:
        form: StopForm = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # Django has it, its types do not
        form.empty_permitted = False  # each says by itself whether it may be empty
        return form

    @property
    def filled(self) -> list[StopForm]:
        return [form for form in self.forms if not form.is_empty]


STOPS = forms.formset_factory(StopForm, formset=StopLines, extra=1, max_num=MOST_STOPS, absolute_max=MOST_STOPS)


def place_of(text: str, value: str, **own: Any) -> AddressGiven:
    """Read an address and the hidden value that a suggestion left beside it."""
    latitude, comma, longitude = value.partition(",")
    try:
        if comma:
            return AddressGiven(text=text.strip(), latitude=float(latitude), longitude=float(longitude), **own)
    except ValueError:
        pass
    return AddressGiven(text=text.strip(), **own)


def order_given(form: OrderForm, stops: StopLines, *, origin: DeliveryOrigin) -> DeliveryGiven:
    """Give the order that valid forms tell."""
    after, before, slot_id = form.window()
    store = form.counter.store
    if form.is_collection:
        pickups = [stop.untimed_task(TaskType.PICKUP) for stop in stops.filled]
        end = TaskGiven(TaskType.DROPOFF, address=form.pickup_address(), after=after, before=before)
        return DeliveryGiven((*pickups, end), store.pk if store else None, origin, slot_id)
    pickup = TaskGiven(TaskType.PICKUP, address=form.pickup_address())
    drops = [stop.task(after=after, before=before) for stop in stops.filled]
    return DeliveryGiven((pickup, *drops), store.pk if store else None, origin, slot_id)


def tell_refusal(refusal: OrderRefused, *, form: OrderForm, stops: StopLines) -> None:
    """Write each thing that is wrong with an order on the field where it was typed."""
    filled = stops.filled
    for path, sentence in refusal.violations:
        place, _dot, field = path.removeprefix("items[").partition("].task.")
        number = int(place) if place.isdigit() else -1
        if form.is_collection and number >= 0:
            number = number + 1 if number < len(filled) else 0  # the one place stands last there
        if not field or field.startswith("doneBefore") or number < 0:
            form.add_error("before" if path != "items" else None, sentence)
        elif number == 0:
            form.add_error("pickup", sentence)
        elif number <= len(filled):
            name = "telephone" if field.endswith("telephone") else "address"
            filled[number - 1].add_error(name, sentence)


def initial_order(delivery: Delivery, *, packages: Sequence[Package]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Give what the forms show first for an order like one that was made: all but its time."""
    pickup: dict[str, Any] = {}
    stops: list[dict[str, Any]] = []
    names = {package.name: package.pk for package in packages}
    tasks = list(delivery.tasks.all())
    is_collection = [task.type for task in tasks].count(TaskType.PICKUP.value) > 1
    one = TaskType.DROPOFF.value if is_collection else TaskType.PICKUP.value
    for task in tasks:
        address = task.address
        place = f"{address.latitude:.6f},{address.longitude:.6f}"
        if task.type == one:
            if delivery.store is None or delivery.store.address_id != address.pk:
                pickup |= {"pickup": address.street_address, "pickup_place": place}
            continue
        stops.append(
            {
                "address": address.street_address, "place": place, "contact_name": address.contact_name,
                "telephone": address.telephone, "email": address.email, "language": address.language,
                "description": address.description, "comments": task.comments,
                "weight_kg": _kilograms(task.weight_g) if task.weight_g else "",
            }
            | {f"colis_{names[row.package.name]}": row.quantity for row in task.packages.all() if row.package.name in names}
        )  # fmt: skip
    return pickup | ({"direction": IN} if is_collection else {}), stops


def _kilograms(grams: int) -> str:
    # As a field takes it: the reader's decimal mark, no separator of thousands, no unit.
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".").replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))


def typed_order(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Give what was typed so far, without judging it: one more line was asked for."""
    count = str(data.get("arrets-TOTAL_FORMS", "1"))
    lines: list[dict[str, Any]] = [{} for _line in range(min(int(count), MOST_STOPS) if count.isdigit() else 1)]
    first: dict[str, Any] = {}
    for key in data:
        value = data.getlist(key) if key == "weekdays" and hasattr(data, "getlist") else data[key]
        name = key.split("-", 2)
        if len(name) == 3 and name[1].isdigit() and int(name[1]) < len(lines):
            lines[int(name[1])][name[2]] = str(value)
        elif len(name) == 1:
            first[key] = value
    return first, lines


def slot_label(one: SlotChoice) -> str:
    """Write a choice as people say it: mardi 3 mars, 9 h – 12 h."""
    start, end = one.choice.local
    day = formats.date_format(start.date(), "l j F")
    hours = [formats.time_format(moment.time(), "TIME_FORMAT") for moment in (start, end)]
    return f"{day}, {hours[0]} – {hours[1]}"


def _at(day: Any, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _shown(address: Address) -> str:
    who = address.name or address.contact_name
    return f"{who}, {address.street_address}" if who else address.street_address
