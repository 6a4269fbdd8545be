"""Compile the translations that a checkout holds as text; a wheel brings them compiled."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def compile_stale_translations(*, package: Path = PACKAGE) -> list[Path]:
    """Write each `django.mo` that is missing or older than its `django.po`; give those written.

    Where the folder is not ours to write (an installed package), what stands there is kept.
    """
    return [
        source
        for source in sorted(package.rglob("locale/*/LC_MESSAGES/django.po"))
        if _is_stale(source) and _compile(source)
    ]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> bool:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    # Several processes may compile at once: each writes its own file, and the last rename stands.
    unfinished = source.with_suffix(f".mo.{os.getpid()}")
    try:
        with source.open("rb") as text, unfinished.open("wb") as compiled:
            write_mo(compiled, read_po(text))
        unfinished.replace(source.with_suffix(".mo"))
    except PermissionError:
        unfinished.unlink(missing_ok=True)
        return False
    return True
