"""Places as briefs keep them: `commune:69123`, `region:53`."""

from maillage import geodata


def place_named(code: str, /) -> geodata.Place | None:
    """Give the place of a code, None when nothing has it."""
    kind, _colon, rest = code.partition(":")
    if kind not in set(geodata.PlaceKind):
        return None
    return geodata.place(kind=geodata.PlaceKind(kind), code=rest)
