"""Files of an answer: CVs, plans, references that partners join, checked as the papers of a need are, and signed with the rest."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.matching.models import Answer, AnswerFile, Invitation
from maillage.matching.services.answers.access import Seat, partners_in, seat_of
from maillage.matching.services.answers.sending import answer_of_buyer
from maillage.matching.services.answers.writing import writing_seat
from maillage.matching.services.attachments import Sent, checked
from maillage.matching.types import AnswerFileKind, InvitationState

MOST_FILES = 40
MOST_EARLIER = 200  # rows looked at, the latest ones
_REASON = "files of an answer at hand"


class TooManyFiles(Conflict):
    message = _("Forty files are joined to this answer already: take one away first.")
    code = "too_many_files"


@transaction.atomic
def add_file(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, kind: AnswerFileKind, sent: Sent, now: datetime
) -> AnswerFile:
    """Join a file to an answer that is being written; the same one twice is kept once.

    Raises: NotAllowed, NotFound, AnswerFrozen, BadPaper, TooManyFiles, Conflict (another partner has joined it).
    """
    seat = writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id)
    _require_still_in(seat)
    paper, digest = checked(sent), hashlib.sha256(sent.content).hexdigest()
    rows = AnswerFile.objects.across_scopes(reason=_REASON).filter(answer=seat.answer)
    known: AnswerFile | None = rows.filter(digest=digest).select_related("organization").first()
    if known is not None:
        if known.organization_id != organization_id:
            raise Conflict(_("%(name)s has joined this very file already."), field="file", name=known.organization.name)
        return known
    if rows.count() >= MOST_FILES:
        raise TooManyFiles(field="file")
    made = AnswerFile(
        answer=seat.answer, organization_id=organization_id, kind=kind.value, name=paper.name,
        content_type=paper.content_type, size=len(sent.content), digest=digest, added_by_id=actor.user_id, added_at=now,
    )  # fmt: skip
    # Named by its content alone: nothing that was typed reaches the disk.
    made.file.save(f"{digest[:32]}.bin", ContentFile(sent.content), save=False)
    made.save(force_insert=True)
    return made


def earlier_files(*, answer: Answer, organization_id: UUID, has_joined: bool = False) -> list[AnswerFile]:
    """Give what an organization has joined to its other answers, the latest of each content first: its CVs, its references.

    `has_joined`: also what stands with this answer already.
    """
    rows = AnswerFile.objects.across_scopes(reason="an organization takes up what it has joined before")
    here = set() if has_joined else set(rows.filter(answer=answer).values_list("digest", flat=True))
    found = rows.filter(organization_id=organization_id).exclude(answer=answer).order_by("-added_at", "-id")
    latest: dict[str, AnswerFile] = {}
    for row in found[:MOST_EARLIER]:
        if row.digest not in here:
            latest.setdefault(row.digest, row)
    return list(latest.values())[:MOST_FILES]


@transaction.atomic
def take_up_files(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, file_ids: Collection[UUID], now: datetime
) -> int:
    """Join files that one's own organization has joined to earlier answers, each as a copy of its own; gives how many.

    Raises: NotAllowed, NotFound, AnswerFrozen, TooManyFiles, Conflict (another partner has joined it).
    """
    seat = writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id)
    earlier = earlier_files(answer=seat.answer, organization_id=organization_id, has_joined=True)
    chosen = [one for one in earlier if one.pk in set(file_ids)]
    for one in chosen:
        with one.file.open("rb") as file:
            sent = Sent(one.name, file.read())
        add_file(
            actor=actor, answer_id=answer_id, organization_id=organization_id, kind=AnswerFileKind(one.kind), sent=sent,
            now=now,
        )  # fmt: skip
    return len(chosen)


@transaction.atomic
def remove_file(*, actor: Actor, answer_id: UUID, organization_id: UUID, file_id: UUID) -> None:
    """Take a file of one's own organization away, until signatures are asked for.

    Raises: NotAllowed (of another partner), NotFound, AnswerFrozen.
    """
    seat = writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id)
    row = _one(seat.answer, file_id)
    if row.organization_id != organization_id:
        raise NotAllowed(_("Each partner takes its own files away: ask the one who joined this one."))
    _remove(row)


def remove_files_of(answer: Answer, /, *, organization_id: UUID) -> int:
    """Take away what a partner who leaves has joined, in the caller's transaction, the answer being held; gives how many."""
    rows = list(AnswerFile.objects.across_scopes(reason=_REASON).filter(answer=answer, organization_id=organization_id))
    for row in rows:
        _remove(row)
    return len(rows)


def file_for_partner(*, actor: Actor, answer_id: UUID, organization_id: UUID, file_id: UUID) -> AnswerFile:
    """Give a file to a partner, or to the office; one who has left, or declined after all, finds none.

    Raises: NotAllowed, NotFound.
    """
    seat = seat_of(actor=actor, answer_id=answer_id, organization_id=organization_id, level=AccessLevel.MEMBER)
    _require_still_in(seat)
    return _one(seat.answer, file_id)


def file_for_buyer(*, key: str, answer_id: UUID, file_id: UUID, now: datetime) -> AnswerFile:
    """Give a file of a sent answer to its buyer.

    Raises: NotFound, LinkEnded.
    """
    return _one(answer_of_buyer(key=key, answer_id=answer_id, now=now), file_id)


def reads_files(seat: Seat, /) -> bool:
    """Say whether files are given to a seat: not to an organization that has taken back its yes, even before it has left."""
    if seat.is_office:
        return True
    rows = Invitation.objects.across_scopes(reason=_REASON).filter(
        brief_id=seat.answer.brief_id, organization_id=seat.partner.organization_id
    )
    return not rows.filter(state=InvitationState.DECLINED.value).exists()


def _require_still_in(seat: Seat) -> None:
    if not reads_files(seat):
        raise NotFound


def _one(answer: Answer, file_id: UUID) -> AnswerFile:
    rows = AnswerFile.objects.across_scopes(reason=_REASON).filter(answer=answer, pk=file_id)
    found: AnswerFile | None = rows.first()
    if found is None or found.organization_id not in {one.organization_id for one in partners_in(answer)}:
        raise NotFound
    return found


def _remove(row: AnswerFile) -> None:
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))
