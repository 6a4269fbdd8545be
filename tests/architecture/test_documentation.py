"""What the documentation names exists: the pages and titles that its links lead to, commands, options, targets, files."""

import re
import shlex
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from django.core.management import get_commands

from maillage.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
_CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_COMMAND = re.compile(r"(?:^|[\s/$(])maillage +([a-z].*)$")
_TARGET = re.compile(r"(?:^|&& |; )make ([a-z][a-z-]*)")
_MODULE = re.compile(r"python -m ((?:tools|bench|maillage)[\w.]*)")
_FILE = re.compile(r"(?<![\w./])((?:src|tests|tools|docs|bench|requirements|\.ci)/[\w./-]*\w)")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def code_lines(page: Path) -> Iterator[str]:
    """Give the lines of code blocks and the inline code of a page."""
    for block, inline in _CODE.findall(page.read_text(encoding="utf-8")):
        yield from (block or inline).splitlines()


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's titles, as forges name them."""
    titles = re.findall(r"^#+ +(.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    plain = (re.sub(r"[`*]|\]\([^)]*\)|\[", "", title) for title in titles)
    return {re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", title).lower()).replace(" ", "-") for title in plain}


def why_unknown(words: list[str]) -> str:
    """Say what of a command line of `maillage` does not exist, or nothing."""
    command: click.Command = main
    while isinstance(command, click.Group):
        if not words or not re.fullmatch(r"[a-z][a-z-]*", words[0]):
            return ""  # the group itself, or a placeholder
        if words[0] not in command.commands:
            return f"no command {words[0]}"
        command = command.commands[words.pop(0)]
    if command.name == "manage":
        is_placeholder = not words or not re.fullmatch(r"[a-z][a-z_]*", words[0])
        return "" if is_placeholder or words[0] in get_commands() else f"no management command {words[0]}"
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return ", ".join(f"no option {word}" for word in words if word.startswith("--") and word not in known | {"--help"})


def command_words(line: str) -> list[str]:
    """Split a command line up to what ends it: a comment, a pipe, the next command, the quote that it stands in."""
    line = line.rpartition('"')[0] if line.count('"') % 2 else line
    lexer = shlex.shlex(
        line.replace("’", " ").replace("[", " ").replace("]", " "), posix=True, punctuation_chars="|&;<>"
    )
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if set(word) <= set("|&;<>"):
            break
        words.append(word.partition("=")[0])
    return words


@every_page
def test_links_lead_somewhere(page):
    lost = []
    for target, anchor in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        aim = (page.parent / target).resolve() if target else page
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            lost.append(f"{target}#{anchor}")

    assert lost == []


@every_page
def test_named_commands_exist(page):
    found = {
        match[1]: why_unknown(command_words(match[1])) for line in code_lines(page) if (match := _COMMAND.search(line))
    }

    assert {line: why for line, why in found.items() if why} == {}


@every_page
def test_named_targets_modules_and_files_exist(page):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lost = set()
    for line in code_lines(page):
        lost |= {f"make {name}" for name in _TARGET.findall(line) if name not in targets}
        modules = [ROOT / name.replace(".", "/") for name in _MODULE.findall(line)]
        places = [*modules, *(ROOT / "src" / module.relative_to(ROOT) for module in modules)]
        if modules and not any(place.with_suffix(".py").exists() or place.is_dir() for place in places):
            lost.add(line)
        lost |= {name for name in _FILE.findall(line) if not (ROOT / name).exists()}

    assert lost == set()


def test_every_command_is_found_in_the_pages():
    named = {
        command_words(match[1])[0] for page in PAGES for line in code_lines(page) if (match := _COMMAND.search(line))
    }

    assert set(main.commands) - named == set()


def test_the_makefile_names_files_that_exist():
    named = set(_FILE.findall((ROOT / "Makefile").read_text()))

    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("run --no-demo", ""),
        ("backup /a.tar # while it runs", ""),
        ("import FILE [--as …] [--dry-run]", ""),
        ("manage migrate", ""),
        ("map install rhone-alpes.osm.pbf", ""),
        ("runs", "no command runs"),
        ("user remove a@b.example", "no command remove"),
        ("import a.csv --swiftly", "no option --swiftly"),
        ("manage conquer", "no management command conquer"),
    ],
)
def test_an_unknown_command_is_noticed(line, why):
    assert why_unknown(command_words(line)) == why
