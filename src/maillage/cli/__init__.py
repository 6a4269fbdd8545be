"""The command `maillage`."""

import click

from maillage import __version__
from maillage.cli.accounts import token, user
from maillage.cli.processes import manage, run, web, worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Maillage: the platform that a network of co-operatives hosts for itself."""


for command in (run, web, worker, manage, user, token):
    main.add_command(command)
