"""Put notices into the calls that they open, change and end; the same notices twice change nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from maillage.matching.events import OpportunityChanged
from maillage.matching.importing import NoticesRead
from maillage.matching.models import Notice, Opportunity
from maillage.matching.rules import opportunities as rules
from maillage.matching.rules.notices import changes, digest_of, from_document, rejection_of, state_of, to_document
from maillage.matching.types import NoticeRejection, OpportunityState
from maillage.stream.services import publish

BATCH = 500
MOST_REJECTS_KEPT = 1_000
# An award may be published a year after its call; what still waits then is about a call that nobody will read.
LONGEST_WAIT = timedelta(days=400)
_REASON = "notices are the same for the whole network"
_TOLD_STATES = (OpportunityState.CORRECTED, OpportunityState.CANCELLED, OpportunityState.AWARDED)


@dataclass(slots=True)
class NoticesReport:
    """What became of each row; the five add up to `rows`. `rejects`: key of the notice, title, why.

    `kept`: notices that end a call that was not read yet; they wait for it.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    rejected: int = 0
    rejects: list[tuple[str, str, NoticeRejection | None]] = field(default_factory=list)

    def reject(self, key: str, title: str, why: NoticeRejection | None) -> None:
        """Count a row that makes nothing; None stands for a row without a number."""
        self.rejected += 1
        if len(self.rejects) < MOST_REJECTS_KEPT:
            self.rejects.append((key, title[:120], why))


type Watch = Callable[[NoticesReport], None]


def import_notices(
    *, read: NoticesRead, now: datetime, is_dry_run: bool = False, watch: Watch | None = None
) -> NoticesReport:
    """Read notices in: five hundred to a transaction, in the order of their publication; a dry run undoes it all.

    Publishes `OpportunityChanged` for each call that is corrected, cancelled or awarded.
    """
    report = NoticesReport(rows=read.rows)
    for _row in range(read.unnumbered):
        report.reject("", "", None)
    ordered = rules.in_order(read.notices)
    report.unchanged += len(read.notices) - len(ordered)  # the same notice twice in one file
    if not is_dry_run:
        _import(ordered, report, now=now, watch=watch)
        return report
    with transaction.atomic():
        _import(ordered, report, now=now, watch=watch)
        transaction.set_rollback(True)
    return report


def _import(ordered: Sequence[rules.Opportunity], report: NoticesReport, *, now: datetime, watch: Watch | None) -> None:
    for some in batched(ordered, BATCH):
        with transaction.atomic():
            _one_at_a_time()
            known = _Known(some)
            for notice in some:
                _take(notice, known, report, now=now)
        if watch is not None:
            watch(report)


def _one_at_a_time() -> None:
    # Two readings at once would each open the same call.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('maillage.matching.notices'))")


class _Known:
    """What is known of some notices: their digests, and the call of each key, read in three queries."""

    def __init__(self, notices: Iterable[rules.Opportunity]) -> None:
        some = tuple(notices)
        keys = {notice.key for notice in some}
        near = keys | {key for notice in some for key in notice.amends}
        rows = Notice.objects.across_scopes(reason=_REASON)
        found = list(rows.filter(key__in=near).values_list("key", "opportunity_id", "digest"))
        self.digests = {key: digest for key, _call, digest in found if key in keys}
        self.calls: dict[str, UUID] = {key: call for key, call, _digest in found if call}
        self.waiting: dict[str, set[str]] = defaultdict(set)
        about = rows.filter(amends__overlap=list(near)).values_list("key", "amends", "opportunity_id")
        for waiting, amends, call in about:
            for key in amends:
                if call:
                    self.calls.setdefault(key, call)
                else:
                    self.waiting[key].add(waiting)

    def call_of(self, notice: rules.Opportunity) -> UUID | None:
        return next((self.calls[key] for key in (notice.key, *notice.amends) if key in self.calls), None)

    def wait(self, notice: rules.Opportunity) -> None:
        """Remember a notice whose call was not read yet."""
        for key in notice.amends:
            self.waiting[key].add(notice.key)

    def waiting_for(self, notice: rules.Opportunity) -> list[str]:
        """Give the keys of notices that waited for this one, each once."""
        return sorted({key for one in (notice.key, *notice.amends) for key in self.waiting.pop(one, ())})

    def remember(self, notice: rules.Opportunity, call: UUID) -> None:
        for key in (notice.key, *notice.amends):
            self.calls.setdefault(key, call)


def _take(notice: rules.Opportunity, known: _Known, report: NoticesReport, *, now: datetime) -> None:
    document = to_document(notice)
    digest = digest_of(document)
    if known.digests.get(notice.key) == digest:
        report.unchanged += 1
        return
    call_id = known.call_of(notice)
    if call_id is None:
        why = rejection_of(notice, now=now)
        if why is NoticeRejection.CALL_UNKNOWN and notice.amends:
            # It was read before its call: an earlier file, or a call of another day. It waits.
            _write(None, notice, document, digest, changed={}, now=now)
            known.wait(notice)
            report.kept += 1
            return
        if why is not None:
            report.reject(notice.key, notice.title, why)
            return
        call_id = _open(notice, document, digest, now=now)
        report.created += 1
    elif _amend(call_id, notice, document, digest, now=now):
        report.updated += 1
    else:
        report.unchanged += 1
    known.remember(notice, call_id)
    _take_waiting(notice, call_id, known, now=now)


def _take_waiting(notice: rules.Opportunity, call_id: UUID, known: _Known, *, now: datetime) -> None:
    """Give a call what had come before it, and what had come before that."""
    found = [notice]
    while found:
        keys = known.waiting_for(found.pop())
        rows = Notice.objects.across_scopes(reason=_REASON).filter(key__in=keys, opportunity=None)
        for row in rows.order_by("published_at", "key"):
            one = from_document(row.document)
            _amend(call_id, one, row.document, row.digest, now=now)
            known.remember(one, call_id)
            found.append(one)


def _open(notice: rules.Opportunity, document: dict[str, Any], digest: str, *, now: datetime) -> UUID:
    call = rules.Call(notice, (notice.key,))
    state = state_of(call, is_corrected=notice.kind is rules.NoticeKind.CORRECTION, now=now)
    row = Opportunity(created_at=now, changed_at=now)
    _fill(row, call, state)
    row.save(force_insert=True)
    _write(row, notice, document, digest, changed={}, now=now)
    return row.pk


def _amend(call_id: UUID, notice: rules.Opportunity, document: dict[str, Any], digest: str, *, now: datetime) -> bool:
    row = Opportunity.objects.across_scopes(reason=_REASON).select_for_update().get(pk=call_id)
    rows = Notice.objects.across_scopes(reason=_REASON).filter(opportunity=row)
    read = {one.key: from_document(one.document) for one in rows}
    before = next(iter(rules.calls_of(read.values()).values()))
    after = next(iter(rules.calls_of({**read, notice.key: notice}.values()).values()))
    corrections = (one for one in (*read.values(), notice) if one.kind is rules.NoticeKind.CORRECTION)
    state = state_of(after, is_corrected=any(one.key != after.opportunity.key for one in corrections), now=now)
    changed = changes(before.opportunity, after.opportunity)
    is_changed = bool(changed) or (state.value != row.state and state is not OpportunityState.EXPIRED)
    _write(row, notice, document, digest, changed=changed, now=now)
    if not is_changed and row.key == after.opportunity.key:
        return False
    _fill(row, after, state)
    row.changed_at = now
    row.save()
    if is_changed and state in _TOLD_STATES:
        publish(OpportunityChanged(at=now, actor_id=None, object_id=row.pk, organization_id=None, state=state.value))
    return is_changed


def _fill(row: Opportunity, call: rules.Call, state: OpportunityState) -> None:
    said = call.opportunity
    row.key, row.bulletin, row.state = said.key[:80], said.bulletin.value, state.value
    row.title, row.text, row.buyer, row.url = said.title[:400], said.description, said.buyer[:240], said.url[:500]
    row.published_at = said.published
    row.deadline = said.deadline  # type: ignore[assignment]  # a call without one is refused before
    row.departments, row.cpv = [code[:4] for code in said.departments], [code[:8] for code in said.cpv]
    row.keywords, row.skills = [word[:120] for word in said.keywords], list(said.skills)
    row.amount_cents, row.winners = said.amount_cents, [name[:240] for name in call.winners]


def _write(
    row: Opportunity | None, notice: rules.Opportunity, document: dict[str, Any], digest: str, *, changed: dict[str, Any],
    now: datetime,
) -> None:  # fmt: skip
    Notice.objects.across_scopes(reason=_REASON).update_or_create(
        key=notice.key[:80],
        defaults={
            "opportunity": row, "kind": notice.kind.value, "amends": list(notice.amends), "document": document,
            "digest": digest, "changes": changed, "published_at": notice.published, "read_at": now,
        },
    )  # fmt: skip


@transaction.atomic
def expire_opportunities(*, now: datetime) -> int:
    """Close the calls whose deadline has passed; gives how many."""
    rows = Opportunity.objects.across_scopes(reason="time passes for all")
    open_states = (OpportunityState.OPEN.value, OpportunityState.CORRECTED.value)
    return int(rows.filter(state__in=open_states, deadline__lte=now).update(state=OpportunityState.EXPIRED.value))


@transaction.atomic
def forget_waiting_notices(*, now: datetime) -> int:
    """Delete the notices that have waited too long for a call that was never read; gives how many."""
    rows = Notice.objects.across_scopes(reason="what nobody will need is not kept")
    _count, by_model = rows.filter(opportunity=None, read_at__lt=now - LONGEST_WAIT).delete()
    return int(by_model.get("matching.Notice", 0))
