"""The hours and the packages that stores choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Package, PackageSet, Store, TaskPackage, TimeSlot
from maillage.delivery.rules.time_slots import (
    SlotError,
    SlotFault,
    SlotRule,
    WeeklyRange,
    interval_text,
    notice_text,
    ranges_of_hours,
)
from maillage.delivery.services.lists import require_dispatcher, required_name
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Conflict, Invalid, NotFound
from maillage.kit.rows import first_or_not_found

_WORDS = {
    SlotFault.NO_RANGE: _("Give at least one day with hours: shops would wait for ever for a slot."),
    SlotFault.TOO_MANY_RANGES: _("These are more ranges than a shop can show: at most 200."),
    SlotFault.RANGE: _("A range closes after it opens: “%(text)s” does not."),
    SlotFault.CLOCK: _("“%(text)s” is no time of the day: write it as 09:30."),
    SlotFault.HOURS_TEXT: _(
        "This cannot be read from “%(text)s” on: write lines such as Mo-Fr 09:00-12:00,14:00-18:00."
    ),
}


class StillUsed(Conflict):
    message = _("Stores still use this: give them another choice first.")
    code = "still_used"


@dataclass(frozen=True, slots=True)
class SlotGiven:
    """`hours`: lines in the syntax of OpenStreetMap's opening hours. `days`: how many days ahead may be chosen."""

    name: str
    hours: str
    days: int = 2
    notice: timedelta = timedelta(0)
    same_day_cutoff: time | None = None
    working_days_only: bool = False


@dataclass(frozen=True, slots=True)
class PackageGiven:
    name: str
    short_code: str = ""
    volume_units: int = 1


def slot_refusal(fault: SlotError, *, hours: str = "", field: str = "hours") -> Invalid:
    """Say in a sentence what a slot cannot have, naming the text at fault."""
    words = _WORDS.get(fault.fault, _("This slot is not possible: check its days and its hours."))
    return Invalid(words, field=field, text=(hours[fault.at :].strip() or fault.text)[:40])


@transaction.atomic
def keep_slot(*, actor: DeliveryActor, given: SlotGiven, slot_id: int | None = None) -> TimeSlot:
    """Add the hours that stores may offer, or change those named.

    Raises: NotAllowed, NotFound, Invalid (hours that cannot be read, or none), NameTaken.
    """
    require_dispatcher(actor)
    rows = TimeSlot.objects.within(actor.scope)
    new = TimeSlot(organization_id=actor.organization_id)
    slot = new if slot_id is None else first_or_not_found(rows.filter(pk=slot_id))
    ranges = _ranges(given)
    slot.name = required_name(rows, name=given.name, but=slot.pk)[:80]
    slot.interval, slot.prior_notice = interval_text(given.days), notice_text(given.notice) or ""
    slot.same_day_cutoff, slot.working_days_only = given.same_day_cutoff, given.working_days_only
    slot.openings = [one.specification() for one in ranges]
    slot.save()
    return slot


def _ranges(given: SlotGiven) -> tuple[WeeklyRange, ...]:
    try:
        ranges = ranges_of_hours(given.hours)
        SlotRule(given.days, ranges, notice=given.notice, working_days_only=given.working_days_only)
    except SlotError as fault:
        raise slot_refusal(fault, hours=given.hours) from None
    return ranges


@transaction.atomic
def remove_slot(*, actor: DeliveryActor, slot_id: int) -> None:
    """Take a choice of hours away; deliveries that were made with it stay.

    Raises: NotAllowed, NotFound, StillUsed.
    """
    require_dispatcher(actor)
    stores = Store.objects.within(actor.scope)
    if stores.filter(time_slots__contains=[slot_id]).exists() or stores.filter(time_slot_id=slot_id).exists():
        raise StillUsed
    count, _by_model = TimeSlot.objects.within(actor.scope).filter(pk=slot_id).delete()
    if not count:
        raise NotFound


@transaction.atomic
def keep_packages(
    *, actor: DeliveryActor, name: str, packages: Sequence[PackageGiven], set_id: int | None = None
) -> PackageSet:
    """Keep a list of package types in this order. One taken off the list goes, unless something was sent with it.

    Raises: NotAllowed, NotFound, Invalid (none, or one twice), NameTaken.
    """
    require_dispatcher(actor)
    rows = PackageSet.objects.within(actor.scope)
    new = PackageSet(organization_id=actor.organization_id)
    kept = new if set_id is None else first_or_not_found(rows.filter(pk=set_id))
    names = [one.name.casefold() for one in packages]
    if not names:
        raise Invalid(_("Name at least one type of package."), field="packages")
    if len(set(names)) != len(names):
        raise Invalid(_("Two types of package have the same name: rename one."), field="packages")
    kept.name = required_name(rows, name=name, but=kept.pk)[:80]
    kept.save()
    mine = Package.objects.within(actor.scope).filter(package_set=kept)
    for position, one in enumerate(packages):
        mine.update_or_create(
            package_set=kept, name=one.name, organization_id=actor.organization_id,
            defaults={"short_code": one.short_code, "volume_units": one.volume_units, "position": position},
        )  # fmt: skip
    gone = mine.exclude(name__in=[one.name for one in packages])
    sent = TaskPackage.objects.within(actor.scope).filter(package__in=gone).values("package_id")
    gone.exclude(pk__in=sent).delete()
    return kept


def remove_packages(*, actor: DeliveryActor, set_id: int) -> None:
    """Take a list of package types away.

    Raises: NotAllowed, NotFound, StillUsed (by a store, or something was sent with one of its types).
    """
    require_dispatcher(actor)
    try:
        count, _by_model = PackageSet.objects.within(actor.scope).filter(pk=set_id).delete()
    except ProtectedError:
        raise StillUsed from None
    if not count:
        raise NotFound
