"""Notice changed sources, for `maillage run --reload`."""

from collections.abc import Iterator
from pathlib import Path

from maillage.cli.translations import PACKAGE, compile_stale_translations

SUFFIXES = {".py", ".html", ".txt", ".css", ".js", ".po", ".yaml"}
LOOK_EVERY_MS = 400


def source_changes(*, package: Path = PACKAGE) -> Iterator[bool]:
    """Give, a few times a second, whether sources have changed since; translations are compiled on the way."""
    from watchfiles import Change, watch

    def is_source(_change: Change, path: str) -> bool:
        return Path(path).suffix in SUFFIXES

    for changes in watch(
        package, watch_filter=is_source, rust_timeout=LOOK_EVERY_MS, yield_on_timeout=True, raise_interrupt=True
    ):
        if any(path.endswith(".po") for _change, path in changes):
            compile_stale_translations(package=package)
        yield bool(changes)
