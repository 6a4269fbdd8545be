"""A fact of no business of ours, and subscribers that can be made to hang or to fail, for tests with real workers."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from django.db import connection

from maillage.stream.registry import registry
from maillage.stream.types import Event

EAT, BURN = "test.eat", "test.burn"
PLATES = "create table if not exists bakery_plates (loaf uuid not null, process integer not null)"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoafBaked(Event):
    verb: ClassVar[str] = "loaf.baked"
    object_type: ClassVar[str] = "loaf"

    grams: int = 800
    baker_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoafBurnt(Event):
    verb: ClassVar[str] = "loaf.burnt"
    object_type: ClassVar[str] = "loaf"


def _table() -> Path:
    return Path(os.environ["BAKERY_FOLDER"])


def eat(event: LoafBaked) -> None:
    """Put the loaf on a plate; then hang for as long as the file `hang` exists."""
    with connection.cursor() as cursor:
        cursor.execute("insert into bakery_plates values (%s, %s)", [event.object_id, os.getpid()])
    (_table() / "eating").touch()
    while (_table() / "hang").exists():
        time.sleep(0.02)


def burn(event: LoafBurnt) -> None:
    """Put the loaf on a plate and fail while the file `broken` exists."""
    with (_table() / "attempts").open("a") as file:
        file.write(".")
    with connection.cursor() as cursor:
        cursor.execute("insert into bakery_plates values (%s, %s)", [event.object_id, os.getpid()])
    if (_table() / "broken").exists():
        raise RuntimeError("the oven is broken")


def open_bakery() -> None:
    registry.subscribe(event=LoafBaked, handler=eat, name=EAT)
    registry.subscribe(event=LoafBurnt, handler=burn, name=BURN)


def close_bakery() -> None:
    registry.unsubscribe(name=EAT)
    registry.unsubscribe(name=BURN)
