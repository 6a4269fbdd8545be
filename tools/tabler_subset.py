"""Keep of Tabler's style sheet what the site uses: element defaults, grid, tables, utilities.

Buttons, cards, navigation, fields and the rest are drawn by `static/css/`: Tabler's would be loaded to be undone.
The result stands in the cascade layer `tabler`, below every rule of ours.
"""

import re
from collections.abc import Iterator

LICENCE = """\
MIT License. Copyright 2018-2026 The Tabler Authors, Copyright 2018-2026 codecalm.net Paweł Kuna. Contains
Bootstrap: MIT License, Copyright 2011-2026 The Bootstrap Authors.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without
limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
Software, and to permit persons to whom the Software is furnished to do so, subject to the following
conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions
of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL
THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE."""

_STEP = r"(-(sm|md|lg|xl))?"
_KEPT_CLASS = re.compile(
    "|".join(
        (
            r"row", rf"col{_STEP}(-(\d+|auto))?", rf"g[xy]?{_STEP}-\d",
            rf"[mp][tbsexy]?{_STEP}-([0-6]|auto)", rf"(row-|column-)?gap{_STEP}-[0-6]",
            rf"d{_STEP}-(none|block|inline|inline-block|flex|inline-flex|grid|table|table-row|table-cell)",
            r"d-print-\w+",
            rf"flex{_STEP}-(fill|row|column|wrap|nowrap|grow-[01]|shrink-[01]|row-reverse|column-reverse)",
            rf"justify-content{_STEP}-\w+", rf"align-(items|self|content){_STEP}-\w+",
            r"align-(middle|top|baseline|bottom)",
            rf"text{_STEP}-(start|center|end)", r"text-(nowrap|truncate|wrap|break|uppercase|lowercase|capitalize)",
            r"fw-(normal|medium|bold)", r"fst-italic", r"w-(25|50|75|100|auto)", r"h-(100|auto)", r"mw-100",
            r"overflow-(auto|hidden)", r"position-(relative|absolute|sticky)", r"visually-hidden(-focusable)?",
            r"list-unstyled", r"list-inline(-item)?", r"table-responsive", r"float-(start|end)", r"stretched-link",
            r"object-fit-(cover|contain)", r"ratio(-\dx\d)?",
        )
    )
)  # fmt: skip
# Rules for bare elements are kept, except those that draw what we draw ourselves.
_REFUSED = re.compile(
    r"\[dir|\[data-|\[class|\[style|^a\b|^mark|^\*$|^html|^body|^dialog|^hr|^:focus|:root|:host"
    r"|::-webkit-scrollbar|::selection|\b(pre|kbd|code)\b"
)
_VARIABLE = re.compile(r"var\((--[\w-]+)")


def subset(*, css: str) -> str:
    """Return the kept rules of `css`, in a layer, with the custom properties that they use and no other."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"@charset[^;]*;", "", css)
    kept = "\n".join(_kept(css=css))
    root = _custom_properties(css=css)
    needed: dict[str, str] = {}
    waiting = list(_VARIABLE.findall(kept))
    while waiting:
        name = waiting.pop()
        if name not in needed and name in root:
            needed[name] = root[name]
            waiting.extend(_VARIABLE.findall(root[name]))
    properties = "".join(f"{name}:{value};" for name, value in sorted(needed.items()))
    notice = "/*! Part of Tabler 1.6.1 (MIT, The Tabler Authors), chosen by tools/tabler_subset.py */"
    return f"{notice}\n@layer tabler{{\n:root{{{properties}}}\n{kept}\n}}\n"


def _kept(*, css: str) -> Iterator[str]:
    for prelude, body in _blocks(css=css):
        if prelude.startswith("@media"):
            inner = "".join(_kept(css=body))
            if inner:
                yield f"{prelude}{{{inner}}}"
        elif not prelude.startswith("@"):
            selectors = [one for one in _selectors(prelude=prelude) if _is_kept(selector=one)]
            declarations = re.sub(r"\s*\n\s*", "", body).strip()
            if selectors and declarations:
                yield f"{','.join(selectors)}{{{declarations}}}"


def _selectors(*, prelude: str) -> list[str]:
    # A comma inside `:is()` does not end a selector.
    return [one.strip() for one in re.split(r",(?![^()]*\))", prelude)]


def _is_kept(*, selector: str) -> bool:
    if _REFUSED.search(selector):
        return False
    return all(_KEPT_CLASS.fullmatch(name) for name in re.findall(r"\.([\w-]+)", selector))


def _custom_properties(*, css: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for prelude, body in _blocks(css=css):
        if ":root" in prelude:
            found.update(re.findall(r"(--[\w-]+)\s*:\s*([^;]+);", body))
    return found


def _blocks(*, css: str) -> Iterator[tuple[str, str]]:
    start, depth, opened = 0, 0, 0
    for match in re.finditer(r"[{};]|\"[^\"]*\"|'[^']*'", css):
        mark = match.group()
        if mark == "{":
            depth += 1
            opened = match.start() if depth == 1 else opened
        elif mark == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : match.start()]
                start = match.end()
        elif mark == ";" and depth == 0:
            start = match.end()
