"""The dispatcher's day: columns, map, and what is done with tasks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from maillage.delivery.forms.day import FiltersForm, TimeForm, day_of, initial_time, number_of, seen_of
from maillage.delivery.presenters import day_shapes
from maillage.delivery.presenters_of_board import HEADER, mark_columns
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.queries.day import day_board
from maillage.delivery.queries.planning import latest_plan
from maillage.delivery.queries.tasks import events_of, task_seen
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.services import dispatching
from maillage.delivery.services.dispatching import Seen
from maillage.delivery.services.forecasts import expected_times, late_to_come
from maillage.kit.errors import DomainError, NotFound
from maillage.kit.htmx import answer, is_fragment_request

_DAY, _TASK = "delivery/day/day.html", "delivery/day/task.html"


@require_GET
def day(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show the day of the address, today without one."""
    return board(request, desk_of(request))


def board(request: ScopedRequest, desk: Desk, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Answer with the day as it is now."""
    today = timezone.now().astimezone(desk.zone).date()
    on = day_of(request.GET.get("date", ""), today=today)
    stores, couriers = list(set_up_queries.stores(actor=desk.actor)), list(set_up_queries.couriers(actor=desk.actor))
    form = FiltersForm(request.GET, stores=stores, couriers=couriers, tags=list(set_up_queries.tags(actor=desk.actor)))
    filters = form.filters()
    found = day_board(actor=desk.actor, day=on, zone=desk.service.time_zone, filters=filters)
    now = timezone.now()
    expected = expected_times(
        actor=desk.actor,
        service=desk.service,
        day=on,
        tasks=[task for one in found.columns for task in one.tasks],
        now=now,
    )
    # What the page shows already is not drawn again: see live.js.
    mark_columns(found, expected=expected, seen=request.headers.get(HEADER, ""), now=now)
    query = request.GET.copy()
    query["date"] = on.isoformat()
    context = desk.context(
        board=found, day=on, today=today, yesterday=on - timedelta(days=1), tomorrow=on + timedelta(days=1), form=form,
        expected=expected, late_to_come=late_to_come(found, expected, now=now), plan=latest_plan(actor=desk.actor, day=on),
        filters=filters, couriers=couriers, problem=problem, query=query.urlencode(), **day_shapes(found, desk.service),
    )  # fmt: skip
    return answer(request, _DAY, part="board", context=context, status=status)


def _acted(request: ScopedRequest, act: Callable[[Desk, Seen, date], Any]) -> HttpResponse:
    """Do something with the tasks that were sent; what cannot be done is said beside the board as it is now."""
    desk = desk_of(request)
    today = timezone.now().astimezone(desk.zone).date()
    on = day_of(request.GET.get("date", ""), today=today)
    problem, status = "", 200
    try:
        act(desk, seen_of(request.POST), on)
    except NotFound:
        raise
    except DomainError as refusal:
        problem, status = str(refusal), refusal.status
    if is_fragment_request(request):
        return board(request, desk, problem=problem, status=status)
    if problem:
        messages.error(request, problem)
    back = reverse("delivery:day", args=[desk.organization.slug])
    return answer(request, _DAY, to=f"{back}?{request.GET.urlencode()}")


@require_POST
def assignment(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Give the chosen tasks to a courier, or take them back."""

    def act(desk: Desk, seen: Seen, on: date) -> None:
        if request.POST.get("wish") == "take_back":
            dispatching.take_back(actor=desk.actor, seen=seen, now=timezone.now())
            return
        courier_id = number_of(request.POST.get("courier", ""))
        dispatching.give(actor=desk.actor, seen=seen, courier_id=courier_id or 0, day=on, now=timezone.now())

    return _acted(request, act)


@require_POST
def placement(request: ScopedRequest, organization_slug: str, courier_id: int) -> HttpResponse:
    """Put a task at a place of a courier's day: one step up or down, or before another."""

    def act(desk: Desk, seen: Seen, on: date) -> None:
        shared: dict[str, Any] = {
            "actor": desk.actor, "seen": seen, "courier_id": courier_id, "day": on,
            "stamp": request.POST.get("stamp", ""), "now": timezone.now(),
        }  # fmt: skip
        way = request.POST.get("way", "")
        if way in ("up", "down"):
            dispatching.move_in_day(**shared, steps=-1 if way == "up" else 1)
        else:
            dispatching.put_in_day(**shared, before=number_of(request.POST.get("before", "")))

    return _acted(request, act)


@require_POST
def task_cancellation(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Cancel the chosen tasks, or take them up again."""
    is_back = request.POST.get("wish") == "restore"
    service = dispatching.restore_seen if is_back else dispatching.cancel_seen
    return _acted(request, lambda desk, seen, _on: service(actor=desk.actor, seen=seen, now=timezone.now()))


@require_GET
def task(request: ScopedRequest, organization_slug: str, task_number: int) -> HttpResponse:
    """Show one task with all that happened to it."""
    return _task(request, desk_of(request), task_number)


@require_POST
def task_time(request: ScopedRequest, organization_slug: str, task_number: int) -> HttpResponse:
    """Give a task another time."""
    desk = desk_of(request)
    task_seen(actor=desk.actor, number=task_number)
    form = TimeForm(request.POST)
    if not form.is_valid():
        return _task(request, desk, task_number, form=form, status=422)

    def act(desk: Desk, seen: Seen, _on: date) -> None:
        after, before = form.window(desk.zone)
        mine = Seen({number: version for number, version in seen.versions.items() if number == task_number})
        dispatching.reschedule_seen(actor=desk.actor, seen=mine, after=after, before=before, now=timezone.now())

    return _acted(request, act)


def _task(
    request: ScopedRequest, desk: Desk, number: int, *, form: TimeForm | None = None, status: int = 200
) -> HttpResponse:
    row = task_seen(actor=desk.actor, number=number)
    context = desk.context(
        task=row, events=events_of(task_id=row.pk), form=form or TimeForm(initial=initial_time(row, desk.zone)),
        couriers=set_up_queries.couriers(actor=desk.actor), query=request.GET.urlencode(),
    )  # fmt: skip
    return answer(request, _TASK, part="panel", context=context, status=status)
