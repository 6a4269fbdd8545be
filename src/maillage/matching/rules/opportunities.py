"""What a published call for tender means to the network: the same whatever bulletin it stood in."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files

_SHORTEST_CODE = 2


class Bulletin(StrEnum):
    """Where calls are published."""

    BOAMP = "boamp"
    TED = "ted"


class NoticeKind(StrEnum):
    """What a notice does to its call: opens it, changes it, ends it."""

    CALL = "call"
    CORRECTION = "correction"
    CANCELLATION = "cancellation"
    AWARD = "award"
    OTHER = "other"  # prior information, intention to conclude, changes of contract


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A notice. `key` stays the same when it is imported again; `amends`: keys of the notices that it is about.

    `departments`: codes; `deadline` is aware; `winners` stand on award notices only.
    """

    key: str
    bulletin: Bulletin
    kind: NoticeKind
    title: str
    buyer: str
    url: str = ""
    published: datetime | None = None
    deadline: datetime | None = None
    departments: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    winners: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    description: str = ""
    amount_cents: int | None = None  # estimated, excluding VAT

    def is_open(self, *, now: datetime) -> bool:
        """Tell whether members may still answer: a call, or its correction, whose deadline is to come."""
        return (
            self.kind in {NoticeKind.CALL, NoticeKind.CORRECTION} and self.deadline is not None and self.deadline > now
        )

    @property
    def closes(self) -> bool:
        """Tell whether the notice ends the calls that it amends."""
        return self.kind in {NoticeKind.CANCELLATION, NoticeKind.AWARD}


@dataclass(frozen=True, slots=True)
class Call:
    """A call after all its notices; `closed_by` is the notice that ended it."""

    opportunity: Opportunity
    notices: tuple[str, ...]
    closed_by: NoticeKind | None = None
    winners: tuple[str, ...] = ()


def calls_of(notices: Iterable[Opportunity], /) -> dict[str, Call]:
    """Join notices into calls by the key of the first: corrections update, cancellations and awards close.

    The order of notices does not matter, nor does a notice that comes twice; a correction whose call is unknown stands
    for it.
    """
    ordered = in_order(notices)
    calls: dict[str, Call] = {}
    call_of: dict[str, str] = {}
    for notice in ordered:
        first = next((call_of[key] for key in notice.amends if key in call_of), None)
        if first is None:
            if notice.kind in {NoticeKind.CALL, NoticeKind.CORRECTION}:
                calls[notice.key] = Call(notice, (notice.key,))
                call_of[notice.key] = notice.key
                # What it corrects may be written otherwise elsewhere: later notices find the call by either key.
                call_of.update(dict.fromkeys(notice.amends, notice.key))
            continue
        call_of[notice.key] = first
        calls[first] = _amended(calls[first], notice)
    return calls


def in_order(notices: Iterable[Opportunity], /) -> list[Opportunity]:
    """Give notices as they were published, each once: the call before what amends it."""
    return sorted({notice.key: notice for notice in notices}.values(), key=_publication)


def _publication(notice: Opportunity) -> tuple[bool, float, str]:
    # Notices of one day: the call comes before what amends it.
    return (
        notice.kind is not NoticeKind.CALL and notice.published is None,
        (notice.published.timestamp() if notice.published else 0.0),
        f"{notice.kind is not NoticeKind.CALL:d}{notice.key}",
    )


def _amended(call: Call, notice: Opportunity) -> Call:
    keys = (*call.notices, notice.key)
    if notice.closes:
        return Call(call.opportunity, keys, notice.kind, notice.winners or call.winners)
    if notice.kind is not NoticeKind.CORRECTION:
        return Call(call.opportunity, keys, call.closed_by, call.winners)
    before = call.opportunity
    updated = Opportunity(
        key=before.key,
        bulletin=before.bulletin,
        kind=before.kind,
        title=notice.title or before.title,
        buyer=notice.buyer or before.buyer,
        url=notice.url or before.url,
        published=before.published,
        deadline=notice.deadline or before.deadline,
        departments=notice.departments or before.departments,
        cpv=notice.cpv or before.cpv,
        keywords=notice.keywords or before.keywords,
        amends=before.amends,
        skills=notice.skills or before.skills,
        description=notice.description or before.description,
        amount_cents=before.amount_cents if notice.amount_cents is None else notice.amount_cents,
    )
    return Call(updated, keys, call.closed_by, call.winners)


def skills_of_cpv(codes: Iterable[str], /) -> tuple[str, ...]:
    """Give the skills that codes of the common procurement vocabulary mean, by the longest prefix that is known.

    Source: regulation (EC) 213/2008, the vocabulary's classes; the table is `data/cpv_skills.csv`.
    """
    table = _cpv_table()
    found: dict[str, None] = {}
    for code in codes:
        digits = "".join(sign for sign in code.partition("-")[0] if sign.isdigit())[:8]
        for length in range(len(digits), _SHORTEST_CODE - 1, -1):
            if digits[:length] in table:
                found.update(dict.fromkeys(table[digits[:length]]))
                break
    return tuple(found)


@cache
def _cpv_table() -> Mapping[str, tuple[str, ...]]:
    path = files("maillage.matching") / "data" / "cpv_skills.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {row["cpv"]: tuple(row["skills"].split()) for row in rows}
