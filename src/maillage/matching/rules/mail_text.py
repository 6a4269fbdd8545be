"""The words that somebody has added in an e-mail, without what they answer to and without their signature."""

import re
from html.parser import HTMLParser

_BEFORE_QUOTE = re.compile(
    r"^(?:"
    r"(?:le|on|el|am|il|op)\b.{4,200}(?:a [ée]crit|wrote|escribi[óo]|schrieb|ha scritto|schreef)\s*:?\s*$|"
    r"\S.{0,200}<[^>\s]+@[^>\s]+>\s*(?:a [ée]crit|wrote)\s*:?\s*$|"
    r"-{2,}\s*(?:message d['’]origine|original message|message transf[ée]r[ée]|forwarded message)\b.*|"
    r"_{10,}\s*$|"
    r"begin forwarded message\s*:|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])\s*:"
    r")",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(
    r"^\*?(?:de|from|von|envoy[ée]|sent|date|à|to|cc|objet|subject)\s?\*?\s?:\*?\s+\S", re.IGNORECASE
)
_SIGNED_BY_DEVICE = re.compile(
    r"^(?:envoy[ée] (?:de|depuis|à partir de) (?:mon|ma|l['’]|outlook|yahoo|proton).*|sent from (?:my|outlook|yahoo|mail|proton).*|"
    r"obtenez outlook pour .*|get outlook for .*|t[ée]l[ée]charger outlook pour .*)$",
    re.IGNORECASE,
)
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "pre"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})
_QUOTES = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|protonmail_quote", re.IGNORECASE
)
_LAST_QUOTE = re.compile(r"divRplyFwdMsg|appendonsend", re.IGNORECASE)  # Outlook: what follows is not inside
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr", "source", "embed"})


def without_quotes(text: str, /) -> str:
    """Leave out quoted lines, what announces them, and signatures; all of it when nothing else was written."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    kept = _until_quote(lines)
    own = "\n".join(line for line in kept if not line.lstrip().startswith(">"))
    found = re.sub(r"\n{3,}", "\n\n", own).strip()
    if found:
        return found
    # Everything is below the quotation, or within it: its lines without a mark are the answer.
    below = [line for line in lines if line and not line.lstrip().startswith(">") and not _is_announcement(line)]
    return "\n".join(below).strip() or re.sub(r"(?m)^\s*>+ ?", "", text).strip()


def _until_quote(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for number, line in enumerate(lines):
        if line in ("--", "-- ") or line.strip() == "--" or _SIGNED_BY_DEVICE.match(line.strip()):
            return kept
        if _is_announcement(line) or _is_cut_announcement(lines, number):
            # Answers between the lines of a quotation go on after its announcement.
            below = lines[number + 1 :]
            return [*kept, *_answers_between(below)]
        if _HEADER_LINE.match(line) and _is_header_block(lines, number):
            return kept
        kept.append(line)
    return kept


def _is_announcement(line: str) -> bool:
    return _BEFORE_QUOTE.match(line.strip()) is not None


def _is_cut_announcement(lines: list[str], number: int) -> bool:
    # "Le lun. 3 mars 2026 à 10:12, Jean Martin\n<jean@…> a écrit :": broken by the sender's program.
    pair = " ".join(part.strip() for part in lines[number : number + 2])
    start = re.match(r"^(?:le|on) .{0,12}\d", pair, re.IGNORECASE)
    return start is not None and len(lines[number : number + 2]) == 2 and _is_announcement(pair)


def _is_header_block(lines: list[str], number: int) -> bool:
    return sum(_HEADER_LINE.match(line) is not None for line in lines[number : number + 6]) >= 3


def _answers_between(lines: list[str]) -> list[str]:
    first = next((number for number, line in enumerate(lines) if line.lstrip().startswith(">")), None)
    if first is None:
        return []
    found: list[str] = []
    for line in lines[first:]:
        if line.strip() == "--" or _SIGNED_BY_DEVICE.match(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            found.append(line)
    return found


def text_of_html(html: str, /) -> str:
    """Give the words of an HTML message, each block on its line; what is quoted begins with ">"."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = ("".join(reader.pieces)).split("\n")
    return "\n".join(" ".join(line.split()) if not line.startswith(">") else line for line in lines).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.open: list[tuple[str, bool, bool]] = []  # tag, hides its words, quotes them
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._line()
        if tag in _VOID:
            return
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        self.is_over = self.is_over or bool(_LAST_QUOTE.search(marks))
        self.open.append((tag, tag in _UNSEEN, tag == "blockquote" or bool(_QUOTES.search(marks))))
        if self.open[-1][2]:
            self._line()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._line()

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                break
        if tag in _BREAKS or tag == "blockquote":
            self._line()

    def handle_data(self, data: str) -> None:
        if any(hides for _tag, hides, _quotes in self.open):
            return
        words = data.replace("\n", " ")
        if self.is_over or any(quotes for _tag, _hides, quotes in self.open):
            if words.strip():
                if not self.pieces or self.pieces[-1].endswith("\n"):
                    self.pieces.append("> ")
                self.pieces.append(words)
            return
        self.pieces.append(words)

    def _line(self) -> None:
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")
