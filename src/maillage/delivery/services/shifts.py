"""When couriers ride: each week, and on days that are not like others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, Shift, ShiftException, WeeklyShift
from maillage.delivery.queries.access import service_of
from maillage.delivery.rules.shifts import Hours, has_break_within, ridden_on
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Invalid, NotFound
from maillage.kit.rows import first_or_not_found

MOST_A_DAY = 4
LONGEST_ABSENCE = timedelta(days=366)
_SOME_WEEK = date(2031, 1, 6)  # a Monday, far from any change of clocks


@dataclass(frozen=True, slots=True)
class WeeklyGiven:
    """Hours of one weekday, 0 is Monday."""

    weekday: int
    hours: Hours


@dataclass(frozen=True, slots=True)
class ExceptionGiven:
    """Days, both included, without the weekly hours; `hours`: ridden in their place, on one day alone."""

    first: date
    last: date
    hours: Hours | None = None
    is_added: bool = False  # the hours come on top of the weekly ones
    reason: str = ""


@transaction.atomic
def save_weekly_shifts(*, actor: DeliveryActor, courier_id: int, given: Sequence[WeeklyGiven]) -> None:
    """Put a courier's weekly hours in the place of those before.

    Raises: NotAllowed, NotFound, Invalid (a break outside its hours, two shifts that overlap, too many).
    """
    require_dispatcher(actor)
    courier = _courier(actor, courier_id)
    for one in given:
        _check_break(one.hours)
    for weekday in range(7):
        of_day = [one for one in given if one.weekday == weekday]
        if len(of_day) > MOST_A_DAY:
            raise Invalid(_("At most four shifts on one day."), field=f"day_{weekday}")
    _check_apart(given)
    WeeklyShift.objects.within(actor.scope).filter(courier=courier).delete()
    WeeklyShift.objects.bulk_create(
        WeeklyShift(
            organization_id=actor.organization_id, courier=courier, weekday=one.weekday, starts=one.hours.starts,
            ends=one.hours.ends, break_starts=one.hours.break_starts, break_ends=one.hours.break_ends,
        )
        for one in given
    )  # fmt: skip


def _check_apart(given: Sequence[WeeklyGiven]) -> None:
    """Raises: Invalid (two shifts of a week overlap, those over midnight too)."""
    utc = ZoneInfo("UTC")
    ridden = sorted(
        (
            (found, one.weekday)
            for one in given
            for week in (0, 7)
            if (found := ridden_on(_SOME_WEEK + timedelta(days=one.weekday + week), one.hours, zone=utc)) is not None
        ),
        key=lambda pair: pair[0].start,
    )
    for (before, _day), (after, weekday) in pairwise(ridden):
        if after.start < before.end:
            raise Invalid(_("Two shifts of this day overlap: make one of them."), field=f"day_{weekday}")


@transaction.atomic
def except_days(*, actor: DeliveryActor, courier_id: int, given: ExceptionGiven) -> None:
    """Say that on some days a courier does not ride, rides at other hours, or rides more.

    Raises: NotAllowed, NotFound, Invalid (days the wrong way round, hours for several days, hours that overlap).
    """
    require_dispatcher(actor)
    courier = _courier(actor, courier_id)
    if given.last < given.first:
        raise Invalid(_("The last day is before the first one: exchange them."), field="last")
    if given.last - given.first > LONGEST_ABSENCE:
        raise Invalid(_("At most one year at a time."), field="last")
    if given.hours is not None:
        if given.last != given.first:
            raise Invalid(_("Other hours are of one day: give the same first and last day."), field="last")
        _add_shift(courier, day=given.first, hours=given.hours)
    if not given.is_added:
        ShiftException.objects.create(
            organization_id=actor.organization_id, courier=courier, first=given.first, last=given.last,
            reason=" ".join(given.reason.split())[:100],
        )  # fmt: skip


def _add_shift(courier: Courier, *, day: date, hours: Hours) -> None:
    _check_break(hours)
    zone = ZoneInfo(service_of(organization_id=courier.organization_id).time_zone)
    ridden = ridden_on(day, hours, zone=zone)
    if ridden is None:
        raise Invalid(_("These hours are skipped that night, when clocks go forward."), field="starts")
    period = DateTimeTZRange(ridden.start, ridden.end)
    rows = Shift.objects.across_scopes(reason="shifts of a courier whom the dispatcher may change")
    if rows.filter(courier=courier, period__overlap=period).exists():
        raise Invalid(_("This courier rides at these hours already: take the other shift away first."), field="starts")
    pause = DateTimeTZRange(*ridden.breaks[0]) if ridden.breaks else None
    Shift.objects.create(organization_id=courier.organization_id, courier=courier, period=period, break_period=pause)


@transaction.atomic
def remove_exception(*, actor: DeliveryActor, courier_id: int, exception_id: int) -> None:
    """Let the weekly hours hold again; the dated shifts of these days stay.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    rows = ShiftException.objects.within(actor.scope).filter(courier_id=courier_id, pk=exception_id)
    if not rows.delete()[0]:
        raise NotFound


@transaction.atomic
def remove_shift(*, actor: DeliveryActor, courier_id: int, shift_id: int) -> None:
    """Take a dated shift away.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    if not Shift.objects.within(actor.scope).filter(courier_id=courier_id, pk=shift_id).delete()[0]:
        raise NotFound


def _check_break(hours: Hours) -> None:
    if not has_break_within(hours):
        raise Invalid(_("The break is not within the hours."), field="break_starts")


def _courier(actor: DeliveryActor, courier_id: int) -> Courier:
    """Lock the courier, so that two dispatchers change one's hours one after the other."""
    rows = Courier.objects.within(actor.scope).select_for_update(of=("self",))
    courier: Courier = first_or_not_found(rows.filter(pk=courier_id, left_at=None))
    return courier
