"""Readings of notices, each with its report: from a file of the page, from the command, from the configured address."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Invalid, NotAllowed
from maillage.matching.importing import NoticesRead, Unreadable, read_notices
from maillage.matching.models import NoticesRun
from maillage.matching.services.opportunities.notices import NoticesReport, import_notices
from maillage.matching.types import NoticesOrigin, NoticesState
from maillage.stream.jobs_queue import defer_job

LARGEST_FILE = 40 * 2**20
MOST_PAGES = 100
RUN_TASK = "maillage.matching.jobs.read_notices"
_REASON = "one reading of notices"
_NO_NUMBER = "unnumbered"

type Fetch = Callable[[str], bytes]
type Clock = Callable[[], datetime]


class NoNotices(Invalid):
    message = _("This file holds no notices in the shape of BOAMP or TED (JSON, JSON lines or CSV). Download it again.")
    code = "no_notices"


@transaction.atomic
def receive_notices(*, actor: Actor, name: str, content: bytes, now: datetime) -> NoticesRun:
    """Keep a file that was sent and read it as a job.

    Raises: NotAllowed, NoNotices (nothing is kept), Invalid (too large).
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    if len(content) > LARGEST_FILE:
        raise Invalid(_("This file weighs over 40 MB: download fewer days at once."), field="file")
    _read(content)
    run = NoticesRun(
        origin=NoticesOrigin.PAGE.value,
        name=Path(name).name[-200:] or "avis",
        started_by_id=actor.user_id,
        started_at=now,
    )
    run.file.save(f"{run.pk}.txt", ContentFile(content), save=False)
    run.save(force_insert=True)
    defer_job(task=RUN_TASK, run_id=str(run.pk))
    return run


def execute_run(*, run_id: UUID, clock: Clock) -> NoticesRun | None:
    """Read the file of a run; what was read before a kill is found unchanged the second time. None when it is done already."""
    run: NoticesRun | None = NoticesRun.objects.across_scopes(reason=_REASON).filter(pk=run_id).first()
    if run is None or run.state in (NoticesState.DONE.value, NoticesState.FAILED.value):
        return None
    with run.file.open("rb") as file:
        content = file.read()
    _carry_out(run, lambda: _read(content), clock=clock)
    run.file.delete(save=True)
    return run


def run_command(*, path: Path, now: datetime, clock: Clock, is_dry_run: bool = False) -> dict[str, Any]:
    """Read a file for the command line; gives the counts, and where the refused rows are written.

    Raises: NoNotices, OSError.
    """
    read = _read(path.read_bytes())
    if is_dry_run:
        report = import_notices(read=read, now=now, is_dry_run=True)
        return _counts(report) | {"reject_file": None}
    run = NoticesRun.objects.create(origin=NoticesOrigin.COMMAND.value, name=path.name[-200:], started_at=now)
    report = _carry_out(run, lambda: read, clock=clock)
    return _counts(report) | {"reject_file": _reject_file(run, report)}


def fetch_notices(*, address: str, fetch: Fetch, clock: Clock) -> NoticesRun | None:
    """Read what the configured address gives, page after page when it says that there are more; nothing without one."""
    if not address.startswith(("https://", "http://")):
        return None
    run = NoticesRun.objects.create(
        origin=NoticesOrigin.ADDRESS.value, name=urlsplit(address).netloc[:200], started_at=clock()
    )
    _carry_out(run, lambda: _fetched(address, fetch), clock=clock)
    return run


def _fetched(address: str, fetch: Fetch) -> NoticesRead:
    content = fetch(address)
    read = _read(content)
    total = _total(content)
    pages, found = 1, read
    while total > found.rows and read.rows and pages < MOST_PAGES:
        read = _read(fetch(_with_offset(address, found.rows)))
        found = replace(found, notices=(*found.notices, *read.notices), unnumbered=found.unnumbered + read.unnumbered)
        pages += 1
    return found


def _total(content: bytes) -> int:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return 0
    said = document.get("total_count") if isinstance(document, dict) else None
    return said if isinstance(said, int) else 0


def _with_offset(address: str, offset: int) -> str:
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "offset"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("offset", str(offset))])))


def _read(content: bytes) -> NoticesRead:
    try:
        read = read_notices(content)
    except Unreadable:
        raise NoNotices(field="file") from None
    if not read.notices:
        raise NoNotices(field="file")
    return read


def _carry_out(run: NoticesRun, source: Callable[[], NoticesRead], *, clock: Clock) -> NoticesReport:
    run.state = NoticesState.RUNNING.value
    run.save(update_fields=["state"])

    def watch(report: NoticesReport) -> None:
        _note(run, report)
        run.save(update_fields=["rows", *_COUNTS])

    report = NoticesReport()
    try:
        report = import_notices(read=source(), now=clock(), watch=watch)
    except Exception as error:
        run.state, run.error = NoticesState.FAILED.value, f"{type(error).__name__}: {error}"[:300]
        run.ended_at = clock()
        run.save(update_fields=["state", "error", "ended_at"])
        if not isinstance(error, NoNotices):
            raise
        return report
    _note(run, report)
    run.rejects = [[key, title, why.value if why else _NO_NUMBER] for key, title, why in report.rejects]
    run.state, run.ended_at = NoticesState.DONE.value, clock()
    run.save()
    return report


_COUNTS = ("created", "updated", "unchanged", "kept", "rejected")


def _note(run: NoticesRun, report: NoticesReport) -> None:
    run.rows = report.rows
    for name in _COUNTS:
        setattr(run, name, getattr(report, name))


def _counts(report: NoticesReport) -> dict[str, Any]:
    # A notice that waits for its call has changed none: it is told with those that change nothing.
    unchanged = report.unchanged + report.kept
    return {
        "rows": report.rows, "created": report.created, "updated": report.updated, "unchanged": unchanged,
        "rejected": report.rejected, "merged": 0,
    }  # fmt: skip


def _reject_file(run: NoticesRun, report: NoticesReport) -> str | None:
    if not report.rejects:
        return None
    path = Path(settings.MAILLAGE_HOME) / "imports" / str(run.pk) / "avis-rejets.csv"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["notice", "title", "reason"])
        writer.writerows([key, title, why.value if why else _NO_NUMBER] for key, title, why in report.rejects)
    return str(path)
