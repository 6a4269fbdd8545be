"""`maillage map`: the street level of the maps and the search of addresses, from an OpenStreetMap extract."""

from pathlib import Path

import click

from maillage.config import environment


@click.group(name="map")
def maps() -> None:
    """The street level of the maps, from an OpenStreetMap extract."""


@maps.command()
@click.argument("extract", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def install(extract: Path | None) -> None:
    """Draw streets and find addresses from EXTRACT (.osm.pbf); without it, from the bundled one, Monaco's.

    It takes the place of the extract installed before. A running instance shows it at once.
    """
    from maillage.geodata import BUNDLED_EXTRACT, NotAnExtract, build_address_index
    from maillage.geodata.street_map import build_street_map

    path, home = extract or BUNDLED_EXTRACT, environment.writable_home()
    try:
        addresses = build_address_index(home=home, extract_path=path)
        counts = build_street_map(home=home, extract_path=path, on_progress=_say)
    except NotAnExtract as refusal:
        raise click.ClickException(f"{refusal}. Extracts of regions end in .osm.pbf.") from None
    click.echo(
        f"{path.name}: {counts.shapes} shapes on {counts.tiles} tiles; {addresses.houses} addresses,"
        f" {addresses.streets} streets, {addresses.points_of_interest} places."
    )


@maps.command()
def remove() -> None:
    """Forget the street level; the maps of départements and towns stay."""
    from maillage.geodata.street_map import STREET_MAP_FILE

    (environment.writable_home() / STREET_MAP_FILE).unlink(missing_ok=True)
    click.echo("The street level is no longer drawn.")


def _say(count: int) -> None:
    click.echo(f"{count} shapes…")
