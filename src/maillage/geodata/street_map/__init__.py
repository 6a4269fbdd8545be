"""Streets, buildings, green and water of an OpenStreetMap extract as vector tiles, kept in one MBTiles file."""

from maillage.geodata.street_map.building import StreetMapCounts, build_street_map
from maillage.geodata.street_map.store import STREET_MAP_FILE, StreetMap, installed_street_map, street_tile

__all__ = [
    "STREET_MAP_FILE",
    "StreetMap",
    "StreetMapCounts",
    "build_street_map",
    "installed_street_map",
    "street_tile",
]
