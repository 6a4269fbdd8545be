"""`maillage user` and `maillage token`: set an instance up without a browser."""

import sys
from datetime import timedelta

import click

from maillage.cli.instance import ready_instance


@click.group()
def user() -> None:
    """People with an account."""


@user.command("add")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--role", type=click.Choice(["admin", "facilitator", "member"]), default="member", show_default=True)
@click.option(
    "--organization",
    "organization_slug",
    default="",
    help="Slug of the organization: its first person owns its page, the next ones edit it.",
)
@click.option("--name", default="", help="The person's name.")
def add(email: str, password_stdin: bool, role: str, organization_slug: str, name: str) -> None:
    """Add a person, or change the role of one known already."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    with ready_instance():
        from django.utils import timezone

        from maillage.accounts import queries, services
        from maillage.accounts.types import Actor, NetworkRole, OrganizationRole
        from maillage.kit.errors import DomainError

        actor = Actor.system(reason="maillage user add")
        now = timezone.now()
        try:
            person = services.add_user(actor=actor, email=email, password=password, now=now, name=name)
            if role in {"admin", "facilitator"}:
                wanted = NetworkRole.ADMINISTRATOR if role == "admin" else NetworkRole.FACILITATOR
                services.assign_network_role(actor=actor, user_id=person.pk, role=wanted, now=now)
            if organization_slug:
                organization = queries.organization_by_slug(slug=organization_slug)
                services.grant_role(
                    actor=actor,
                    organization_id=organization.pk,
                    user_id=person.pk,
                    role=OrganizationRole.EDITOR,
                    now=now,
                )
        except DomainError as error:
            raise click.ClickException(f"{error.field}: {error}" if error.field else str(error)) from None
        click.echo(f"{person.email} ({role})")


@click.group()
def token() -> None:
    """Bearer tokens of the API."""


@token.command("create")
@click.argument("email")
@click.option("--scope", "scopes", multiple=True, required=True, help="May be repeated.")
@click.option("--name", default="command line", show_default=True)
@click.option("--days", type=int, default=None, help="Days until it expires; never when absent.")
def create(email: str, scopes: tuple[str, ...], name: str, days: int | None) -> None:
    """Create a token and print it, this once."""
    with ready_instance():
        from django.utils import timezone

        from maillage.accounts import services
        from maillage.accounts.models import User
        from maillage.accounts.types import Actor
        from maillage.kit.errors import DomainError

        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise click.ClickException(f"Nobody has the address {email}: add them with `maillage user add`.")
        now = timezone.now()
        try:
            _token, secret = services.create_token(
                actor=Actor.system(reason="maillage token create"),
                user_id=person.pk,
                name=name,
                scopes=scopes,
                now=now,
                expires_at=now + timedelta(days=days) if days else None,
            )
        except DomainError as error:
            raise click.ClickException(str(error)) from None
        click.echo(secret)
