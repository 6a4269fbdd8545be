"""Write vector tiles. Source: Mapbox Vector Tile specification 2.1 (CC BY 3.0 US) over Protocol Buffers' wire format."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from maillage.geodata.street_map.cutting import EXTENT, Path
from maillage.geodata.street_map.shapes import ShapeType

_MOVE, _LINE, _CLOSE = 1, 2, 7
_TUNNEL_KEY = "tunnel"


@dataclass(frozen=True, slots=True)
class TileFeature:
    """A piece of a shape on one tile; `geometry` as `encoded_geometry` gives it."""

    type: ShapeType
    kind: str
    name: str
    is_tunnel: bool
    geometry: bytes


def encoded_geometry(*, type: ShapeType, paths: Iterable[Path]) -> bytes:
    """Write paths as commands relative to the cursor; of a polygon, the first ring is an outer one."""
    commands: list[int] = []
    x = y = 0
    for number, path in enumerate(paths):
        drawn = _oriented(path, is_outer=number == 0) if type is ShapeType.POLYGON else path
        points = drawn[:-1] if type is ShapeType.POLYGON else drawn
        for place, (across, down) in enumerate(points):
            if place == 0:
                commands.append(_command(_MOVE, 1))
            elif place == 1:
                commands.append(_command(_LINE, len(points) - 1))
            commands += (_zigzag(across - x), _zigzag(down - y))
            x, y = across, down
        if type is ShapeType.POLYGON:
            commands.append(_command(_CLOSE, 1))
    return b"".join(_varint(command) for command in commands)


def encoded_layer(*, name: str, features: Sequence[TileFeature]) -> bytes:
    """Write one layer of a tile; a tile is its layers one after the other."""
    keys: dict[str, int] = {}
    values: dict[str | bool, int] = {}
    body: list[bytes] = []
    for feature in features:
        tags: list[int] = []
        properties: dict[str, str | bool] = {"kind": feature.kind}
        if feature.name:
            properties["name"] = feature.name
        if feature.is_tunnel:
            properties[_TUNNEL_KEY] = True
        for key, value in properties.items():
            tags += (keys.setdefault(key, len(keys)), values.setdefault(value, len(values)))
        packed = b"".join(_varint(tag) for tag in tags)
        body.append(_bytes(2, _bytes(2, packed) + _number(3, feature.type) + _bytes(4, feature.geometry)))
    written_keys = b"".join(_bytes(3, key.encode()) for key in keys)
    written_values = b"".join(_bytes(4, _value(value)) for value in values)
    layer = (
        _number(15, 2) + _bytes(1, name.encode()) + b"".join(body) + written_keys + written_values + _number(5, EXTENT)
    )
    return _bytes(3, layer)


def _oriented(ring: Path, *, is_outer: bool) -> Path:
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring))
    return ring if (area > 0) is is_outer else ring[::-1]


def _command(kind: int, count: int) -> int:
    return (kind & 7) | (count << 3)


def _zigzag(number: int) -> int:
    return (number << 1) if number >= 0 else ((-number << 1) - 1)


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 127:
        written.append((number & 127) | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _value(value: str | bool) -> bytes:
    return _number(7, 1) if value is True else _bytes(1, str(value).encode())
