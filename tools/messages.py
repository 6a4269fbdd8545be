"""The interface's strings and their French: extract, compile, check. GNU gettext is not needed.

    python -m tools.messages extract [--prune] [CONTEXT …]   add new strings to each context's django.po
    python -m tools.messages compile                         write the .mo files
    python -m tools.messages check [CONTEXT …]               fail on what is missing, empty, unused, French or broken

A context owns the strings of its folder. Entries are sorted and carry neither line numbers nor dates, so that two
branches which add strings merge.
"""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import polib
from babel.messages.extract import extract as babel_extract

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "maillage"
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = {
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{\w*\}")
# Words of the field that stay French in English, and French names given as examples.
FRENCH_WORDS_IN_ENGLISH = re.compile(r"département|région|société|coopérative|Français|€|café", re.IGNORECASE)
FRENCH_LETTERS = re.compile(r"[àâçéèêëîïôûùœ«»]", re.IGNORECASE)
FRENCH_SENTENCE = re.compile(r"\b(vous|votre|vos|une|les|des|cette|pour|avec|est|sont|aucun|aucune)\b", re.IGNORECASE)

type Key = tuple[str | None, str]


def contexts() -> list[str]:
    """Name the folders of the package that may own strings."""
    return sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists())


def extract_strings(folder: Path) -> dict[Key, str | None]:
    """Give the strings of a folder's Python files and templates: (context, singular) → plural or None."""
    found: dict[Key, str | None] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            found |= _strings_of(path.read_bytes())
        elif path.suffix in {".html", ".txt", ".xml", ".svg"} and "templates" in path.parts:
            found |= _strings_of(_as_python(path.read_text(encoding="utf-8"), origin=path).encode())
    return found


def _as_python(template: str, *, origin: Path) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    # Inside brackets Python's tokenizer pays no heed to the indentation of the page.
    return f"(\n{templatize(template, origin=str(origin))}\n)"


def _strings_of(source: bytes) -> dict[Key, str | None]:
    found: dict[Key, str | None] = {}
    for _line, messages, _comments, context in babel_extract("python", io.BytesIO(source), KEYWORDS, ()):
        singular, plural = messages if isinstance(messages, tuple) else (messages, None)
        if singular:
            found[(context, singular)] = plural
    return found


def catalogue_path(context: str) -> Path:
    return PACKAGE / context / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def read_catalogue(context: str) -> polib.POFile:
    path = catalogue_path(context)
    return polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)


def key_of(entry: polib.POEntry) -> Key:
    return (entry.msgctxt, entry.msgid)


def merge(context: str, *, prune: bool, elsewhere: dict[Key, polib.POEntry]) -> int:
    """Add a context's new strings to its catalogue; give how many are to be translated.

    A string that another context has translated takes its translation. `prune`: drop entries no longer used.
    """
    strings = extract_strings(PACKAGE / context)
    catalogue = read_catalogue(context)
    known = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    entries = [entry for key, entry in known.items() if key in strings or not prune]
    for key, plural in strings.items():
        entry = known.get(key)
        if entry is None:
            entry = polib.POEntry(msgctxt=key[0], msgid=key[1])
            entries.append(entry)
        _shape(entry, plural=plural, like=elsewhere.get(key))
    if not entries:
        return 0
    _write(context, entries)
    return sum(1 for entry in entries if not _is_translated(entry))


def _shape(entry: polib.POEntry, *, plural: str | None, like: polib.POEntry | None) -> None:
    entry.msgid_plural = plural or ""
    if plural and not entry.msgstr_plural:
        entry.msgstr, entry.msgstr_plural = "", {0: "", 1: ""}
    if not plural:
        entry.msgstr_plural = {}
    if like is not None and not _is_translated(entry) and bool(like.msgid_plural) == bool(plural):
        entry.msgstr, entry.msgstr_plural = like.msgstr, dict(like.msgstr_plural)


def _write(context: str, entries: Sequence[polib.POEntry]) -> None:
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = HEADER
    for entry in sorted(entries, key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        entry.occurrences, entry.comment = [], ""
        entry.flags = [flag for flag in entry.flags if flag == "fuzzy"]
        catalogue.append(entry)
    path = catalogue_path(context)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"{catalogue}\n".replace("\n\n\n", "\n\n")
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _is_translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return len(entry.msgstr_plural) == 2 and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def problems_of(context: str) -> list[str]:
    """Say what is wrong with a context's strings and their French; nothing when all is well."""
    strings = extract_strings(PACKAGE / context)
    known = {key_of(entry): entry for entry in read_catalogue(context) if not entry.obsolete}
    problems = [f"not in the catalogue: {key[1]!r}" for key in strings if key not in known]
    problems += [f"no longer used: {key[1]!r}" for key in known if key not in strings]
    problems += [f"a msgid is English, this looks French: {key[1]!r}" for key in strings if looks_french(key[1])]
    for entry in known.values():
        problems += [f"{problem}: {entry.msgid!r}" for problem in _problems_of_entry(entry)]
    return [f"{context}: {problem}" for problem in problems]


def _problems_of_entry(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    if not _is_translated(entry):
        yield "no French"
        return
    wanted = set(PLACEHOLDER.findall(entry.msgid))
    if entry.msgid_plural:
        every = wanted | set(PLACEHOLDER.findall(entry.msgid_plural))
        # A singular may say "one" in words; nothing may name what the caller does not give.
        if any(not set(PLACEHOLDER.findall(text)) <= every for text in entry.msgstr_plural.values()):
            yield "unknown placeholder in the French"
        if set(PLACEHOLDER.findall(entry.msgstr_plural[1])) != set(PLACEHOLDER.findall(entry.msgid_plural)):
            yield "placeholders differ in the French plural"
    elif set(PLACEHOLDER.findall(entry.msgstr)) != wanted:
        yield "placeholders differ in the French"
    if entry.msgid.startswith("\n") != (entry.msgstr or entry.msgstr_plural.get(0, "")).startswith("\n"):
        yield "one begins with a new line, the other not (use {% blocktranslate trimmed %})"


def looks_french(text: str) -> bool:
    """Whether a msgid seems to be written in French."""
    rest = FRENCH_WORDS_IN_ENGLISH.sub("", text)
    return bool(FRENCH_LETTERS.search(rest)) or len(FRENCH_SENTENCE.findall(rest)) >= 2


def contradictions() -> list[str]:
    """Say which strings two contexts translate differently: Django shows only one of them."""
    seen: dict[Key, tuple[str, object]] = {}
    problems = []
    for context in contexts():
        for entry in read_catalogue(context):
            french: object = entry.msgstr or entry.msgstr_plural
            other = seen.setdefault(key_of(entry), (context, french))
            if french and other[1] and other[1] != french:
                problems.append(f"{other[0]} and {context} translate differently: {entry.msgid!r} (use pgettext)")
    return problems


def main(arguments: Sequence[str]) -> int:
    command, *rest = arguments or ["help"]
    names = [name for name in rest if not name.startswith("-")] or contexts()
    if command == "extract":
        elsewhere = {
            key_of(entry): entry for name in contexts() for entry in read_catalogue(name) if _is_translated(entry)
        }
        for name in names:
            missing = merge(name, prune="--prune" in rest, elsewhere=elsewhere)
            if missing:
                print(f"{name}: {missing} to translate in {catalogue_path(name).relative_to(PACKAGE.parents[1])}")
        return 0
    if command == "compile":
        from maillage.cli.translations import compile_stale_translations

        for path in compile_stale_translations():
            print(f"compiled {path.relative_to(PACKAGE.parents[1])}")
        return 0
    if command == "check":
        problems = [problem for name in names for problem in problems_of(name)] + contradictions()
        print("\n".join(problems) or "Every string has its French.")
        return 1 if problems else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
