"""What a courier's phone says, heard exactly once: at once on a plain page, or hours later from a queue, in any order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.delivery.labels import CODE_MISSING, CODE_WRONG, NO_CODE_REASONS
from maillage.delivery.models import Courier, DutyEntry, FailureReason, PhoneAction, Task
from maillage.delivery.queries.api_reading import task_ids_of, task_of_barcode
from maillage.delivery.rules.duty import DutyWord
from maillage.delivery.rules.handover_codes import is_right
from maillage.delivery.rules.parcels import INSTANCE
from maillage.delivery.services import scans, tasks
from maillage.delivery.services.conflicts import plain_words
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.incidents import IncidentGiven, note_on_task, report_incident
from maillage.delivery.services.photos import ACTION, keep_photo_of_action, keep_task_photo
from maillage.delivery.services.positions import forget_position
from maillage.delivery.types import DeliveryActor, Proof, TaskState
from maillage.kit.errors import DomainError, Invalid, NotAllowed, NotFound

MOST_TASKS = 60


class Outcome(StrEnum):
    """`DONE`: it counts. `NOTHING`: it was so already. `LATER`: say it again after the rest. `REFUSED`: something else came first."""

    DONE = "done"
    NOTHING = "nothing"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing said. `key`: made by the phone, once; `at`: the true time; `said_at`: by the phone's clock.

    `offset_s`: how far that clock was off. `photo`: sent with a plain form; pictures of the queue come by themselves.
    """

    key: UUID
    kind: str
    at: datetime
    said_at: datetime
    offset_s: int = 0
    task_numbers: tuple[int, ...] = ()
    recipient: str = ""
    notes: str = ""
    reason: str = ""
    code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    photo: IO[bytes] | None = field(default=None, compare=False)
    is_live: bool = False  # said at the door, on a plain form: the courier can still put it right

    def moment(self, now: datetime) -> Moment:
        clock: Mapping[str, Any] = {}
        if self.offset_s:
            clock = {"phone_at": self.said_at.isoformat(), "clock_offset_s": self.offset_s}
        return Moment(self.at, now, self.latitude, self.longitude, self.key.hex, clock)

    def kept(self) -> dict[str, Any]:
        said = {
            "tasks": list(self.task_numbers), "recipient": self.recipient, "notes": self.notes, "reason": self.reason,
            "code": self.code,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Told:
    """What the courier is told of an action; `words` may be empty when all is well."""

    outcome: Outcome
    words: str = ""
    task_number: int | None = None


@transaction.atomic
def hear(*, actor: DeliveryActor, action: Action, now: datetime) -> Told:
    """Do what a courier's phone says, once: the same key is answered the same for ever, and changes nothing more.

    What was overtaken (a task cancelled, given away or finished by somebody else meanwhile) is not an error: it is
    written on the task for the dispatcher, and told in plain words. Publishes what the action itself publishes.
    Raises: NotAllowed (nobody who rides), Invalid (a kind that does not exist, a failure without a reason).
    """
    if actor.courier_id is None:
        raise NotAllowed
    # One courier's words are heard one after the other: two tabs, or a retry that overtakes, wait here.
    Courier.objects.within(actor.scope).select_for_update().get(pk=actor.courier_id)
    rows = PhoneAction.objects.within(actor.scope)
    known = rows.filter(courier_id=actor.courier_id, key=action.key).first()
    if known is not None:
        return Told(Outcome(known.outcome), known.words, known.task_number)
    told = _handler(action.kind)(actor, action, now)
    if told.outcome is not Outcome.LATER:
        rows.create(
            organization_id=actor.organization_id, courier_id=actor.courier_id, key=action.key, kind=action.kind,
            said=action.kept(), said_at=action.said_at, at=action.at, heard_at=now, outcome=told.outcome.value,
            words=told.words, task_number=told.task_number,
        )  # fmt: skip
    return told


type _Handler = Callable[[DeliveryActor, Action, datetime], Told]


def _handler(kind: str) -> _Handler:
    handlers: dict[str, _Handler] = {
        "start": _on_tasks(_start), "done": _on_tasks(_complete), "failed": _on_tasks(_fail), "note": _on_tasks(_note),
        "incident": _on_tasks(_report), "scan": _scan,
    }  # fmt: skip
    if kind in handlers:
        return handlers[kind]
    if kind in set(DutyWord):
        return _keep_duty
    raise Invalid(_("This action does not exist: load the page again."), field="kind")


def _on_tasks(act: Callable[[DeliveryActor, Action, UUID, datetime], None]) -> _Handler:
    """Do the same at each task of the action, in the order of their deliveries; the worst outcome is told."""

    def handle(actor: DeliveryActor, action: Action, now: datetime) -> Told:
        known = task_ids_of(actor=actor, numbers=action.task_numbers[:MOST_TASKS])
        if not known:
            return Told(Outcome.REFUSED, _("This stop does not exist any more."))
        before = {number: _is_so_already(actor, task_id, action) for number, task_id in known.items()}
        told = [_one(act, actor, action, number, task_id, now) for number, task_id in known.items()]
        done = [known[number] for number, each in zip(known, told, strict=True) if each.outcome is Outcome.DONE]
        if action.photo is not None and done and action.kind == "incident":
            keep_photo_of_action(actor=actor, file=action.photo, key=action.key, now=now)
        elif action.photo is not None and done:
            keep_task_photo(actor=actor, file=action.photo, task_ids=done, now=now)
        if all(before.values()):
            return Told(Outcome.NOTHING, "", next(iter(known)))
        return _worst(told)

    return handle


def _one(
    act: Callable[[DeliveryActor, Action, UUID, datetime], None], actor: DeliveryActor, action: Action, number: int,
    task_id: UUID, now: datetime,
) -> Told:  # fmt: skip
    if _is_so_already(actor, task_id, action):
        return Told(Outcome.NOTHING, "", number)
    try:
        with transaction.atomic():
            act(actor, action, task_id, now)
    except tasks.PreviousFirst as refusal:
        # The pickup may still be on its way from the same phone.
        return Told(Outcome.LATER, str(refusal), number)
    except Invalid:
        raise
    except DomainError as refusal:
        words = plain_words(
            actor=actor, task_id=task_id, kind=action.kind, at=action.at, notes=action.notes, refusal=refusal, now=now
        )
        return Told(Outcome.REFUSED, words, number)
    return Told(Outcome.DONE, "", number)


def _is_so_already(actor: DeliveryActor, task_id: UUID, action: Action) -> bool:
    """Say whether the courier has already brought the task there: by the API, or with another key."""
    ends = {"done": TaskState.DONE.value, "failed": TaskState.FAILED.value}
    if action.kind not in ends and action.kind != "start":
        return False
    task = Task.objects.within(actor.scope).filter(pk=task_id, courier_id=actor.courier_id or 0).first()
    if task is None:
        return False
    if action.kind == "start":
        return task.state not in (TaskState.TODO.value, TaskState.CANCELLED.value)
    return bool(task.state == ends[action.kind])


def _worst(told: list[Told]) -> Told:
    order = (Outcome.REFUSED, Outcome.LATER, Outcome.DONE, Outcome.NOTHING)
    outcome = next(each for each in order if any(one.outcome is each for one in told))
    words = "\n".join(one.words for one in told if one.outcome is outcome and one.words)
    return Told(outcome, words, told[0].task_number)


def _start(actor: DeliveryActor, action: Action, task_id: UUID, now: datetime) -> None:
    task = tasks.start_task(actor=actor, task_id=task_id, moment=action.moment(now))
    if task.state == TaskState.CANCELLED.value:
        raise tasks.IsCancelled(number=task.number)


def _complete(actor: DeliveryActor, action: Action, task_id: UUID, now: datetime) -> None:
    proof = Proof(recipient=action.recipient[:140], notes=action.notes[:4000])
    kept = Task.objects.within(actor.scope).filter(pk=task_id).values_list("code_hash", flat=True).first() or ""
    is_given = not kept or is_right(action.code, kept=kept)
    if not is_given and action.is_live and (action.code.strip() or not action.reason):
        raise Invalid(CODE_WRONG if action.code.strip() else CODE_MISSING, field="code")
    task = tasks.complete_task(actor=actor, task_id=task_id, proof=proof, moment=action.moment(now))
    if not is_given:
        note_on_task(task, actor=actor, reason="", notes=_code_words(action), now=now)


def _code_words(action: Action) -> str:
    if action.code.strip():
        return _("The hand-over code was wrong.")
    why = str(NO_CODE_REASONS.get(action.reason, ""))
    return (
        _("The hand-over code was not given: %(why)s.") % {"why": why}
        if why
        else _("The hand-over code was not given.")
    )


def _fail(actor: DeliveryActor, action: Action, task_id: UUID, now: datetime) -> None:
    if not action.reason:
        raise Invalid(_("Choose why it could not be done."), field="reason")
    known = FailureReason.objects.within(actor.scope).filter(code=action.reason).exists()
    reason = action.reason[:40] if known else ""
    proof = Proof(notes=action.notes[:4000] or ("" if known else action.reason[:140]))
    tasks.fail_task(actor=actor, task_id=task_id, proof=proof, reason=reason, moment=action.moment(now))


def _note(actor: DeliveryActor, action: Action, task_id: UUID, now: datetime) -> None:
    courier = Courier.objects.within(actor.scope).get(pk=actor.courier_id or 0)
    scans.append_comment(actor=actor, task_id=task_id, username=courier.username, note=action.notes, now=now)


def _report(actor: DeliveryActor, action: Action, task_id: UUID, now: datetime) -> None:
    if not action.reason and not action.notes.strip():
        raise Invalid(_("Say what went wrong."), field="notes")
    given = IncidentGiven(failure_code=action.reason, description=action.notes, metadata=_said_of_clock(action))
    report_incident(actor=actor, task_id=task_id, given=given, now=now)


def _said_of_clock(action: Action) -> list[Any]:
    return [{"at": action.at.isoformat(), ACTION: action.key.hex}]


def _scan(actor: DeliveryActor, action: Action, now: datetime) -> Told:
    code = action.code.strip()[:200]
    rows = Task.objects.within(actor.scope).select_related("courier__user")
    task = task_of_barcode(actor=actor, code=code, instance=INSTANCE)
    if task is None and code.lstrip("#").isdigit() and len(code) < 18:
        task = rows.filter(number=int(code.lstrip("#"))).first()
    if task is None:
        return Told(Outcome.REFUSED, _("No stop of ours has the label “%(code)s”.") % {"code": code})
    owner = task.courier
    try:
        scans.scan_task(actor=actor, task_id=task.pk, now=now)
    except (NotFound, NotAllowed) as refusal:
        return Told(Outcome.REFUSED, str(refusal))
    if owner is not None and owner.pk != actor.courier_id:
        words = _("Parcel of stop #%(number)s, which %(name)s rides: ask the dispatcher before you take it.")
        return Told(Outcome.REFUSED, words % {"number": task.number, "name": owner.user.display_name}, task.number)
    words = _("Stop #%(number)s is now in your tour.") if owner is None else _("Parcel of stop #%(number)s.")
    return Told(Outcome.DONE, words % {"number": task.number}, task.number)


def _keep_duty(actor: DeliveryActor, action: Action, now: datetime) -> Told:
    DutyEntry.objects.create(
        organization_id=actor.organization_id, courier_id=actor.courier_id or 0, word=action.kind, at=action.at,
        recorded_at=now,
    )  # fmt: skip
    if action.kind in (DutyWord.OFF, DutyWord.HIDE):
        forget_position(actor=actor)
    return Told(Outcome.DONE)
