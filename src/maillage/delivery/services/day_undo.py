"""The last move on the board, taken back: lists become what they were, unless somebody has changed them since."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, Task
from maillage.delivery.services.day_lists import ListChange, change_lists
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Conflict, NotFound

type Lists = Mapping[int, tuple[int, ...]]


class CannotUndo(Conflict):
    message = _("Changed meanwhile by somebody else, and left as it is: the list of %(names)s.")
    code = "cannot_undo"


def open_lists(*, actor: DeliveryActor, day: date) -> dict[int, tuple[int, ...]]:
    """Give, by courier, the numbers of the open tasks of a day in their order: one query."""
    rows = Task.objects.within(actor.scope).filter(assigned_on=day, state__in=OPEN_STATES)
    found: dict[int, list[int]] = {}
    for courier_id, number in rows.order_by("rank", "before", "-type", "number").values_list("courier_id", "number"):
        found.setdefault(courier_id, []).append(number)
    return {courier_id: tuple(numbers) for courier_id, numbers in found.items()}


def move_made(*, actor: DeliveryActor, day: date, before: Lists) -> dict[str, Any] | None:
    """Say what a move has done to a day's lists, as `undo_move` takes it; nothing when it changed none. `before`: as they were."""
    after = open_lists(actor=actor, day=day)
    lists: list[tuple[int, list[int], list[int]]] = [
        (courier_id, list(after.get(courier_id, ())), list(before.get(courier_id, ())))
        for courier_id in sorted(before.keys() | after.keys())
        if before.get(courier_id, ()) != after.get(courier_id, ())
    ]
    if not lists:
        return None
    numbers = {number for _courier_id, now_there, then in lists for number in (*now_there, *then)}
    versions = Task.objects.within(actor.scope).filter(number__in=numbers).values_list("number", "version")
    return {"day": day.isoformat(), "lists": lists, "versions": [list(pair) for pair in versions]}


@transaction.atomic
def undo_move(*, actor: DeliveryActor, made: Mapping[str, Any], now: datetime) -> None:
    """Give couriers back the lists that they had before a move: all of them, or none.

    Publishes `TaskAssigned` and `TaskUnassigned`. Raises: NotAllowed, CannotUndo.
    """
    changes = [ListChange(courier_id, tuple(there), tuple(then)) for courier_id, there, then in made["lists"]]
    done = change_lists(
        actor=actor, day=date.fromisoformat(made["day"]), changes=changes, versions=dict(made["versions"]), now=now
    )
    if done.refused:
        couriers = Courier.objects.within(actor.scope).filter(pk__in=done.refused).select_related("user")
        names = sorted(courier.user.display_name for courier in couriers)
        if not names:
            raise NotFound
        raise CannotUndo(names=", ".join(names))
