"""What each context knows of a person: how to export it and how to erase it. Filled by `maillage.config.wiring`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

type Export = Callable[[UUID], Mapping[str, Any]]
type Erase = Callable[[UUID, datetime], None]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One context's part. `export(user_id)` gives JSON values by file name (without `.json`);
    `erase(user_id, now)` deletes or anonymises, inside the caller's transaction.
    """

    context: str
    export: Export
    erase: Erase


class PersonalDataRegistry:
    """The contexts that keep something about people."""

    def __init__(self) -> None:
        self._parts: dict[str, PersonalData] = {}

    def add(self, *, context: str, export: Export, erase: Erase) -> None:
        """Have a context's part in every export and every erasure."""
        if context in self._parts:
            raise ValueError(f"{context} is registered already")
        self._parts[context] = PersonalData(context=context, export=export, erase=erase)

    def parts(self) -> list[PersonalData]:
        return list(self._parts.values())


personal_data = PersonalDataRegistry()
