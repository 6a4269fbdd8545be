"""Measure calls one by one, and print their percentiles."""

import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Milliseconds of each call."""

    milliseconds: tuple[float, ...]

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def p50(self) -> float:
        return self.percentile(0.50)

    @property
    def p95(self) -> float:
        return self.percentile(0.95)

    def __str__(self) -> str:
        return f"{self.p50:8.1f} {self.p95:8.1f}"


def measured[Query](call: Callable[[Query], object], queries: Iterable[Query], *, budget_s: float = 60) -> Times:
    """Time each call after one unmeasured round of the first few; stops asking when the budget is spent."""
    asked: Sequence[Query] = list(queries)
    for query in asked[:5]:
        call(query)
    times = []
    end = time.perf_counter() + budget_s
    for query in asked:
        started = time.perf_counter()
        call(query)
        times.append((time.perf_counter() - started) * 1000)
        if time.perf_counter() > end and len(times) >= 5:
            break
    return Times(tuple(times))


def machine() -> str:
    """Say where the figures come from."""
    load = os.getloadavg()[0]
    return f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
