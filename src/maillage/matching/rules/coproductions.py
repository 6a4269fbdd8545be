"""Shares, progress, words and times of common work: arithmetic without rounding losses."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

MOST_MINUTES_A_DAY = 24 * 60
_TIME = re.compile(r"^\s*(?:(\d{1,3})\s*[h:]\s*(\d{1,2})?|(\d{1,3})(?:[.,](\d{1,2}))?)\s*$")


def allocate(total: int, weights: Sequence[int], /) -> list[int]:
    """Split a whole number by weights: the parts always sum to it; what is left of rounding goes to the largest remainders.

    Equal weights when all are zero. Raises: ValueError (nobody, or a negative number).
    Source: largest remainder method (Hamilton 1792); among equal remainders, the first has it.
    """
    if not weights or total < 0 or min(weights) < 0:
        raise ValueError(f"Nothing sensible to split: {total!r} by {list(weights)!r}.")
    shares_of = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(shares_of)
    parts = [total * weight // whole for weight in shares_of]
    left = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda place: (-(total * shares_of[place] % whole), place))
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone or a deliverable as progress counts it. `due_on`: its last day; `is_done`: done, or delivered."""

    due_on: date
    is_done: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is. `late`: steps whose day has passed and that are not done; `next_on`: the next day something is due."""

    done: int
    total: int
    late: int
    next_on: date | None

    @property
    def percent(self) -> int:
        """Give the part of the steps that are done; a hundred only when all are."""
        return 100 * self.done // self.total if self.total else 0


def progress_of(steps: Iterable[Step], /, *, today: date) -> Progress:
    """Count what is done, late and due next."""
    known = list(steps)
    waiting = [one.due_on for one in known if not one.is_done]
    return Progress(
        done=len(known) - len(waiting),
        total=len(known),
        late=sum(day < today for day in waiting),
        next_on=min((day for day in waiting if day >= today), default=None),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """Work done by a partner: time or money, negative in a correction."""

    owner: str
    minutes: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What a partner has put in. `percent_of_time`: of everybody's; `percent_of_share`: money spent of its share, None without one."""

    minutes: int
    amount_cents: int
    percent_of_time: int
    percent_of_share: int | None


def spent_by(entries: Iterable[Entry], /, *, shares: dict[str, int]) -> dict[str, Spent]:
    """Sum the entries of each owner against its share in cents; owners without a share are told too."""
    minutes: dict[str, int] = dict.fromkeys(shares, 0)
    money: dict[str, int] = dict.fromkeys(shares, 0)
    for entry in entries:
        minutes[entry.owner] = minutes.get(entry.owner, 0) + entry.minutes
        money[entry.owner] = money.get(entry.owner, 0) + entry.amount_cents
    whole = sum(minutes.values())
    return {
        owner: Spent(
            minutes=minutes[owner],
            amount_cents=money[owner],
            percent_of_time=round(100 * minutes[owner] / whole) if whole > 0 else 0,
            percent_of_share=round(100 * money[owner] / shares[owner]) if shares.get(owner) else None,
        )
        for owner in minutes
    }


def minutes_of(text: str, /) -> int | None:
    """Read a time as people write it: 3h30, 3:30, 3,5 or 3; None when it is none, or more than a day."""
    found = _TIME.match(text.lower())
    if found is None:
        return None
    hours, after, whole, part = found.groups()
    if hours is not None:
        if after and int(after) >= 60:
            return None
        minutes = int(hours) * 60 + int(after or 0)
    else:
        minutes = int(whole) * 60 + round(60 * int(part or 0) / 10 ** len(part or ""))
    return minutes if 0 < minutes <= MOST_MINUTES_A_DAY else None


def is_punctual(*, due_on: date, delivered_on: date) -> bool:
    """Say whether something was delivered in time: on its day or before."""
    return delivered_on <= due_on


def mean_hundredths(marks: Sequence[int], /) -> int:
    """Give the mean of marks from 1 to 5, in hundredths, half rounded up."""
    return (200 * sum(marks) + len(marks)) // (2 * len(marks))
