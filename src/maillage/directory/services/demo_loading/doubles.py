"""A few organizations that an open-data file has brought in a second time, written differently: for the office to merge."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from maillage.directory.demo.types import DemoOrganization
from maillage.directory.types import ServedKind

_DOUBLES = 6


def doubles_of(organizations: Sequence[DemoOrganization], /, *, random: Random) -> list[DemoOrganization]:
    """Write some organizations a second time, as a poor file would: no SIREN, another spelling, a point nearby."""
    fit = [each for each in organizations if not each.is_flagship and each.references and len(each.name) > 9][:-10]
    chosen = random.sample(fit, k=min(_DOUBLES, len(fit)))
    return [_double(each, number=number, random=random) for number, each in enumerate(chosen)]


def _double(each: DemoOrganization, *, number: int, random: Random) -> DemoOrganization:
    office = each.head_office
    moved = replace(
        office, siret="", name="", opening_hours="", street="" if number % 3 == 0 else office.street.upper(),
        longitude=round(office.longitude + random.uniform(-0.004, 0.004), 5),
        latitude=round(office.latitude + random.uniform(-0.003, 0.003), 5),
    )  # fmt: skip
    return replace(
        each, slug=f"{each.slug}-2", name=_other_spelling(each.name, number=number), siren="", description="",
        pitch=each.pitch.split(":")[0].strip(" .\u00a0\u202f")[:140] + ".", acronym="",
        skills=tuple(replace(skill, evidence="") for skill in each.skills[:1]),
        territory=replace(each.territory, kind=ServedKind.UNSAID, places=(), radius_km=None),
        establishments=(moved,), contacts=each.contacts[:1], links=each.links[:1], labels=(), offers=(),
        references=(), pictures=(),
    )  # fmt: skip


def _other_spelling(name: str, /, *, number: int) -> str:
    match number % 4:
        case 0:
            return name.upper()
        case 1:
            return f"{name} (Scop)"
        case 2:
            return f"Association {name}"
        case _:
            middle = len(name) // 2
            return name[:middle] + name[middle + 1 :]  # a letter lost in the typing
