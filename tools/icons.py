"""Find which icons the site names and draw them into one SVG sprite."""

import re
from pathlib import Path

# `{% icon "name" %}` in templates, `icon="name"` in Python, in an include or in a `{% with %}`.
_IN_TEMPLATE = re.compile(r"""\{%-?\s*icon\s+["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']""")
_IN_PYTHON = re.compile(r"""\bicon\s*=\s*["']([a-z0-9-]+)["']|["']icon["']:\s*["']([a-z0-9-]+)["']""")
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)"')


def used_icons(*, root: Path) -> set[str]:
    """Return the names that templates, Python and `web/icons.txt` (names built at run time) ask for."""
    package = root / "src" / "maillage"
    names: set[str] = set()
    for pattern, expression in (("*.html", _IN_TEMPLATE), ("*.svg", _IN_TEMPLATE), ("*.py", _IN_PYTHON)):
        for path in package.rglob(pattern):
            if "static" not in path.parts:
                text = path.read_text(encoding="utf-8")
                names.update(next(filter(None, groups)) for groups in expression.findall(text))
    lines = (package / "web" / "icons.txt").read_text(encoding="utf-8").splitlines()
    names.update(name for line in lines for name in line.partition("#")[0].split())
    return names


def icons_in_sprite(*, sprite: Path) -> set[str]:
    """Return the names that the sprite draws."""
    return set(_SYMBOL.findall(sprite.read_text(encoding="utf-8")))


def write_sprite(*, source: Path, root: Path, target: Path) -> int:
    """Write the sprite of all used icons; return how many it holds. Raises: SystemExit for an unknown name."""
    names = sorted(used_icons(root=root))
    missing = [name for name in names if not _file_of(source=source, name=name).exists()]
    if missing:
        raise SystemExit(f"No such icon in @tabler/icons: {', '.join(missing)}")
    symbols = [
        _symbol(name=name, text=_file_of(source=source, name=name).read_text(encoding="utf-8")) for name in names
    ]
    target.parent.mkdir(parents=True, exist_ok=True)
    body = "\n".join(symbols)
    target.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n', encoding="utf-8")
    return len(names)


def _file_of(*, source: Path, name: str) -> Path:
    if name.endswith("-filled"):
        return source / "filled" / f"{name.removesuffix('-filled')}.svg"
    return source / "outline" / f"{name}.svg"


def _symbol(*, name: str, text: str) -> str:
    inner = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    inner = inner[inner.index(">", inner.index("<svg")) + 1 : inner.rindex("</svg>")]
    inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner)
    paint = (
        'fill="currentColor"'
        if name.endswith("-filled")
        else 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{re.sub(r"\\s*\\n\\s*", "", inner)}</symbol>'
