"""The dispatcher's day: columns, map, and what is done with tasks."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from maillage.delivery.forms.day import FiltersForm, TimeForm, day_of, initial_time, number_of, seen_of, step_of
from maillage.delivery.models import Courier
from maillage.delivery.presenters import day_bounds_on_map
from maillage.delivery.presenters_of_board import HEADER, BoardPresenter, plain_query, unfolded_of
from maillage.delivery.presenters_of_frieze import Frieze, FriezePresenter
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.queries.day import BoardTask, DayBoard, day_board, riding_of
from maillage.delivery.queries.planning import Duty, duties_of_day, end_of_day, latest_plan
from maillage.delivery.queries.tasks import events_of, task_seen
from maillage.delivery.queries.tours import tours_of_day
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.services import dispatching
from maillage.delivery.services.day_undo import DayBefore, day_before, move_made, undo_move
from maillage.delivery.services.dispatching import Seen
from maillage.delivery.services.forecasts import expected_times, late_to_come
from maillage.delivery.services.plan_acceptance import undo_plan
from maillage.delivery.services.tour_times import tour_times
from maillage.kit.errors import DomainError, NotFound
from maillage.kit.htmx import answer, is_fragment_request
from maillage.kit.time import day_bounds

_DAY, _TASK, _COLUMN = "delivery/day/day.html", "delivery/day/task.html", "delivery/day/column.html"
_FILTERS = ("q", "commerce", "coursier", "etat", "etiquette")
_LATE_SHOWN = 12
_LAST_MOVE, _UNDO_S = "delivery_last_move", 600


@require_GET
def day(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show the day of the address, today without one."""
    return board(request, desk_of(request))


def board(request: ScopedRequest, desk: Desk, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Answer with the day as it is now: the page, the board, or one column of it (`colonne`)."""
    now, is_part = timezone.now(), is_fragment_request(request)
    today = now.astimezone(desk.zone).date()
    on = day_of(request.GET.get("date", ""), today=today)
    riding = riding_of(actor=desk.actor, day=on)
    form = _filters_form(request, desk, riding, is_part=is_part)
    filters = form.filters()
    zone = desk.service.time_zone
    duties = duties_of_day(actor=desk.actor, service=desk.service, day=on, couriers=riding)
    night_ends = end_of_day(duties, midnight=day_bounds(day=on, zone=zone)[1])
    found = day_board(actor=desk.actor, day=on, zone=zone, filters=filters, riding=riding, night_ends=night_ends)
    listed = [task for one in found.columns for task in one.tasks]
    expected = expected_times(
        actor=desk.actor, service=desk.service, day=on, tasks=listed, now=now, riding=riding, duties=duties
    )
    tours = tour_times(service=desk.service, day=on, tasks=_of_tours(found), expected=expected, now=now)
    query = request.GET.copy()
    query["date"] = on.isoformat()
    presenter = BoardPresenter(
        slug=desk.organization.slug, query=plain_query(query), zone=zone, expected=expected, now=now,
        unfolded=unfolded_of(query), tours=tours,
    )  # fmt: skip
    is_frieze = query.get("vue") == "frise"
    # What the page shows already is not drawn again: see board.js.
    columns = [] if is_frieze else presenter.columns(found, seen=request.headers.get(HEADER, ""))
    asked = {column.key: column for column in columns}.get(query.pop("colonne", [""])[-1])
    others = query.copy()
    others.pop("vue", None)
    page = reverse("delivery:day", args=[desk.organization.slug])
    shared = {
        "columns_address": f"{page}?{others.urlencode()}", "frieze_address": f"{page}?{others.urlencode()}&vue=frise",
        "query": query.urlencode(), "page_address": f"{page}?{query.urlencode()}",
    }  # fmt: skip
    if is_part and request.method == "GET" and asked is not None:
        return answer(request, _COLUMN, context=desk.context(column=asked, **shared))
    late = late_to_come(found, expected, now=now)
    names = {one.courier.pk: one.courier.user.display_name for one in found.columns if one.courier}
    context = desk.context(
        may_undo=_last_move(request, desk, on) is not None and not _is_undoing(request),
        frieze=_frieze(presenter, desk, found, on, duties) if is_frieze else None, is_frieze=is_frieze, board=found,
        columns=columns, day=on, today=today, yesterday=on - timedelta(days=1), tomorrow=on + timedelta(days=1),
        form=form, filters=filters, late_count=len(late), late_lines=presenter.late(late[:_LATE_SHOWN], names),
        plan=latest_plan(actor=desk.actor, day=on), couriers=riding, tours=list(found.known_tours.values()),
        problem=problem, no_points={"points": [], "clusters": []},
        bounds=day_bounds_on_map(found, desk.service), **shared,
    )  # fmt: skip
    return answer(request, _DAY, part="board", context=context, status=status)


def _filters_form(request: ScopedRequest, desk: Desk, riding: list[Courier], *, is_part: bool) -> FiltersForm:
    # A board without the page around it shows no choices: they are read when they are needed to check what was chosen.
    is_needed = not is_part or any(request.GET.get(name) for name in _FILTERS)
    stores = list(set_up_queries.stores(actor=desk.actor)) if is_needed else []
    tags = list(set_up_queries.tags(actor=desk.actor)) if is_needed else []
    return FiltersForm(request.GET, stores=stores, couriers=riding, tags=tags)


def _frieze(presenter: BoardPresenter, desk: Desk, found: DayBoard, on: date, duties: Mapping[int, Duty]) -> Frieze:
    presenter.draw_tours(found)
    return FriezePresenter(presenter, service=desk.service, day=on, duties=duties).frieze(found)


def _is_undoing(request: ScopedRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name == "day_undoing"


def _of_tours(found: DayBoard) -> list[BoardTask]:
    return [task for one in (*found.columns, *found.tours) for task in one.tasks if task.tour_id]


def acted(request: ScopedRequest, act: Callable[[Desk, Seen, date], Any]) -> HttpResponse:
    """Do something with the tasks that were sent; what cannot be done is said beside the board as it is now."""
    desk = desk_of(request)
    today = timezone.now().astimezone(desk.zone).date()
    on = day_of(request.GET.get("date", ""), today=today)
    problem, status = "", 200
    seen = seen_of(request.POST)
    before = day_before(actor=desk.actor, day=on, numbers=seen.versions)
    try:
        act(desk, seen, on)
        remember_move(request, desk, on, before)
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


def remember_move(request: ScopedRequest, desk: Desk, on: date, before: DayBefore) -> None:
    """Keep what the move has done with the session, to be undone: the last one only."""
    made = move_made(actor=desk.actor, day=on, before=before)
    if made is not None:
        kept = {**made, "organization": str(desk.organization.pk), "at": timezone.now().timestamp()}
        request.session[_LAST_MOVE] = kept


def remember_plan(request: ScopedRequest, desk: Desk, plan_id: UUID, *, day: date) -> None:
    """Keep with the session that a plan was accepted: it is what the board undoes next, not what was moved before it."""
    request.session[_LAST_MOVE] = {
        "day": day.isoformat(), "plan": str(plan_id), "organization": str(desk.organization.pk),
        "at": timezone.now().timestamp(),
    }  # fmt: skip


def forget_moves(request: ScopedRequest) -> None:
    """Let the board undo nothing: what it would undo is no longer the last thing done."""
    request.session.pop(_LAST_MOVE, None)


def _last_move(request: ScopedRequest, desk: Desk, on: date) -> dict[str, Any] | None:
    """Give the move that may be undone on the board of a day, if there is a recent one."""
    made: dict[str, Any] | None = request.session.get(_LAST_MOVE)
    if made is None or (made["organization"], made["day"]) != (str(desk.organization.pk), on.isoformat()):
        return None
    return made if timezone.now().timestamp() - made["at"] < _UNDO_S else None


@require_POST
def day_undoing(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Take the last move back."""

    def act(desk: Desk, _seen: Seen, on: date) -> None:
        made = _last_move(request, desk, on)
        if made is not None and "plan" in made:
            undo_plan(actor=desk.actor, plan_id=UUID(made["plan"]), now=timezone.now())
        elif made is not None:
            undo_move(actor=desk.actor, made=made, now=timezone.now())

    answered = acted(request, act)
    # Undone once: what undid it is no move to undo.
    forget_moves(request)
    return answered


@require_POST
def assignment(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Give the chosen tasks to a courier or a tour, or take them back."""

    def act(desk: Desk, seen: Seen, on: date) -> None:
        if request.POST.get("wish") == "take_back":
            dispatching.take_back(actor=desk.actor, seen=seen, now=timezone.now())
            return
        whom = request.POST.get("courier", "")
        if whom == "t":
            dispatching.make_tour_of(actor=desk.actor, seen=seen, day=on, now=timezone.now())
            return
        if whom.startswith("t"):
            number = number_of(whom[1:]) or 0
            dispatching.put_in_tour(
                actor=desk.actor, seen=seen, tour_number=number, before=None, version=None, now=timezone.now()
            )
            return
        courier_id = number_of(whom)
        dispatching.give(actor=desk.actor, seen=seen, courier_id=courier_id or 0, day=on, now=timezone.now())

    return acted(request, act)


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
        elif step := step_of(request.POST):
            dispatching.move_in_day(**{**shared, "seen": step[1]}, steps=step[0])
        else:
            dispatching.put_in_day(**shared, before=number_of(request.POST.get("before", "")))

    return acted(request, act)


@require_POST
def task_cancellation(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Cancel the chosen tasks, or take them up again."""
    is_back = request.POST.get("wish") == "restore"
    service = dispatching.restore_seen if is_back else dispatching.cancel_seen
    return acted(request, lambda desk, seen, _on: service(actor=desk.actor, seen=seen, now=timezone.now()))


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

    return acted(request, act)


def _task(
    request: ScopedRequest, desk: Desk, number: int, *, form: TimeForm | None = None, status: int = 200
) -> HttpResponse:
    row = task_seen(actor=desk.actor, number=number)
    on = day_of(request.GET.get("date", ""), today=timezone.now().astimezone(desk.zone).date())
    context = desk.context(
        task=row, events=events_of(task_id=row.pk), form=form or TimeForm(initial=initial_time(row, desk.zone)),
        couriers=set_up_queries.couriers(actor=desk.actor), tours=tours_of_day(actor=desk.actor, day=on),
        query=request.GET.urlencode(),
    )  # fmt: skip
    return answer(request, _TASK, part="panel", context=context, status=status)
