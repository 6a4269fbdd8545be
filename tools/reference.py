"""Write the pages of `docs/reference` that the code itself knows: permissions, events, states, commands.

`python -m tools.reference` writes them, `--check` fails when one is stale.
"""

import argparse
import importlib.util
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
_HEAD = "<!-- Written by `python -m tools.reference` from the code: change the code, not this page. -->\n\n"


def set_up_django() -> None:
    """Load the apps without touching an instance."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    os.environ.setdefault("MAILLAGE_SECRET_KEY", "reference pages sign nothing")
    import django

    django.setup()


def permissions_page() -> str:
    """List every route with its address and who may enter."""
    from maillage.config import permissions

    sections = {
        "Shell": permissions.SHELL,
        "Accounts": permissions.ACCOUNTS,
        "Sign-in": permissions.SIGN_IN,
        "Directory": permissions.DIRECTORY,
        "Reuse": permissions.REUSE,
        "Matching": permissions.MATCHING,
        "Coproductions": permissions.COPRODUCTIONS,
        "Links": permissions.LINKS,
        "Delivery": permissions.DELIVERY,
        "API of CoopCycle": permissions.COMPATIBLE_API,
        "API": permissions.API,
    }
    paths = _paths()
    lines = [
        "# Who may enter which route\n",
        "Source: `src/maillage/config/permissions.py`. A middleware enforces it and the tests try every line with every",
        "role. What the levels mean: [accounts](../explanation/accounts.md).",
    ]
    for title, routes in sections.items():
        lines += [f"\n## {title}\n", "| route | address | who enters |", "|---|---|---|"]
        lines += [f"| `{name}` | {_code(paths.get(name))} | {_access(access)} |" for name, access in routes.items()]
    return _page(lines)


def _paths() -> dict[str, str]:
    from django.urls import get_resolver

    found: dict[str, str] = {}
    for name, path in _routes(get_resolver(), namespace="", prefix="/"):
        found.setdefault(name, path)
    return found


def _routes(resolver: Any, *, namespace: str, prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if hasattr(pattern, "url_patterns"):
            inside = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from _routes(pattern, namespace=inside, prefix=path)
        elif pattern.name:
            yield ":".join(part for part in (namespace, pattern.name) if part), path


def _access(access: Any) -> str:
    if isinstance(access, Mapping):
        return ", ".join(f"{method} {level.value}" for method, level in access.items())
    return str(access.value)


def events_page() -> str:
    """List every fact that the stream records, and who listens."""
    from maillage.stream.registry import registry

    lines = [
        "# Events\n",
        "Facts that contexts publish, recorded for ever in `stream_fact` in the transaction that made them true. Every one has",
        "`at`, `actor_id`, `object_id` and `organization_id` besides its own fields. Who listens is bound in",
        "`src/maillage/config/wiring.py`. How it works: [the stream](../explanation/stream.md).",
    ]
    context = ""
    for kind in _events():
        if kind.__module__ != context:
            context = kind.__module__
            title = context.removeprefix("maillage.").removesuffix(".events")
            lines += [
                f"\n## {title}\n",
                "| verb | event | object | its own fields | subscribers |",
                "|---|---|---|---|---|",
            ]
        listeners = sorted(one.name.partition(":")[0] for one in registry.listening_to(kind.verb))
        lines.append(
            f"| `{kind.verb}` | {kind.__name__} | {kind.object_type} | {_fields(kind)} | {_codes(listeners) or '—'} |"
        )
    return _page(lines)


def _events() -> list[Any]:
    from maillage.stream.types import Event

    for module in _modules("events"):
        importlib.import_module(module)
    # A dataclass with slots is made twice: only the one that its module names is used.
    found = {
        kind
        for kind in _descendants(Event)
        if kind.__module__.startswith("maillage.") and vars(sys.modules[kind.__module__]).get(kind.__name__) is kind
    }
    found = {kind for kind in found if "verb" in vars(kind)}
    return sorted(found, key=lambda kind: (kind.__module__, kind.verb))


def _descendants(kind: type) -> Iterator[type]:
    for heir in kind.__subclasses__():
        yield heir
        yield from _descendants(heir)


def _fields(kind: Any) -> str:
    from dataclasses import fields

    from maillage.stream.types import Event

    common = {field.name for field in fields(Event)}
    hints = get_type_hints(kind)
    own = [f"`{field.name}` {_type_name(hints[field.name])}" for field in fields(kind) if field.name not in common]
    return ", ".join(own) or "—"


def _type_name(hint: Any) -> str:
    name = hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)
    return name.replace("uuid.", "").replace("datetime.", "").replace("|", "or")


def states_page() -> str:
    """List the tables of allowed moves, and the states that code moves without a table."""
    from maillage.kit.moves import Moves

    lines = [
        "# States\n",
        "Each table says which states may follow which; `stream.services.move` checks it, changes the row and writes who, when",
        "and why in `stream_statemove`. A state without a line is terminal.",
    ]
    kept = set()
    for module in _modules("states"):
        for name, moves in vars(importlib.import_module(module)).items():
            if isinstance(moves, Moves):
                kind = type(next(iter(moves.table)))
                kept.add(kind)
                lines += _moves(f"{module.removeprefix('maillage.')}.{name}", kind, moves)
    lines += [
        "\n## States without a table\n",
        "Services change these directly, under a lock.\n",
        "| words | states |",
        "|---|---|",
    ]
    for kind in _state_words():
        if kind not in kept:
            lines.append(f"| `{kind.__module__.removeprefix('maillage.')}.{kind.__qualname__}` | {', '.join(kind)} |")
    return _page(lines)


def _moves(name: str, kind: Any, moves: Any) -> list[str]:
    lines = [f"\n## {kind.__name__}\n", f"{kind.__doc__} (`{name}`)\n", "| from | to |", "|---|---|"]
    for state in kind:
        targets = [target.value for target in kind if target in moves.table.get(state, ())]
        lines.append(f"| {state.value} | {', '.join(targets) or '— (terminal)'} |")
    return lines


def _state_words() -> list[Any]:
    found = []
    for module in _modules("types"):
        for name, kind in vars(importlib.import_module(module)).items():
            if isinstance(kind, type) and issubclass(kind, StrEnum) and name.endswith("State"):
                found.append(kind)
    from maillage.accounts.models import Affiliation

    return [*found, Affiliation.State]


def commands_page() -> str:
    """Describe the command `maillage` and all that stands below it."""
    from maillage.cli import main

    lines = ["# Commands\n", str(main.help), "", "Environment variables: [settings](settings.md)."]
    for name in sorted(main.commands):
        lines += _command(main.commands[name], path=f"maillage {name}")
    return _page(lines)


def _command(command: Any, *, path: str) -> list[str]:
    import click

    if isinstance(command, click.Group):
        return [
            line
            for name in sorted(command.commands)
            for line in _command(command.commands[name], path=f"{path} {name}")
        ]
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    usage = " ".join([path, *(["[OPTIONS]"] if options else []), *(_argument(one) for one in arguments)])
    lines = [f"\n## {path}\n", f"`{usage}`\n", *_paragraphs(command.help or "")]
    if options:
        lines += ["", "| option | meaning |", "|---|---|"]
        lines += [f"| {_option(one)} | {one.help or ''} |" for one in options]
    return lines


def _argument(argument: Any) -> str:
    name = str(argument.name).upper() + ("…" if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def _paragraphs(text: str) -> list[str]:
    import inspect

    return inspect.cleandoc(text).splitlines()


def _option(option: Any) -> str:
    import click

    names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    if isinstance(option.type, click.Choice):
        return f"{names} {' or '.join(option.type.choices)}"
    if option.is_flag:
        return names
    return f"{names} {'file' if isinstance(option.type, click.Path) else option.type.name}"


def _modules(name: str) -> list[str]:
    import maillage

    contexts = sorted(one.name for one in pkgutil.iter_modules(maillage.__path__) if one.ispkg)
    return [
        f"maillage.{context}.{name}" for context in contexts
        if importlib.util.find_spec(f"maillage.{context}.{name}") is not None
    ]  # fmt: skip


def _code(text: str | None) -> str:
    return f"`{text}`" if text else "—"


def _codes(texts: list[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _page(lines: list[str]) -> str:
    return _HEAD + "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "permissions.md": permissions_page,
    "events.md": events_page,
    "states.md": states_page,
    "commands.md": commands_page,
}


def stale_pages() -> list[str]:
    """Name the pages that do not say what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != page()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail when a page is stale")
    arguments = parser.parse_args()
    set_up_django()
    stale = stale_pages()
    if arguments.check:
        if stale:
            sys.exit(f"Stale: {', '.join(stale)}. Run: python -m tools.reference")
        return
    for name in stale:
        (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
