"""`maillage map`: streets to draw and to ride on, and the search of addresses, from an OpenStreetMap extract."""

import os
from pathlib import Path

import click

from maillage.config import environment


@click.group(name="map")
def maps() -> None:
    """Streets and addresses, from an OpenStreetMap extract."""


@maps.command()
@click.argument("extract", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def install(extract: Path | None) -> None:
    """Draw streets, ride on them and find addresses from EXTRACT (.osm.pbf); without it, from the bundled one, Monaco's.

    It takes the place of the extract installed before. A running instance shows it, and rides on it, at once.
    """
    from maillage.geodata import BUNDLED_EXTRACT, NotAnExtract, build_address_index
    from maillage.geodata.street_map import build_street_map
    from maillage.routing.streets import BrokenExtract, build_network
    from maillage.routing.streets_folder import streets_folder

    path, home = extract or BUNDLED_EXTRACT, environment.writable_home()
    try:
        # First, since it refuses the most: what is broken changes nothing at all.
        build_network(extract_path=path, folder=streets_folder(home=home))
        addresses = build_address_index(home=home, extract_path=path)
        counts = build_street_map(home=home, extract_path=path, on_progress=_say)
    except (NotAnExtract, BrokenExtract) as refusal:
        raise click.ClickException(
            f"EXTRACT: {refusal}. What was installed before stays in use. Download the extract of the region anew: its name"
            " ends in .osm.pbf."
        ) from None
    except OSError as problem:
        raise click.ClickException(
            f"EXTRACT: {path.name} could not be installed ({problem.strerror or problem}). What was installed before stays in"
            f" use. Make room in {home}, or let Maillage write there, and start again."
        ) from None
    click.echo(
        f"{path.name}: {counts.shapes} shapes on {counts.tiles} tiles; {addresses.houses} addresses,"
        f" {addresses.streets} streets, {addresses.points_of_interest} places. Rides follow its streets."
    )


@maps.command()
def remove() -> None:
    """Forget the streets: rides are straight lines again; the maps of départements and towns stay."""
    from maillage.geodata.street_map import STREET_MAP_FILE
    from maillage.routing.streets import remove_network
    from maillage.routing.streets_folder import streets_folder

    remove_network(folder=streets_folder(home=environment.writable_home()))
    (environment.writable_home() / STREET_MAP_FILE).unlink(missing_ok=True)
    click.echo("Streets are no longer drawn; rides are straight lines.")


@maps.command(hidden=True)
@click.option("--bundled", is_flag=True, help="Install the bundled extract's streets first, where there are none.")
@click.option("--with-parent", type=int, default=0, hidden=True)
def prepare(bundled: bool, with_parent: int) -> None:
    """Make ready, at low priority, what the first plan of a day would wait for; the worker starts this."""
    from maillage.cli.processes import die_with_parent
    from maillage.routing import prepare as prepare_planner

    die_with_parent(with_parent)
    os.nice(15)
    if bundled:
        install_bundled_streets()
    prepare_planner()


def install_bundled_streets() -> None:
    """Install Monaco's streets, to ride on and to draw, unless some were installed, or removed, before."""
    from maillage.geodata import BUNDLED_EXTRACT
    from maillage.geodata.street_map import build_street_map
    from maillage.routing.streets import build_network
    from maillage.routing.streets_folder import streets_folder

    home = environment.writable_home()
    folder = streets_folder(home=home)
    if not folder.exists():
        build_network(extract_path=BUNDLED_EXTRACT, folder=folder)
        build_street_map(home=home, extract_path=BUNDLED_EXTRACT)


def _say(count: int) -> None:
    click.echo(f"{count} shapes…")
