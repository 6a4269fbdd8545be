"""Places as briefs keep them: `commune:69123`, `region:53`."""

from functools import lru_cache

from maillage import geodata


def place_named(code: str, /) -> geodata.Place | None:
    """Give the place of a code, None when nothing has it."""
    kind, _colon, rest = code.partition(":")
    if kind not in set(geodata.PlaceKind):
        return None
    return geodata.place(kind=geodata.PlaceKind(kind), code=rest)


@lru_cache(maxsize=128)
def codes_across(department: str, /) -> tuple[str, ...]:
    """Give the codes of the wider places that count for a département: itself, its EPCI and its région."""
    wider = geodata.territories_across(department=department)
    return (f"department:{department}", *(f"{kind.value}:{code}" for kind, code in wider))
