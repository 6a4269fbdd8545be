"""`maillage mail`: e-mail that comes in."""

import sys

import click

from maillage.cli.instance import ready_instance

# What mail servers understand (sysexits.h).
BAD_DATA, NO_SUCH_ADDRESS, TRY_LATER = 65, 67, 75


@click.group()
def mail() -> None:
    """E-mail that comes in."""


@mail.command("receive")
@click.option("--recipient", default="", help="Address of the envelope, when the mail server tells it.")
def receive(recipient: str) -> None:
    """Read one message (RFC 5322) on standard input: an answer in a need's thread, or an address that refuses.

    Made for a mail server's pipe: it leaves with 67 for an unknown address, 75 when it should be tried again.
    """
    raw = sys.stdin.buffer.read(_most() + 1)
    if not raw.strip() or len(raw) > _most():
        click.echo("Nothing to read, or over 40 MB.", err=True)
        sys.exit(BAD_DATA)
    try:
        with ready_instance(migrate=False):
            sys.exit(_received(raw, recipient))
    except click.ClickException as unavailable:
        click.echo(unavailable.message, err=True)
        sys.exit(TRY_LATER)


def _most() -> int:
    return 40 * 2**20


def _received(raw: bytes, recipient: str) -> int:
    from django.db import DatabaseError
    from django.utils import timezone

    from maillage.kit.errors import TooMany
    from maillage.matching.services.mail_in import NotOfTheOffice, UnknownAddress, receive_mail

    try:
        click.echo(receive_mail(raw=raw, now=timezone.now(), recipient=recipient).value)
    except UnknownAddress:
        click.echo("No recipient is an address of a need.", err=True)
        return NO_SUCH_ADDRESS
    except NotOfTheOffice:
        click.echo("Only people of the office may write to this address.", err=True)
        return NO_SUCH_ADDRESS
    except (TooMany, DatabaseError) as error:
        click.echo(f"Try again later: {error}", err=True)
        return TRY_LATER
    return 0
