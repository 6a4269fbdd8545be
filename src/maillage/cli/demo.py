"""`maillage demo`: fill an instance with a fictional network."""

from threading import Thread

import click

from maillage.cli.instance import ready_instance
from maillage.cli.maps import install_bundled_streets
from maillage.config import environment

OFFICE = ("farida@maillage.example", "gabriel@maillage.example")
MEMBERS = ("amina@maillage.example", "driss@maillage.example")


@click.command()
@click.option("--seed", type=int, default=None, help="Another network for another number.")
@click.option("--add", "is_added", is_flag=True, help="Add to an instance that is not empty; what is there stays.")
@click.option("--reset", "is_reset", is_flag=True, help="Forget the fictional network first, then load it anew.")
def demo(seed: int | None, is_added: bool, is_reset: bool) -> None:
    """Fill an empty instance with a fictional network of some four hundred organizations."""
    with ready_instance():
        from maillage.accounts.types import Actor
        from maillage.directory.services.demo_loading import reset_demo
        from maillage.kit.errors import DomainError
        from maillage.links.services.demo_mesh import forget_mesh
        from maillage.matching.services.demo_coproductions import forget_coproductions
        from maillage.matching.services.demo_papers import forget_papers
        from maillage.matching.services.demo_season import forget_season

        try:
            if is_reset:
                forget_coproductions()
                forget_mesh()
                forget_papers()
                forget_season()
                reset_demo(actor=Actor.system(reason="maillage demo --reset"))
            fill(seed=seed, is_added=is_added)
        except DomainError as error:
            raise click.ClickException(f"{error} Use --add to add to it, --reset to replace a demonstration.") from None


def fill(*, seed: int | None = None, is_added: bool = False) -> None:
    """Load the fictional network and say how to sign in; the database must run and its tables be up to date."""
    from django.utils import timezone, translation

    from maillage.accounts.types import Actor
    from maillage.delivery.services.demo_loading import load_deliveries
    from maillage.directory.demo import DEFAULT_SEED, build_demo
    from maillage.directory.services.demo_loading import load_demo
    from maillage.geodata import BUNDLED_EXTRACT, build_address_index
    from maillage.links.services.demo_mesh import load_mesh
    from maillage.matching.services.demo_coproductions import load_coproductions
    from maillage.matching.services.demo_papers import load_papers
    from maillage.matching.services.demo_season import load_season
    from maillage.stream.registry import registry
    from maillage.stream.services import replay

    now, wanted = timezone.now(), DEFAULT_SEED if seed is None else seed
    streets = Thread(target=install_bundled_streets)  # another program does it, meanwhile
    streets.start()
    network = build_demo(seed=wanted, today=now.date())
    with translation.override("fr"):
        report = load_demo(
            actor=Actor.system(reason="maillage demo"), demo=network, seed=wanted, now=now, is_added=is_added
        )
        needs = load_season(now=now)
        works = load_coproductions(now=now)
        told = [one.name for one in registry.all() if one.name.startswith("links.jobs.note_")]
        facts = load_mesh(now=now, subscribers=told)
        papers = load_papers(now=now, today=timezone.localdate(now))
        streets.join()
        deliveries = load_deliveries(now=now)
        ridden = [name for name in told if name.startswith("links.jobs.note_delivered")]
        facts += sum(replay(subscriber_name=name) for name in ridden)
    build_address_index(home=environment.home(), extract_path=BUNDLED_EXTRACT)
    click.echo(
        f"{report.organizations} organizations and {report.people} people added; {report.pictures} pictures to draw; "
        f"{needs} needs; {works} coproductions; {facts} facts of links; {papers} papers; {deliveries} deliveries."
    )
    announce()


def announce() -> None:
    """Say how to sign in when the instance holds a fictional network."""
    from maillage.accounts.queries import network
    from maillage.delivery.services.demo_loading import people_to_sign_in
    from maillage.directory.services.demo_loading import DEMO_PASSWORD

    if network().is_fictional:
        click.echo(f"Fictional network. Sign in as {', '.join(MEMBERS)} (members) or {', '.join(OFFICE)} (office).")
        riders = people_to_sign_in()
        if riders:
            click.echo(
                f"Deliveries: {', '.join(riders)} (two couriers, their owner, a dispatcher, a store, a neighbour’s owner)."
            )
        click.echo(f"Their password: {DEMO_PASSWORD}")
