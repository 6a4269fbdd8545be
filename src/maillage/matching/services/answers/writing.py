"""Partners write an answer together: texts, parts, references, comments. Nobody overwrites anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.queries.sheets import past_jobs_of
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.matching.models import Answer, AnswerComment, AnswerPart, AnswerText, BriefLot
from maillage.matching.rules.answers import PartGiven
from maillage.matching.services.answers.access import Seat, partners_in, seat_of
from maillage.matching.types import AnswerSection, AnswerState

_REASON = "parts of an answer at hand"
MOST_PARTS = 60
SAME_WORD_WITHIN = timedelta(minutes=1)
MOST_REFERENCES = 12
VAT_RATES = (2000, 1000, 550, 210, 0)  # CGI art. 278, 279, 278-0 bis, 281 quater; 0: exempt or franchise


class AnswerFrozen(Conflict):
    message = _("This answer is being signed, or has left: reopen it before you change it.")
    code = "answer_frozen"


class TextChanged(Conflict):
    """Somebody saved this text meanwhile; `theirs` is what stands now."""

    code = "text_changed"

    def __init__(self, *, theirs: AnswerText) -> None:
        super().__init__(field="text")
        self.theirs = theirs


class PartChanged(Conflict):
    """Somebody changed this part meanwhile; `theirs` is what stands now."""

    def __init__(self, *, theirs: AnswerPart) -> None:
        super().__init__(field="version")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Basics:
    """What stands on the cover. `language`: of the document, fr or en."""

    title: str
    language: str
    valid_days: int


def writing_seat(*, actor: Actor, answer_id: UUID, organization_id: UUID) -> Seat:
    """Give a seat on an answer that may be written, its row held.

    Raises: NotAllowed, NotFound, AnswerFrozen.
    """
    seat = seat_of(actor=actor, answer_id=answer_id, organization_id=organization_id, lock=True)
    if seat.answer.state != AnswerState.DRAFT.value:
        raise AnswerFrozen
    return seat


@transaction.atomic
def save_text(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, section: AnswerSection, text: str, seen_version: int,
    now: datetime,
) -> AnswerText:  # fmt: skip
    """Save a text; every version stays. `seen_version`: the one that the writer started from, 0 for none.

    Raises: NotAllowed, NotFound, AnswerFrozen, TextChanged.
    """
    seat = writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id)
    rows = AnswerText.objects.across_scopes(reason=_REASON).filter(answer=seat.answer, section=section.value)
    last: AnswerText | None = rows.order_by("-version").first()
    if last is not None and last.text == text:
        return last
    if last is not None and last.version != seen_version:
        raise TextChanged(theirs=last)
    made: AnswerText = AnswerText.objects.create(
        answer=seat.answer, section=section.value, version=(last.version if last else 0) + 1, text=text,
        saved_by_id=actor.user_id, saved_at=now,
    )  # fmt: skip
    return made


@transaction.atomic
def save_basics(*, actor: Actor, answer_id: UUID, organization_id: UUID, basics: Basics) -> None:
    """Change title, language and validity.

    Raises: NotAllowed (neither the lead nor the office), NotFound, AnswerFrozen.
    """
    seat = _directing(actor, answer_id, organization_id)
    answer = seat.answer
    answer.title, answer.language, answer.valid_days = basics.title, basics.language, basics.valid_days
    answer.save(update_fields=["title", "language", "valid_days"])


@transaction.atomic
def add_part(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, part: PartGiven, doing_id: UUID | None = None
) -> AnswerPart:
    """Add a part done by `doing_id`, by the writer's own organization when None.

    Raises: NotAllowed (a part of another, by neither the lead nor the office), NotFound, AnswerFrozen, Invalid.
    """
    seat = writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id)
    rows = AnswerPart.objects.across_scopes(reason=_REASON).filter(answer=seat.answer)
    owner_id = doing_id or organization_id
    if owner_id != organization_id and not seat.directs:
        raise NotAllowed(_("Each partner writes its own parts; the lead may write everybody’s."))
    if owner_id not in {one.organization_id for one in partners_in(seat.answer)}:
        raise Invalid(_("Choose one of the partners of this answer."), field="doing")
    if rows.count() >= MOST_PARTS:
        raise Invalid(_("An answer has at most %(count)s parts: put some together."), field="title", count=MOST_PARTS)
    made: AnswerPart = AnswerPart.objects.create(
        answer=seat.answer, organization_id=owner_id, position=int(rows.aggregate(last=Max("position"))["last"] or 0) + 1,
        **_columns(seat.answer.brief_id, part),
    )  # fmt: skip
    return made


@transaction.atomic
def change_part(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, part_id: UUID, part: PartGiven, seen_version: int
) -> AnswerPart:
    """Change a part.

    Raises: NotAllowed, NotFound, AnswerFrozen, Invalid, PartChanged.
    """
    row = _part(writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id), part_id)
    if row.version != seen_version:
        raise PartChanged(theirs=row)
    for column, value in _columns(row.answer.brief_id, part).items():
        setattr(row, column, value)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def remove_part(*, actor: Actor, answer_id: UUID, organization_id: UUID, part_id: UUID) -> PartGiven:
    """Take a part out, and give what it was, so that it can be put back.

    Raises: NotAllowed, NotFound, AnswerFrozen.
    """
    row = _part(writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id), part_id)
    given = PartGiven(
        row.title, row.description, row.amount_cents, row.vat_basis_points, row.starts_on, row.ends_on, row.lot_id
    )
    row.delete()
    return given


@transaction.atomic
def choose_references(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, reference_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Say which past jobs of one's own profile the answer cites; those of the other partners stay.

    Raises: NotAllowed, NotFound, AnswerFrozen, Invalid (too many).
    """
    seat = writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id)
    partners = [one.organization_id for one in partners_in(seat.answer)]
    known = past_jobs_of(partners)
    own = {job.id for job in known if job.organization_id == organization_id}
    kept = {*seat.answer.reference_ids} - own | (own & set(reference_ids))
    chosen = [job.id for job in known if job.id in kept]
    if len(chosen) > MOST_REFERENCES:
        raise Invalid(
            _("An answer cites at most %(count)s past jobs: choose the closest ones."), field="references",
            count=MOST_REFERENCES,
        )  # fmt: skip
    seat.answer.reference_ids = chosen
    seat.answer.save(update_fields=["reference_ids"])
    return chosen


@transaction.atomic
def write_comment(*, actor: Actor, answer_id: UUID, organization_id: UUID, text: str, now: datetime) -> AnswerComment:
    """Say a word to the other partners; open to every member of theirs, whatever the answer's state.

    The same word pressed twice is said once. Raises: NotAllowed, NotFound.
    """
    seat = seat_of(actor=actor, answer_id=answer_id, organization_id=organization_id, level=AccessLevel.MEMBER)
    Answer.objects.across_scopes(reason=_REASON).select_for_update(no_key=True).get(pk=seat.answer.pk)
    said = AnswerComment.objects.across_scopes(reason=_REASON).filter(
        answer=seat.answer, organization_id=organization_id, author_id=actor.user_id, text=text,
        written_at__gt=now - SAME_WORD_WITHIN,
    ).first()  # fmt: skip
    if said is not None:
        return said
    made: AnswerComment = AnswerComment.objects.create(
        answer=seat.answer, organization_id=organization_id, author_id=actor.user_id, text=text, written_at=now
    )
    return made


def _directing(actor: Actor, answer_id: UUID, organization_id: UUID) -> Seat:
    seat = writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id)
    if not seat.directs:
        raise NotAllowed(_("The lead of the consortium does this."))
    return seat


def _part(seat: Seat, part_id: UUID) -> AnswerPart:
    rows = (
        AnswerPart.objects.across_scopes(reason=_REASON).select_related("answer").filter(answer=seat.answer, pk=part_id)
    )
    row: AnswerPart | None = rows.first()
    if row is None:
        raise NotFound
    check_part_is_own(seat, row)
    return row


def check_part_is_own(seat: Seat, part: AnswerPart) -> None:
    """Leave the parts of others to them. Raises: NotAllowed (a part of another, by neither the lead nor the office)."""
    if part.organization_id != seat.partner.organization_id and not seat.directs:
        raise NotAllowed(_("Each partner writes its own parts; the lead may write everybody’s."))


def _columns(brief_id: UUID, part: PartGiven) -> dict[str, Any]:
    if part.vat_basis_points not in VAT_RATES:
        raise Invalid(_("Choose one of the rates of VAT in the list."), field="vat_basis_points")
    lots = BriefLot.objects.across_scopes(reason=_REASON).filter(brief_id=brief_id)
    if part.lot_id is not None and not lots.filter(pk=part.lot_id).exists():
        raise Invalid(_("This lot is not in the need any more. Choose another one."), field="lot")
    return {
        "title": part.title, "description": part.description, "amount_cents": part.amount_cents,
        "vat_basis_points": part.vat_basis_points, "starts_on": part.starts_on, "ends_on": part.ends_on,
        "lot_id": part.lot_id,
    }  # fmt: skip
