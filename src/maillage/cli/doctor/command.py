"""Run every examination and print what it found."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from maillage.cli.backups.database import connect
from maillage.cli.doctor.findings import Finding, Verdict, error, fine
from maillage.cli.doctor.instance import examine_instance
from maillage.cli.doctor.machine import examine_machine, log_tail
from maillage.cli.instance import close_connections, embedded_server, set_up_django
from maillage.cli.supervision import answers
from maillage.config import environment
from maillage.kit.postgres import PostgresUnavailable

COLOURS = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.ERROR: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is wrong with this instance, and what to do. Exit code 1 when something is."""
    worst = Verdict.OK
    for finding in examinations():
        if as_json:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            _show(finding)
        if finding.verdict is Verdict.ERROR or worst is Verdict.OK:
            worst = finding.verdict
    context.exit(1 if worst is Verdict.ERROR else 0)


def examinations() -> Iterator[Finding]:
    """Examine machine, database and instance, as far as one can get."""
    is_hopeless = False
    for finding in examine_machine():
        is_hopeless = is_hopeless or finding.verdict is Verdict.ERROR
        yield finding
    if is_hopeless:
        return  # what comes next would only fail for the same reason
    yield fine("Web", f"answers on port {environment.port()}" if answers() else "at rest")
    server = embedded_server()
    try:
        if server is None:
            yield from _examine_database()
            return
        with server.running():
            yield from _examine_database()
    except PostgresUnavailable as problem:
        tail = log_tail(server.log) if server else ""
        yield error(
            "Database", str(problem), f"Its log ends with:\n{tail}" if tail else "Free what it asks for, start again."
        )


def _examine_database() -> Iterator[Finding]:
    import psycopg

    try:
        # Not through Django: its pool would try for a long time before it says why.
        with connect(seconds=5) as connection:
            yield fine("Database", f"PostgreSQL {connection.info.parameter_status('server_version')} answers")
    except psycopg.Error as problem:
        yield error("Database", str(problem).strip(), "Check DATABASE_URL, and that the server runs and lets us in.")
        return
    set_up_django()
    try:
        yield from examine_instance()
    finally:
        close_connections()


def _show(finding: Finding) -> None:
    mark = click.style(f"{finding.verdict.upper():<8}", fg=COLOURS[finding.verdict])
    click.echo(f"{mark}{finding.subject}: {finding.text}")
    if finding.remedy:
        click.echo(f"        → {finding.remedy}")
