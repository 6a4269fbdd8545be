"""What the street map draws, before it is cut into tiles."""

from dataclasses import dataclass
from enum import IntEnum

type Position = tuple[float, float]
type Line = list[Position]


class ShapeType(IntEnum):
    """The numbers are those of the Mapbox Vector Tile specification 2.1, section 4.3.4."""

    POINT = 1
    LINE = 2
    POLYGON = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing to draw.

    `lines`: positions in degrees (longitude, latitude); of a polygon, closed rings: the outer one, then its holes.
    `from_zoom`: drawn from this zoom on.
    """

    layer: str
    kind: str
    type: ShapeType
    lines: list[Line]
    from_zoom: int
    name: str = ""
    is_tunnel: bool = False
