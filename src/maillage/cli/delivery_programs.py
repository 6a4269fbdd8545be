"""`maillage delivery program`: credentials of stores' software, from the command line."""

import json
from typing import Any

import click

from maillage.cli.instance import ready_instance


@click.group()
def delivery() -> None:
    """Courier co-operatives."""


@delivery.group()
def program() -> None:
    """Software of stores that orders by the compatible API."""


@program.command("create")
@click.argument("store")
@click.option("--name", default="", help="What the software is called; the store's name when absent.")
@click.option(
    "--organization", "slug", default="", help="Slug of the courier co-operative, when the store's name is not enough."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def create(store: str, name: str, slug: str, as_json: bool) -> None:
    """Make credentials for STORE (its number, or its exact name) and print them, this once."""
    with ready_instance():
        from django.utils import timezone

        from maillage.delivery.services.programs import create_program
        from maillage.kit.errors import DomainError

        found = _store(store, slug)
        try:
            made = create_program(actor=_owner(found), store_id=found.pk, name=name or found.name, now=timezone.now())
        except DomainError as error:
            raise click.ClickException(str(error)) from None
        shown = {
            "program": made.program.pk, "store": f"/api/stores/{found.pk}", "client_id": made.client_id,
            "client_secret": made.client_secret, "api_key": made.api_key,
        }  # fmt: skip
        click.echo(json.dumps(shown) if as_json else "\n".join(f"{key}: {value}" for key, value in shown.items()))


@program.command("list")
def list_all() -> None:
    """List the programs that may order."""
    with ready_instance():
        from maillage.delivery.models import ApiProgram

        rows = ApiProgram.objects.across_scopes(reason="maillage delivery program list").filter(revoked_at=None)
        for row in rows.select_related("store").order_by("pk"):
            click.echo(f"{row.pk}\t{row.store.name}\t{row.name}\t{row.key_hint}…\t{row.made_at:%Y-%m-%d}")


@program.command("revoke")
@click.argument("number", type=int)
def revoke(number: int) -> None:
    """Take the credentials and tokens of a program away; its number is in the list."""
    with ready_instance():
        from django.utils import timezone

        from maillage.delivery.models import ApiProgram
        from maillage.delivery.services.programs import revoke_program

        rows = ApiProgram.objects.across_scopes(reason="maillage delivery program revoke").select_related("store")
        row = rows.filter(pk=number).first()
        if row is None:
            raise click.ClickException(f"No program has the number {number}: see `maillage delivery program list`.")
        revoke_program(actor=_owner(row.store), program_id=row.pk, now=timezone.now())
        click.echo(f"{row.name} ({row.store.name})")


def _store(text: str, slug: str) -> Any:
    from maillage.delivery.models import Store

    rows = Store.objects.across_scopes(reason="maillage delivery program create").filter(closed_at=None)
    rows = rows.filter(organization__slug=slug) if slug else rows
    found = list(rows.filter(pk=int(text)) if text.isdecimal() else rows.filter(name__iexact=text))
    if not found:
        raise click.ClickException(f"No store is called “{text}”: give its number or its exact name.")
    if len(found) > 1:
        numbers = ", ".join(str(store.pk) for store in found)
        raise click.ClickException(f"Several stores are called “{text}”: give a number among {numbers}.")
    return found[0]


def _owner(store: Any) -> Any:
    """Act for the store's co-operative: whoever has this command has the machine."""
    from maillage.delivery.types import DeliveryActor

    return DeliveryActor(
        organization_id=store.organization_id, is_dispatcher=True, is_owner=True, client="command line"
    )
