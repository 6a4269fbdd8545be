"""The command `maillage`."""

from typing import Any

import click

from maillage import __version__
from maillage.cli.accounts import token, user
from maillage.cli.backups import backup, restore
from maillage.cli.delivery_programs import delivery
from maillage.cli.demo import demo
from maillage.cli.doctor import doctor
from maillage.cli.imports import import_file
from maillage.cli.mail import mail
from maillage.cli.maps import maps
from maillage.cli.processes import manage, run, web, worker
from maillage.config.environment import EnvironmentMistake


class Commands(click.Group):
    """Say what is wrong in the environment without a trace."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except EnvironmentMistake as mistake:
            raise click.ClickException(str(mistake)) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Maillage: the platform that a network of co-operatives hosts for itself."""


for command in (
    run,
    web,
    worker,
    manage,
    user,
    token,
    delivery,
    demo,
    import_file,
    mail,
    maps,
    backup,
    restore,
    doctor,
):
    main.add_command(command)
