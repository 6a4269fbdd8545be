"""The demonstration's couriers ride on by themselves: stops end in their time, bikes are seen, doors have their picture."""

import io
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import takewhile

from django.db import transaction
from PIL import Image, ImageDraw

from maillage.delivery.models import Courier, DutyEntry, Task
from maillage.delivery.services.demo_day import Ground, day_of, rider_of
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.photos import keep_task_photo
from maillage.delivery.services.positions import PositionGiven, keep_position
from maillage.delivery.services.tasks import complete_task, start_task
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import Proof, TaskState, TaskType
from maillage.kit.errors import DomainError

# The two whom a visitor plays: nothing of theirs ends by itself.
_PLAYED = 2
_RIDE, _EARLY = timedelta(minutes=12), timedelta(minutes=9)
_STOPS_AT_ONCE = 12  # a machine that slept an hour catches up in some minutes
_PICTURES = 8
_REMEMBERED = timedelta(hours=12)
_REASON = "the demonstration rides on"


def ride_on(*, ground: Ground, now: datetime) -> int:
    """End the stops whose time has come, set out for the next ones, and say where each bike is; gives how many stops ended.

    Whoever has gone on duty in the last hours is ridden by a person, and left alone.
    """
    told = DutyEntry.objects.within(ground.dispatcher.scope).filter(at__gte=now - _REMEMBERED)
    played = set(told.values_list("courier_id", flat=True))
    ended = 0
    for number, courier in enumerate(ground.couriers):
        if courier.pk in played:
            continue
        if number >= _PLAYED:
            steps = (_step(courier, now=now) for _number in range(_STOPS_AT_ONCE))
            ended += sum(takewhile(bool, steps))
        _show(courier, now=now)
    return ended


def show_bikes(*, ground: Ground, now: datetime) -> None:
    """Say where everybody is who rides for a stop at this moment."""
    for courier in ground.couriers:
        _show(courier, now=now)


def _open_stops(courier: Courier, *, now: datetime) -> list[Task]:
    rows = Task.objects.across_scopes(reason=_REASON).filter(
        courier=courier, assigned_on__in=_days(now), state__in=OPEN_STATES
    )
    return list(rows.select_related("address").order_by("before", "-type", "number"))


def _days(now: datetime) -> tuple[date, date]:
    """Give the civil day and the one before, whose last stops are past midnight."""
    return day_of(now) - timedelta(days=1), day_of(now)


def _step(courier: Courier, *, now: datetime) -> bool:
    """Set out for the next stop that may be reached, and end it when its time has come."""
    rider = rider_of(courier)
    # The one under way first: nobody stands at two doors.
    for stop in sorted(_open_stops(courier, now=now), key=lambda one: one.state != TaskState.DOING.value):
        if stop.before - _RIDE - _EARLY > now:
            return False
        with suppress(DomainError), transaction.atomic():  # its pickup is still to come, or a visitor has changed it
            if stop.state == TaskState.TODO.value:
                start_task(actor=rider, task_id=stop.pk, moment=Moment.of(now))
            if stop.before - _EARLY > now:
                return False
            complete_task(actor=rider, task_id=stop.pk, proof=Proof(), moment=Moment.of(now))
            return True
    return False


def _show(courier: Courier, *, now: datetime) -> None:
    stop = next((one for one in _open_stops(courier, now=now) if one.state == TaskState.DOING.value), None)
    if stop is None:
        return
    # Along the straight line from the store, or from the last stop, to the door.
    last = (
        Task.objects.across_scopes(reason=_REASON)
        .filter(courier=courier, assigned_on__in=_days(now), state=TaskState.DONE.value)
        .select_related("address")
        .order_by("-completed_at")
        .first()
    )
    there, left = stop.address, last.address if last else stop.address
    share = min(0.9, max(0.15, 1 - (stop.before - _EARLY - now) / _RIDE))
    place = PositionGiven(
        left.latitude + (there.latitude - left.latitude) * share,
        left.longitude + (there.longitude - left.longitude) * share,
        now,
    )
    keep_position(actor=rider_of(courier), given=[place], now=now)


def take_pictures(*, ground: Ground, now: datetime) -> int:
    """Put a picture to the drop-offs that were handed over last; gives how many. Again the same day adds none to them."""
    rows = Task.objects.within(ground.dispatcher.scope).filter(
        type=TaskType.DROPOFF.value, state=TaskState.DONE.value, courier__in=ground.couriers, proofs=None
    )
    riders = {courier.pk: rider_of(courier) for courier in ground.couriers}
    done = list(rows.order_by("-completed_at", "number")[:_PICTURES])
    taken = 0
    for number, task in enumerate(done):
        if task.courier_id in riders:
            keep_task_photo(
                actor=riders[task.courier_id], file=_door(number), task_ids=[task.pk], now=task.completed_at or now
            )
            taken += 1
    return taken


def _door(number: int) -> io.BytesIO:
    """Draw a parcel before a door, in one of four colours: a fictional network shows no real doorstep."""
    color = ("#7A3B2E", "#2F5D50", "#33507A", "#6B5A2B")[number % 4]
    picture = Image.new("RGB", (800, 600), "#D9CFBE")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 500, 800, 600), fill="#A79F92")
    draw.rectangle((240, 60, 560, 500), fill=color, outline="#3A332B", width=8)
    draw.rectangle((275, 100, 525, 260), outline="#3A332B", width=4)
    draw.ellipse((505, 290, 530, 315), fill="#E7D9A8")
    left = 300 + 40 * (number % 3)
    draw.rectangle((left, 400, left + 190, 530), fill="#C79A63", outline="#7D5C33", width=5)
    draw.rectangle((left + 82, 400, left + 108, 530), fill="#E3C89A")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    written.seek(0)
    return written
