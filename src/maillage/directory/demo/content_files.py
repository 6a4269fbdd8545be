"""The demonstration's texts, read from the files of `content/`; their format is described in its README."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@dataclass(slots=True)
class Trade:
    """What is known of a skill: the organizations to draw, and the words to describe them with."""

    skill: str
    also: tuple[str, ...]
    is_rural: bool
    organizations: list[TradeOrganization] = field(default_factory=list)
    work: list[str] = field(default_factory=list)
    projects: list[tuple[str, str]] = field(default_factory=list)
    offers: list[tuple[str, str, str]] = field(default_factory=list)
    clients: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TradeOrganization:
    """An organization of a trade: one letter for its family, a name that may hold a slot, perhaps a commune."""

    family: str
    name: str
    commune_code: str
    pitch: str


@dataclass(slots=True)
class Block:
    """A block of a file of blocks: its key, its fields in order, and the text that follows `---`."""

    key: str
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    text: str = ""

    def one(self, name: str, default: str = "") -> str:
        """Give a field that comes once."""
        return self.fields[name][0] if name in self.fields else default

    def many(self, name: str) -> list[str]:
        """Give every line of a field that may come back."""
        return self.fields.get(name, [])


def _content() -> Traversable:
    return files("maillage.directory.demo") / "content"


def read_lines(*, name: str) -> list[str]:
    """Read the lines of a file of the content, without the empty ones and the comments (`# `)."""
    text = (_content() / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("# ")]


@cache
def shared_sentences() -> dict[str, list[str]]:
    """Read the sentences that any organization may use, by section."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in read_lines(name="shared.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.append(line)
    return sections


@cache
def trades() -> tuple[Trade, ...]:
    """Read every trade, in the order of the files' names."""
    found: list[Trade] = []
    for text in _texts_of("trades"):
        for line in text.splitlines():
            if line.startswith("# "):
                parts = _parts(line[2:])
                found.append(Trade(parts[0], tuple(parts[1].split(", ")), is_rural="rural" in parts[2:]))
            elif line.strip():
                _add_line(found[-1], line)
    return tuple(found)


def _add_line(trade: Trade, line: str) -> None:
    mark, rest = line[0], line[2:]
    match mark:
        case "@":
            trade.organizations.append(_organization(rest))
        case "+":
            trade.work.append(rest)
        case "*":
            title, summary = _parts(rest)
            trade.projects.append((title, summary))
        case "=":
            title, description, price = [*_parts(rest), ""][:3]
            trade.offers.append((title, description, price))
        case "~":
            trade.clients.extend(client.strip() for client in rest.split(";"))
        case _:
            raise ValueError(f"A line of {trade.skill} starts with an unknown mark: {line!r}")


def _organization(line: str) -> TradeOrganization:
    head, pitch = _parts(line)
    head, _, commune_code = head.partition(" @")
    family, _, name = head.partition(" ")
    return TradeOrganization(family=family, name=name, commune_code=commune_code, pitch=pitch)


def read_blocks(*, folder: str) -> list[Block]:
    """Read the files of a folder made of blocks, in the order of their names."""
    return [block for text in _texts_of(folder) for block in _blocks(text)]


def _blocks(text: str) -> Iterator[Block]:
    for chunk in text.split("=== ")[1:]:
        head, _, body = chunk.partition("\n---\n")
        key, *lines = head.splitlines()
        block = Block(key=key.strip(), text=body.strip())
        for line in lines:
            name, _, value = line.partition(": ")
            if value:
                block.fields[name.strip()].append(value.strip())
        yield block


def _texts_of(folder: str) -> list[str]:
    found = sorted(
        (entry for entry in (_content() / folder).iterdir() if entry.name.endswith(".txt")), key=lambda e: e.name
    )
    return [entry.read_text(encoding="utf-8") for entry in found]


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(" | ")]


split_parts = _parts
