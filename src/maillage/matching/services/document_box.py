"""The document box of an organization: papers added, corrected, replaced, taken out, and their owner reminded in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.kit.throttle import count_try
from maillage.matching.events import PaperExpiring
from maillage.matching.models import Paper
from maillage.matching.queries.document_box import living_shares
from maillage.matching.rules.document_box import MANY, PaperKind, reminder_step, suggested_end
from maillage.matching.services.document_box_files import CleanFile, SentFile, clean_file
from maillage.stream.services import publish

MOST_PAPERS = 200
ADDED_AN_HOUR = 60
# Replaced or taken out, a paper can still be brought back, or be needed by a page that is open somewhere.
KEPT_AFTER = timedelta(days=30)
_REASON = "time passes for every document box"


class BoxFull(Conflict):
    message = _("The document box holds two hundred papers already: take one out first.")
    code = "box_full"


class ReplacedMeanwhile(Conflict):
    message = _("A newer paper has taken its place: take that one out first.")
    code = "replaced_meanwhile"


@dataclass(frozen=True, slots=True)
class PaperGiven:
    """What somebody says of a paper. `expires_on`: nothing lets the usual end of its kind stand."""

    kind: PaperKind
    issued_on: date
    expires_on: date | None = None
    number: str = ""
    title: str = ""


@transaction.atomic
def add_paper(
    *, actor: Actor, organization_id: UUID, given: PaperGiven, sent: SentFile, now: datetime, today: date,
    replaces_id: UUID | None = None,
) -> Paper:  # fmt: skip
    """Put a paper into the box; it takes the place of the current one of its kind, or of `replaces_id`.

    The same file sent twice is one paper, with what was said of it last.
    Raises: NotAllowed, NotFound, TooMany, BadPaper, Invalid (dates), BoxFull.
    """
    rows = _box_of(actor, organization_id)
    count_try(key=f"papers:{organization_id}", limit=ADDED_AN_HOUR, period_s=3600)
    clean = clean_file(sent)
    known: Paper | None = rows.filter(digest=clean.digest).first()
    if known is not None and known.kind == given.kind.value:
        return _say(known, given, today=today)
    if known is not None:
        raise Invalid(_("This file is in the box already, as another paper."), field="file")
    if rows.count() >= MOST_PAPERS:
        raise BoxFull(field="file")
    older = _replaced(rows, given.kind, replaces_id)
    if older is not None and given.kind not in MANY and given.issued_on < older.issued_on:
        raise Invalid(
            _("The one in the box is newer: it was issued on %(day)s."), field="issued_on",
            day=date_format(older.issued_on, "SHORT_DATE_FORMAT"),
        )  # fmt: skip
    row = _say(Paper(organization_id=organization_id, kind=given.kind.value), given, today=today, is_saved=False)
    if older is not None:
        older.replaced_at = now
        older.save(update_fields=["replaced_at"])
    _keep(row, clean, actor=actor, now=now)
    if older is not None:
        older.replaced_by = row
        older.save(update_fields=["replaced_by"])
    return row


def _box_of(actor: Actor, organization_id: UUID) -> QuerySet[Paper]:
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    # Held until the end: two people who add the same kind at once come one after the other.
    if not Organization.objects.select_for_update(no_key=True).filter(pk=organization_id).exists():
        raise NotFound
    return Paper.objects.within(actor.scope).filter(organization_id=organization_id, replaced_at=None, removed_at=None)


def _replaced(rows: QuerySet[Paper], kind: PaperKind, replaces_id: UUID | None) -> Paper | None:
    if kind not in MANY:
        found: Paper | None = rows.filter(kind=kind.value).first()
        return found
    return _one(rows.filter(kind=kind.value), replaces_id) if replaces_id else None


def _one(rows: QuerySet[Paper], paper_id: UUID) -> Paper:
    found: Paper | None = rows.filter(pk=paper_id).first()
    if found is None:
        raise NotFound
    return found


def _say(row: Paper, given: PaperGiven, *, today: date, is_saved: bool = True) -> Paper:
    end = given.expires_on or suggested_end(given.kind, given.issued_on)
    if given.issued_on > today:
        raise Invalid(_("This day has not come yet: write the day on which the paper was issued."), field="issued_on")
    if end is not None and end < given.issued_on:
        raise Invalid(_("The end comes before the issue: change one of the two."), field="expires_on")
    if end is not None and end < today:
        raise Invalid(
            _("This paper has been out of date since %(day)s: send a newer one, or correct its end."),
            field="expires_on", day=date_format(end, "SHORT_DATE_FORMAT"),
        )  # fmt: skip
    if given.kind in MANY and not given.title.strip():
        raise Invalid(_("Say in a few words what this paper is."), field="title")
    row.issued_on, row.expires_on = given.issued_on, end
    row.number, row.title = given.number.strip(), given.title.strip()
    # Whoever has just said that it ends soon knows it: the next reminder is the one after.
    row.reminded_days = reminder_step(today, expires_on=end)
    if is_saved:
        row.save(update_fields=["issued_on", "expires_on", "number", "title", "reminded_days"])
    return row


def _keep(row: Paper, clean: CleanFile, *, actor: Actor, now: datetime) -> None:
    row.name, row.content_type, row.digest = clean.name, clean.content_type, clean.digest
    row.size, row.uploaded_by_id, row.uploaded_at = len(clean.content), actor.user_id, now
    # Named by its content alone: nothing that was typed reaches the disk.
    row.file.save(f"{clean.digest[:32]}.bin", ContentFile(clean.content), save=False)
    row.save(force_insert=True)


@transaction.atomic
def correct_paper(*, actor: Actor, organization_id: UUID, paper_id: UUID, given: PaperGiven, today: date) -> Paper:
    """Change what is said of a current paper; its kind and its file stay.

    Raises: NotAllowed, NotFound, Invalid (dates).
    """
    row = _one(_box_of(actor, organization_id), paper_id)
    return _say(row, given, today=today)


@transaction.atomic
def remove_paper(*, actor: Actor, organization_id: UUID, paper_id: UUID, now: datetime) -> Paper:
    """Take a paper out: nobody it was shared with reads it any more. It can be brought back for thirty days.

    Raises: NotAllowed, NotFound.
    """
    row = _one(_box_of(actor, organization_id), paper_id)
    row.removed_at, row.removed_by_id = now, actor.user_id
    row.save(update_fields=["removed_at", "removed_by"])
    return row


@transaction.atomic
def restore_paper(*, actor: Actor, organization_id: UUID, paper_id: UUID) -> Paper:
    """Bring back a paper that was taken out; twice is once.

    Raises: NotAllowed, NotFound, ReplacedMeanwhile.
    """
    current = _box_of(actor, organization_id)
    mine = Paper.objects.within(actor.scope).filter(organization_id=organization_id)
    row = _one(mine, paper_id)
    if row.removed_at is None:
        return row
    is_taken = row.kind not in MANY and current.filter(kind=row.kind).exists()
    if is_taken or current.filter(digest=row.digest).exists():
        raise ReplacedMeanwhile
    row.removed_at = row.removed_by = None
    row.save(update_fields=["removed_at", "removed_by"])
    return row


def remind_of_papers(*, now: datetime, today: date) -> int:
    """Remind the owners of papers that end in 30 or 7 days, once a step; gives how many. Publishes `PaperExpiring`.

    A paper that was renewed or taken out is not spoken of. Safe to run twice, also at once.
    """
    rows = Paper.objects.across_scopes(reason=_REASON).filter(replaced_at=None, removed_at=None)
    ending = rows.filter(expires_on__range=(today, today + timedelta(days=30)))
    return sum(_remind(pk, now=now, today=today) for pk in list(ending.values_list("pk", flat=True)))


@transaction.atomic
def _remind(paper_id: UUID, *, now: datetime, today: date) -> bool:
    rows = Paper.objects.across_scopes(reason=_REASON).select_for_update()
    row: Paper | None = rows.filter(pk=paper_id, replaced_at=None, removed_at=None).first()
    step = reminder_step(today, expires_on=row.expires_on) if row else None
    if row is None or step is None or row.expires_on is None:
        return False
    if row.reminded_days is not None and row.reminded_days <= step:
        return False
    row.reminded_days = step
    row.save(update_fields=["reminded_days"])
    publish(
        PaperExpiring(
            at=now, actor_id=None, object_id=row.pk, organization_id=row.organization_id, kind=row.kind,
            days_left=(row.expires_on - today).days,
        )
    )  # fmt: skip
    return True


def forget_old_papers(*, now: datetime) -> int:
    """Delete the papers that were replaced or taken out a month ago and that no answer needs; gives how many."""
    rows = Paper.objects.across_scopes(reason=_REASON)
    old = rows.filter(replaced_at__lt=now - KEPT_AFTER) | rows.filter(removed_at__lt=now - KEPT_AFTER)
    needed = living_shares(now=now).values("paper_id")
    return sum(_forget(pk) for pk in list(old.exclude(pk__in=needed).values_list("pk", flat=True)[:1000]))


@transaction.atomic
def _forget(paper_id: UUID) -> bool:
    rows = Paper.objects.across_scopes(reason=_REASON).select_for_update()
    row: Paper | None = rows.filter(pk=paper_id).first()
    if row is None:
        return False
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))
    return True
