"""The examinations of a database that answers."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from maillage.cli.doctor.findings import Finding, error, fine, warning
from maillage.cli.doctor.machine import age
from maillage.cli.instance import missing_migrations
from maillage.config import environment

NEEDED_EXTENSIONS = {"pg_trgm", "unaccent", "btree_gist", "cube", "earthdistance"}
SILENT_WORKER = timedelta(minutes=2)
WAITING_TOO_LONG = timedelta(minutes=15)


def examine_instance() -> Iterator[Finding]:
    """Look at migrations, extensions, static files, mail and jobs; Django is set up and the database answers."""
    (has_tables,) = _row("select to_regclass('django_migrations') is not null")
    if not has_tables:
        yield fine("Migrations", "applied at the first start")
        return
    missing = missing_migrations()
    if missing:
        yield error(
            "Migrations",
            f"{len(missing)} not applied, such as {missing[0]}",
            "`maillage run`, `web` and `worker` apply them at their start.",
        )
    else:
        yield fine("Migrations", "all applied")
    yield _extensions()
    yield _static_files()
    yield _mail()
    yield _streets()
    if not missing:
        yield _worker()
        yield _jobs()
        yield _parked()


def _row(query: str) -> tuple[Any, ...]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone() or ()


def _extensions() -> Finding:
    (installed,) = _row("select array_agg(extname::text) from pg_extension")
    if missing := sorted(NEEDED_EXTENSIONS - set(installed)):
        return error(
            "Extensions",
            f"missing: {', '.join(missing)}",
            "Install PostgreSQL's contrib package on the server, then start again with an account that may add them.",
        )
    return fine("Extensions", ", ".join(sorted(NEEDED_EXTENSIONS)))


def _static_files() -> Finding:
    from django.conf import settings

    if (settings.STATIC_ROOT / "staticfiles.json").exists():
        return fine("Static files", str(settings.STATIC_ROOT))
    return warning("Static files", "not collected yet", "`maillage run` and `maillage web` do it at their start.")


def _streets() -> Finding:
    from maillage.routing.network import StraightLines, open_network
    from maillage.routing.streets import extract_of
    from maillage.routing.streets_folder import POINTER, streets_folder

    folder = streets_folder(home=environment.home())
    remedy = (
        "`maillage map install FILE.osm.pbf` with the extract of your region; without FILE, the bundled one of Monaco."
    )
    if not (folder / POINTER).exists():
        return fine("Streets", "none installed: rides are straight lines, and say so. " + remedy)
    try:
        is_broken = isinstance(open_network(folder=folder), StraightLines)
    except Exception as problem:
        return error("Streets", f"{extract_of(folder=folder)} cannot be read ({problem})", remedy)
    if is_broken:
        return error("Streets", f"the tiles of {extract_of(folder=folder) or 'an extract'} are gone", remedy)
    return fine("Streets", f"rides follow those of {extract_of(folder=folder)}")


def _mail() -> Finding:
    from django.conf import settings

    mailer: dict[str, Any] = settings.MAILERS["default"]
    options = mailer.get("OPTIONS", {})
    if "host" not in options:
        if environment.is_development():
            return fine("Mail", f"kept in files, readable at {environment.base_url()}/dev/mail/")
        return error(
            "Mail",
            "nothing is sent: messages are only kept in files",
            "Set MAILLAGE_SMTP_HOST, MAILLAGE_SMTP_USER and MAILLAGE_SMTP_PASSWORD.",
        )
    try:
        with smtplib.SMTP(options["host"], options["port"], timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        return error(
            "Mail",
            f"{options['host']}:{options['port']} does not answer ({problem})",
            "Check MAILLAGE_SMTP_HOST and _PORT.",
        )
    return fine("Mail", f"{options['host']}:{options['port']} answers")


def _worker() -> Finding:
    (latest,) = _row("select max(last_heartbeat) from procrastinate_workers")
    remedy = "Start `maillage run`, or `maillage worker` beside `maillage web`."
    if latest is None:
        return warning("Worker", "none runs: e-mails, imports and digests wait", remedy)
    silence = datetime.now(UTC) - latest
    if silence > SILENT_WORKER:
        return warning("Worker", f"silent for {age(silence)}", remedy)
    return fine("Worker", f"heard {age(silence)} ago")


def _jobs() -> Finding:
    query = (
        "select count(*), min(events.at) from procrastinate_jobs jobs join procrastinate_events events "
        "on events.job_id = jobs.id and events.type = 'deferred' "
        "where jobs.status = 'todo' and (jobs.scheduled_at is null or jobs.scheduled_at < now())"
    )
    count, oldest = _row(query)
    if oldest is not None and (waited := datetime.now(UTC) - oldest) > WAITING_TOO_LONG:
        return warning("Jobs", f"{count} wait, the oldest for {age(waited)}", "Start a worker, or more of them.")
    return fine("Jobs", f"{count} waiting")


def _parked() -> Finding:
    (count,) = _row("select count(*) from stream_parked")
    if count:
        return warning(
            "Deliveries",
            f"{count} given up after every retry",
            f"An administrator can read why, and try again, at {environment.base_url()}/reseau/livraisons-en-attente/.",
        )
    return fine("Deliveries", "none given up")
