"""The files of an instance, apart from its database and from what can be made again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from maillage.cli.instance import PREPARED_STAMP

SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file
# The database has its dump; static files are collected anew; locks and sockets belong to running processes.
_NOT_STATE = {"postgres", "postgres-unfinished", "run", "static", PREPARED_STAMP, SECRET_KEY}


def state_files(home: Path, *, with_secret_key: bool) -> Iterator[Path]:
    """Give the files that a backup holds, in a fixed order."""
    for entry in state_entries(home):
        yield from [entry] if entry.is_file() else sorted(path for path in entry.rglob("*") if path.is_file())
    if with_secret_key and (home / SECRET_KEY).exists():
        yield home / SECRET_KEY


def state_entries(home: Path) -> list[Path]:
    """Give what stands in the home folder and is state."""
    return sorted(
        entry
        for entry in home.iterdir()
        if entry.name not in _NOT_STATE and entry.suffix != ".lock" and not entry.name.startswith("restore-")
    )


@dataclass(slots=True)
class FilesSwap:
    """Puts `incoming` in the place of the home folder's files; puts these back when the block fails."""

    home: Path
    incoming: Path
    aside: Path
    _moved_out: list[tuple[Path, Path]] = field(default_factory=list)
    _moved_in: list[tuple[Path, Path]] = field(default_factory=list)

    def __enter__(self) -> None:
        try:
            self.aside.mkdir(parents=True)
            arriving = sorted(self.incoming.iterdir()) if self.incoming.exists() else []
            leaving = {*state_entries(self.home), *(self.home / entry.name for entry in arriving)}
            for entry in sorted(leaving):
                if entry.exists():
                    self._move(entry, self.aside / entry.name, done=self._moved_out)
            for entry in arriving:
                self._move(entry, self.home / entry.name, done=self._moved_in)
        except BaseException:
            self._put_back()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._put_back()

    @staticmethod
    def _move(origin: Path, target: Path, *, done: list[tuple[Path, Path]]) -> None:
        origin.rename(target)
        done.append((origin, target))

    def _put_back(self) -> None:
        for origin, target in reversed(self._moved_out + self._moved_in):
            target.rename(origin)
