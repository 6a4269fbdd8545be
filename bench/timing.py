"""Measure calls one by one, and print their percentiles."""

import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Times:
    """Milliseconds of each call, by the clock and, where it was asked for, of processors at work."""

    milliseconds: tuple[float, ...]
    processor: tuple[float, ...] = ()

    def percentile(self, share: float) -> float:
        return _percentile(self.milliseconds, share)

    @property
    def p50(self) -> float:
        return self.percentile(0.50)

    @property
    def p95(self) -> float:
        return self.percentile(0.95)

    @property
    def processor_text(self) -> str:
        if not self.processor:
            return ""
        return f"{_percentile(self.processor, 0.50):8.1f} {_percentile(self.processor, 0.95):8.1f}"

    def __str__(self) -> str:
        return f"{self.p50:8.1f} {self.p95:8.1f}"


def _percentile(figures: Sequence[float], share: float) -> float:
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def processor_ms(backend: int) -> float:
    """Give the processor time, so far, of this process and of a PostgreSQL backend: what others do hardly changes it."""
    nanoseconds = Path(f"/proc/{backend}/schedstat").read_text().split()[0]
    return time.process_time() * 1000 + int(nanoseconds) / 1_000_000


def processor_s_of_all(data: Path) -> float:
    """Give the processor seconds, so far, of this process, of those it started that ended, and of a data folder's PostgreSQL.

    Its dead children count too.
    """
    server = (data / "postmaster.pid").read_text().split()[0]
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    ticks = sum(_ticks(server)) + sum(sum(_ticks(child)[:2]) for child in children)
    return sum(os.times()[:4]) + ticks / os.sysconf("SC_CLK_TCK")


def _ticks(process: str) -> list[int]:
    """User, system, and both of children that have ended."""
    try:
        columns = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return [0, 0, 0, 0]
    return [int(column) for column in columns[11:15]]


def database_backend() -> int:
    """Give the process of our connection; 0 where its processor time cannot be read."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    return backend if Path(f"/proc/{backend}/schedstat").exists() else 0


def measured[Query](
    call: Callable[[Query], object], queries: Iterable[Query], *, budget_s: float = 60, backend: int = 0
) -> Times:
    """Time each call after one unmeasured round of the first few; stops asking when the budget is spent.

    `backend`: the process of the database's connection, to sum its processor time and ours too.
    """
    asked: Sequence[Query] = list(queries)
    for query in asked[:5]:
        call(query)
    times, processor = [], []
    end = time.perf_counter() + budget_s
    for query in asked:
        worked = processor_ms(backend) if backend else 0
        started = time.perf_counter()
        call(query)
        times.append((time.perf_counter() - started) * 1000)
        if backend:
            processor.append(processor_ms(backend) - worked)
        if time.perf_counter() > end and len(times) >= 5:
            break
    return Times(tuple(times), tuple(processor))


def machine() -> str:
    """Say where the figures come from."""
    load = os.getloadavg()[0]
    return f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
