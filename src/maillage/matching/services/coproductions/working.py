"""What partners put in, decide and keep: entries of time and money, decisions, files."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.matching.models import Decision, DecisionAgreement, WorkEntry
from maillage.matching.rules.coproductions import MOST_MINUTES_A_DAY
from maillage.matching.services.coproductions.access import made_once, note, working_seat
from maillage.matching.types import Doing

_REASON = "what the partners of a coproduction at hand have done"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryGiven:
    """Time in minutes or an amount in cents, one of them; the other is 0."""

    day: date
    minutes: int = 0
    amount_cents: int = 0
    note: str = ""


@transaction.atomic
def enter_work(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    key: UUID | None,
    entry: EntryGiven,
    now: datetime,
    today: date,
) -> WorkEntry:
    """Write down what one's own organization has done; the same form sent twice is one entry. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid (no work, too much, tomorrow's).
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    if bool(entry.minutes) == bool(entry.amount_cents) or min(entry.minutes, entry.amount_cents) < 0:
        raise Invalid(_("Give a time or an amount, one of them."), field="time")
    if entry.minutes > MOST_MINUTES_A_DAY:
        raise Invalid(_("A day has 24 hours: enter one line for each day."), field="time")
    if entry.day > today:
        raise Invalid(_("Enter what is done, not what is to come."), field="day")
    row, is_new = made_once(
        WorkEntry, seat.work, key, organization_id=organization_id, day=entry.day, minutes=entry.minutes,
        amount_cents=entry.amount_cents, note=entry.note[:200], entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    if is_new:
        note(seat, Doing.WORK_ENTERED, entry.note, actor=actor, at=now)
    return row  # type: ignore[no-any-return]  # of the model that was given


@transaction.atomic
def correct_entry(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, entry_id: UUID, now: datetime
) -> WorkEntry:
    """Cancel an entry of one's own by its opposite; a double click is one correction. Publishes `CoproductionNoted`.

    Raises: NotAllowed (another partner's), NotFound, WorkEnded, Invalid (a correction).
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    rows = WorkEntry.objects.across_scopes(reason=_REASON)
    row: WorkEntry | None = rows.filter(coproduction=seat.work, pk=entry_id).first()
    if row is None:
        raise NotFound
    if row.organization_id != organization_id:
        raise NotAllowed(_("Each partner corrects its own entries."))
    if row.corrects_id is not None:
        raise Invalid(_("This line is a correction: enter the right time or amount anew."))
    known: WorkEntry | None = rows.filter(corrects=row).first()
    if known is not None:
        return known
    made: WorkEntry = WorkEntry.objects.create(
        coproduction=seat.work, organization_id=organization_id, day=row.day, minutes=-row.minutes,
        amount_cents=-row.amount_cents, note=row.note, corrects=row, entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    note(seat, Doing.WORK_CORRECTED, row.note, actor=actor, at=now)
    return made


@transaction.atomic
def note_decision(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    key: UUID | None,
    text: str,
    day: date,
    now: datetime,
) -> Decision:
    """Write a decision down; one's own organization agrees to it, the others say so themselves. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    if not text.strip():
        raise Invalid(_("Write what was decided."), field="text")
    row, is_new = made_once(Decision, seat.work, key, text=text, day=day, noted_by_id=actor.user_id, noted_at=now)
    if is_new:
        DecisionAgreement.objects.create(
            decision=row, organization_id=organization_id, person_id=actor.user_id, agreed_at=now
        )
        note(seat, Doing.DECISION_NOTED, text, actor=actor, at=now)
    return row  # type: ignore[no-any-return]  # of the model that was given


@transaction.atomic
def agree_to_decision(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, decision_id: UUID, now: datetime
) -> None:
    """Say that one's own organization agrees; twice is once. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    rows = Decision.objects.across_scopes(reason=_REASON)
    row: Decision | None = rows.filter(coproduction=seat.work, pk=decision_id).first()
    if row is None:
        raise NotFound
    agreements = DecisionAgreement.objects.across_scopes(reason=_REASON)
    if agreements.filter(decision=row, organization_id=organization_id).exists():
        return
    DecisionAgreement.objects.create(
        decision=row, organization_id=organization_id, person_id=actor.user_id, agreed_at=now
    )
    note(seat, Doing.DECISION_AGREED, row.text, actor=actor, at=now)
