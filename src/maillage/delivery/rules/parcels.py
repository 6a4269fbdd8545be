"""Packages and weights of a delivery's tasks, and the texts in which they travel.

Source: `coopcycle_api.md`, sections 3.2 and 4.11.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from maillage.delivery.rules.expressions import PackageCount, Packages

GRAMS_IN_KG = 1_000
HEAVIEST_G = 10_000_000
MOST_PACKAGES = 1_000
INSTANCE = 1  # ours, in barcodes
_TASK = 1
_START, _END = "6767", "8076"
_BARCODE = re.compile(
    r"6767(?P<instance>[0-9]{3})(?P<entity>[0-9])(?P<id>[0-9]{1,18})(?:P(?P<package>[0-9]{1,18})U(?P<unit>[0-9]{1,6}))?8076"
)
_PAIR = re.compile(r"(?P<key>[^\s=]+)=(?P<value>\S*)")


class ParcelError(ValueError):
    """`key`: `weight`, `quantity`, `packages` or `metadata`; `text`: what was sent."""

    def __init__(self, key: str, text: str) -> None:
        self.key = key
        self.text = text
        super().__init__(key, text)


@dataclass(frozen=True, slots=True)
class Load:
    """What a task carries. `kind`: PICKUP or DROPOFF; grams, None when nobody said."""

    kind: str
    weight_g: int | None = None
    packages: Packages = Packages()


@dataclass(frozen=True, slots=True)
class Barcode:
    """What a label says. `unit`: runs on over all packages of the task, from 1; both None on the label of a whole task."""

    instance: int
    task_id: int
    package_id: int | None = None
    unit: int | None = None


def aggregated(loads: Sequence[Load], /) -> tuple[Load, ...]:
    """Give what each task shows: a single pickup shows all that is dropped off, a single drop-off all that is picked up.

    With one of each, the pickup shows the drop-off's load and the drop-off its own. With several of both, each shows its own.
    """
    pickups = [load for load in loads if load.kind == "PICKUP"]
    dropoffs = [load for load in loads if load.kind == "DROPOFF"]
    if len(pickups) == 1 and dropoffs:
        return tuple(_sum("PICKUP", dropoffs) if load.kind == "PICKUP" else load for load in loads)
    if len(dropoffs) == 1 and pickups:
        return tuple(_sum("DROPOFF", pickups) if load.kind == "DROPOFF" else load for load in loads)
    return tuple(loads)


def total(loads: Iterable[Load], /) -> Load:
    """Sum what the tasks carry themselves, each load counted once."""
    return _sum("", list(loads))


def comment_lines(load: Load, /) -> str:
    """Give the lines that a pickup's comment tells its load by: `2 × XL`, then `6.00 kg`."""
    lines = [f"{one.quantity} × {one.name}" for one in load.packages.counts if one.quantity]
    if load.weight_g:
        lines.append(f"{_kilograms(load.weight_g)} kg")
    return "\n".join(lines)


def with_load(comment: str, load: Load, /) -> str:
    """Write a load below a comment, after a blank line when there is one."""
    return "\n\n".join(part for part in (comment.rstrip(), comment_lines(load)) if part)


def barcode_text(barcode: Barcode, /) -> str:
    """Write a barcode. Raises: ValueError (an instance of more than three digits)."""
    if not 0 <= barcode.instance <= 999:
        raise ValueError("instance")
    unit = "" if barcode.package_id is None else f"P{barcode.package_id}U{barcode.unit or 1}"
    return f"{_START}{barcode.instance:03}{_TASK}{barcode.task_id}{unit}{_END}"


def barcode_of(text: str, /) -> Barcode | None:
    """Read a barcode; None for any other text, which may be a barcode of the sender's own."""
    found = _BARCODE.fullmatch(text.strip())
    if found is None or int(found["entity"]) != _TASK:
        return None
    package, unit = found["package"], found["unit"]
    return Barcode(
        int(found["instance"]), int(found["id"]), int(package) if package else None, int(unit) if unit else None
    )


def metadata_of(text: str, /) -> dict[str, str]:
    """Read `k=v k2=v2`; of a key given twice, the last. Raises: ParcelError."""
    found = {}
    for word in text.split():
        pair = _PAIR.fullmatch(word)
        if pair is None:
            raise ParcelError("metadata", word)
        found[pair["key"]] = pair["value"]
    return found


def quantities_of(text: str, /) -> dict[str, int]:
    """Read `small-box=1 big-box=2`: packages by the short name of their type, those of one type summed. Raises: ParcelError."""
    found: dict[str, int] = {}
    for word in text.split():
        pair = _PAIR.fullmatch(word)
        if pair is None:
            raise ParcelError("packages", word)
        found[pair["key"]] = found.get(pair["key"], 0) + quantity_of(pair["value"])
    return found


def quantity_of(value: int | str, /) -> int:
    """Read a number of packages, a number or a numeral. Raises: ParcelError (none, or more than a thousand)."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= MOST_PACKAGES:
        raise ParcelError("quantity", text[:40])
    return int(text)


def grams_of(value: int | str | None, /) -> int | None:
    """Read a weight in grams; nothing and zero are no weight. Raises: ParcelError (below zero, beyond ten tonnes, no number)."""
    if value is None or value == "":
        return None
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,12}", text) or int(text) > HEAVIEST_G:
        raise ParcelError("weight", text[:40])
    return int(text) or None


def grams_of_kilograms(text: str, /) -> int | None:
    """Read a weight in kilograms as spreadsheets have it (`2.5` or `2,5`), as grams. Raises: ParcelError."""
    plain = text.strip()
    if not plain:
        return None
    try:
        grams = Decimal(plain.replace(",", ".")[:40]) * GRAMS_IN_KG
    except InvalidOperation:
        raise ParcelError("weight", plain[:40]) from None
    if not grams.is_finite() or not 0 <= grams <= HEAVIEST_G:
        raise ParcelError("weight", plain[:40])
    return int(grams.quantize(Decimal(1), ROUND_HALF_UP)) or None


def tags_of(value: str | Sequence[object] | None, /) -> tuple[str, ...]:
    """Read slugs of tags from a text with spaces, a list of slugs, or objects with a `slug`; each once, the rest left out."""
    words = value.split() if isinstance(value, str) else (value or ())
    slugs = (word.get("slug") if isinstance(word, Mapping) else word for word in words)
    return tuple(dict.fromkeys(slug.strip() for slug in slugs if isinstance(slug, str) and slug.strip()))


def _sum(kind: str, loads: Sequence[Load]) -> Load:
    weights = [load.weight_g for load in loads if load.weight_g is not None]
    counts: dict[str, PackageCount] = {}
    for one in (count for load in loads for count in load.packages.counts):
        before = counts[one.name].quantity if one.name in counts else 0
        counts[one.name] = PackageCount(one.name, before + one.quantity, one.volume_units)
    return Load(kind, sum(weights) if weights else None, Packages(tuple(counts.values())))


def _kilograms(grams: int) -> str:
    return str((Decimal(grams) / GRAMS_IN_KG).quantize(Decimal("0.01"), ROUND_HALF_UP))
