"""Facts come in, links follow: both in one transaction, one writer at a time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import batched, combinations, groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from maillage.links.models import Link, LinkFact, MovedFacts
from maillage.links.rules.strength import strength
from maillage.links.types import READERSHIP, LinkKind, NewFact, Pair, Readership, pair_of

_REASON = "facts are kept for all; who may know which is said by their readership"
_LOCK = 0x4C494E4B  # "LINK": writers of facts are few and short, so one after the other is fast enough
_BATCH = 500


def pairs_among(organization_ids: Iterable[UUID], /) -> list[Pair]:
    """Give every pair of some organizations, each once."""
    return [pair_of(one, other) for one, other in combinations(sorted(set(organization_ids)), 2)]


@transaction.atomic
def record_facts(facts: Sequence[NewFact], /, *, today: date) -> int:
    """Keep facts and bring the links of their pairs up to date; gives how many were new.

    A fact that is kept already takes the earliest day, the widest readership and the latest share and end said of it:
    the same again, in any order, changes nothing.
    """
    lock_facts()
    # Told of an organization that was merged since: it is about the one that took it in.
    facts = list(_about_those_present(facts))
    pairs = {fact.pair for fact in facts}
    known = {_name(row): row for row in _facts_of(pairs)}
    fresh: dict[tuple[UUID, UUID, str, str], LinkFact] = {}
    changed: dict[UUID, LinkFact] = {}
    for fact in facts:
        row = known.get((*fact.pair, fact.kind.value, fact.key))
        if row is None:
            row = known[*fact.pair, fact.kind.value, fact.key] = _row(fact)
            fresh[_name(row)] = row
        elif _take(row, fact) and _name(row) not in fresh:
            changed[row.pk] = row
    LinkFact.objects.bulk_create(fresh.values(), batch_size=_BATCH)
    if changed:
        LinkFact.objects.across_scopes(reason=_REASON).bulk_update(
            changed.values(), ["day", "until", "share", "readership", "sentence"], batch_size=_BATCH
        )
    refresh_links({(row.left_id, row.right_id) for row in (*fresh.values(), *changed.values())}, today=today)
    return len(fresh)


@transaction.atomic
def forget_facts(fact_ids: Collection[UUID], /, *, today: date) -> int:
    """Take facts back: it is as if they had never been told."""
    lock_facts()
    rows = LinkFact.objects.across_scopes(reason=_REASON).filter(pk__in=list(fact_ids))
    pairs = set(rows.values_list("left_id", "right_id"))
    rows.delete()
    refresh_links(pairs, today=today)
    return len(fact_ids)


def lock_facts() -> None:
    """Wait until no other transaction writes facts."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def refresh_links(pairs: Collection[Pair], /, *, today: date) -> None:
    """Compute the links of some pairs from their facts. The caller holds the lock."""
    for some in batched(sorted(pairs), _BATCH):
        by_pair: dict[Pair, list[LinkFact]] = {pair: [] for pair in some}
        for row in _facts_of(some):
            by_pair[row.left_id, row.right_id].append(row)
        _write(by_pair.items(), today=today)


def refresh_strengths(*, today: date) -> int:
    """Compute every link anew, for time has passed; gives how many pairs. Each batch in a transaction of its own."""
    rows = LinkFact.objects.across_scopes(reason=_REASON).order_by("left_id", "right_id")
    pairs = [pair for pair, _rows in groupby(rows.values_list("left_id", "right_id").iterator(chunk_size=5_000))]
    for some in batched(pairs, _BATCH):
        with transaction.atomic():
            lock_facts()
            refresh_links(some, today=today)
    return len(pairs)


def _write(facts: Iterable[tuple[Pair, list[LinkFact]]], *, today: date) -> None:
    kept: list[Link] = []
    gone: list[Pair] = []
    for pair, rows in facts:
        for readership in Readership:
            seen = [row for row in rows if Readership(row.readership) in readership.sees]
            if seen:
                kept.append(_link(pair, readership, seen, today=today))
        if not rows:
            gone.append(pair)
    Link.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["left", "right", "readership"],
        update_fields=["strength", "kinds", "first_on", "last_on", "facts"], batch_size=_BATCH,
    )  # fmt: skip
    told = {(link.left_id, link.right_id, link.readership) for link in kept}
    pairs = {(link.left_id, link.right_id) for link in kept} | set(gone)
    links = Link.objects.across_scopes(reason=_REASON)
    stale = [
        pk
        for pk, *name in _rows_of_pairs(links, pairs).values_list("pk", "left_id", "right_id", "readership")
        if tuple(name) not in told
    ]
    if stale:
        links.filter(pk__in=stale).delete()


def _link(pair: Pair, readership: Readership, rows: Sequence[LinkFact], *, today: date) -> Link:
    evidence = [row.evidence for row in rows]
    order = list(LinkKind)
    return Link(
        left_id=pair[0], right_id=pair[1], readership=readership.value, strength=round(strength(evidence, today=today), 6),
        kinds=sorted({row.kind for row in rows}, key=lambda kind: order.index(LinkKind(kind))),
        first_on=min(row.day for row in rows), last_on=max(row.until or row.day for row in rows), facts=len(rows),
    )  # fmt: skip


def _facts_of(pairs: Collection[Pair]) -> Iterator[LinkFact]:
    for some in batched(pairs, _BATCH):
        yield from _rows_of_pairs(LinkFact.objects.across_scopes(reason=_REASON), some)


def _rows_of_pairs(rows: Any, pairs: Collection[Pair]) -> Any:
    wanted = list(pairs)
    return rows.filter(left_id__in=[left for left, _right in wanted]).extra(
        where=["(left_id, right_id) in (select * from unnest(%s::uuid[], %s::uuid[]))"],
        params=[[left for left, _right in wanted], [right for _left, right in wanted]],
    )


def _about_those_present(facts: Iterable[NewFact]) -> Iterator[NewFact]:
    moved = MovedFacts.objects.across_scopes(reason=_REASON).order_by("at")
    present = dict(moved.values_list("absorbed_id", "kept_id"))
    for fact in facts:
        left, right = (present.get(one, one) for one in fact.pair)
        if left == right:
            continue
        if (left, right) == fact.pair:
            yield fact
        else:
            yield _moved(fact, pair_of(left, right), present)


def _moved(fact: NewFact, pair: Pair, present: dict[UUID, UUID]) -> NewFact:
    origin = present.get(fact.origin_id, fact.origin_id) if fact.origin_id else None
    return replace(fact, pair=pair, origin_id=origin)


def _name(row: LinkFact) -> tuple[UUID, UUID, str, str]:
    return (row.left_id, row.right_id, row.kind, row.key)


def _row(fact: NewFact) -> LinkFact:
    return LinkFact(
        left_id=fact.pair[0], right_id=fact.pair[1], kind=fact.kind.value, key=fact.key, day=fact.day, until=fact.until,
        share=fact.share, readership=(fact.readership or READERSHIP[fact.kind]).value, origin_id=fact.origin_id,
        object_id=fact.object_id, sentence=fact.sentence,
    )  # fmt: skip


def _take(row: LinkFact, fact: NewFact) -> bool:
    before = (row.day, row.until, row.share, row.readership, row.sentence)
    order = list(Readership)
    wanted = fact.readership or READERSHIP[fact.kind]
    row.day = min(row.day, fact.day)
    row.until = fact.until or row.until
    row.share = fact.share
    row.readership = min(Readership(row.readership), wanted, key=order.index).value
    row.sentence = fact.sentence or row.sentence
    return before != (row.day, row.until, row.share, row.readership, row.sentence)
