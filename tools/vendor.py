"""Fetch the npm packages that the pages use and keep only the files that are needed.

    python -m tools.vendor            everything below
    python -m tools.vendor packages   static/vendor and its LICENSES.md
    python -m tools.vendor icons      static/img/icons.svg from the icons that the templates name

Packages come through `npm pack` with the registry that the machine is set up for; no address of one is written.
Nothing here runs when the site is installed or started: its results are committed.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools import tabler_subset
from tools.icons import write_sprite

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "maillage" / "web" / "static"
VENDOR = STATIC / "vendor"
LARGEST_FILE_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One pinned npm package: `files` maps a path inside it to a path under `static/vendor/<name>/`."""

    npm: str
    version: str
    name: str
    licence: str
    licence_file: str | None
    files: dict[str, str]


PACKAGES = (
    Package(
        npm="@tabler/core",
        version="1.6.1",
        name="tabler",
        licence="MIT",
        licence_file=None,
        files={"dist/css/tabler.css": "tabler.css"},
    ),
    Package(
        npm="htmx.org",
        version="2.0.11",
        name="htmx",
        licence="0BSD",
        licence_file="LICENSE",
        files={"dist/htmx.min.js": "htmx.min.js"},
    ),
    Package(
        npm="htmx-ext-sse",
        version="2.2.4",
        name="htmx-ext-sse",
        licence="0BSD",
        licence_file="LICENSE",
        files={"dist/sse.min.js": "sse.min.js"},
    ),
    Package(
        npm="maplibre-gl",
        version="6.17.0",
        name="maplibre-gl",
        licence="BSD-3-Clause",
        licence_file="LICENSE.txt",
        # Version 6 is ES modules only and starts its worker from a file of its own: `worker-src 'self'` is enough.
        files={
            "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
            "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
            "dist/maplibre-gl.css": "maplibre-gl.css",
        },
    ),
    Package(
        npm="graphology",
        version="0.26.0",
        name="graphology",
        licence="MIT",
        licence_file="LICENSE.txt",
        files={"dist/graphology.umd.min.js": "graphology.umd.min.js"},
    ),
    # Version 4 draws by other settings; 3 is what the page of the graph is written for.
    Package(
        npm="sigma",
        version="3.0.3",
        name="sigma",
        licence="MIT",
        licence_file="LICENSE.txt",
        files={"dist/sigma.min.js": "sigma.min.js"},
    ),
    Package(
        npm="@fontsource-variable/bricolage-grotesque",
        version="5.3.0",
        name="bricolage-grotesque",
        licence="OFL-1.1",
        licence_file="LICENSE",
        files={
            "files/bricolage-grotesque-latin-opsz-normal.woff2": "latin.woff2",
            "files/bricolage-grotesque-latin-ext-opsz-normal.woff2": "latin-ext.woff2",
        },
    ),
    Package(
        npm="@fontsource-variable/atkinson-hyperlegible-next",
        version="5.3.0",
        name="atkinson-hyperlegible-next",
        licence="OFL-1.1",
        licence_file="LICENSE",
        files={
            "files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "latin.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "latin-ext.woff2",
            "files/atkinson-hyperlegible-next-latin-wght-italic.woff2": "latin-italic.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-italic.woff2": "latin-ext-italic.woff2",
        },
    ),
)
ICONS = Package(
    npm="@tabler/icons", version="3.51.0", name="tabler-icons", licence="MIT", licence_file="LICENSE", files={}
)


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit status."""
    tasks = {"packages": vendor_packages, "icons": vendor_icons}
    unknown = [name for name in arguments if name not in tasks]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. One of: {', '.join(tasks)}.", file=sys.stderr)
        return 2
    for name in arguments or tasks:
        tasks[name]()
    return 0


def vendor_packages() -> None:
    """Write every file of the table and `LICENSES.md`."""
    texts: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            source = fetch(package=package, folder=Path(folder))
            for inside, outside in package.files.items():
                _copy(package=package, source=source / inside, target=VENDOR / package.name / outside)
            texts.append(_licence_text(package=package, source=source))
        texts.append(_licence_text(package=ICONS, source=fetch(package=ICONS, folder=Path(folder))))
    (VENDOR / "LICENSES.md").write_text(_licences_page(texts=texts), encoding="utf-8")


def vendor_icons() -> None:
    """Write the sprite of the icons in use."""
    with tempfile.TemporaryDirectory() as folder:
        source = fetch(package=ICONS, folder=Path(folder))
        count = write_sprite(source=source / "icons", root=ROOT, target=STATIC / "img" / "icons.svg")
    print(f"icons.svg: {count} icons")


def fetch(*, package: Package, folder: Path) -> Path:
    """Download and unpack one package; return its folder."""
    command = ["npm", "pack", "--silent", "--ignore-scripts", f"{package.npm}@{package.version}"]
    name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
    target = folder / package.name
    with tarfile.open(folder / name) as archive:
        archive.extractall(target, filter="data")
    found = json.loads((target / "package" / "package.json").read_text(encoding="utf-8"))
    if found["version"] != package.version:
        raise SystemExit(f"{package.npm}: asked for {package.version}, got {found['version']}")
    return target / "package"


def _copy(*, package: Package, source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    if target.suffix in {".css", ".js", ".mjs"}:
        text = content.decode("utf-8")
        if package.name == "tabler":
            text = tabler_subset.subset(css=text)
        # The maps are not shipped, and hashed static files refuse a reference to a missing one.
        content = re.sub(r"(//[#@]|/\*[#@]) ?sourceMappingURL=[^\n*]*(\*/)?", "", text).rstrip().encode() + b"\n"
    if len(content) > LARGEST_FILE_BYTES:
        raise SystemExit(f"{target}: {len(content)} bytes, over {LARGEST_FILE_BYTES}")
    target.write_bytes(content)
    print(f"{target.relative_to(STATIC)}: {len(content):,} bytes")


def _licence_text(*, package: Package, source: Path) -> str:
    heading = f"## {package.npm} {package.version}: {package.licence}\n\n"
    if package.licence_file is None:
        return f"{heading}{tabler_subset.LICENCE}\n"
    text = (source / package.licence_file).read_text(encoding="utf-8").strip()
    # Bricolage's file says so in the first line; a fence keeps the text as it is.
    return f"{heading}```text\n{re.sub(r'https?://registry[^ ]*', '', text)}\n```\n"


def _licences_page(*, texts: list[str]) -> str:
    rows = [f"| {p.npm} | {p.version} | {p.licence} | `{p.name}` |" for p in (*PACKAGES, ICONS)]
    table = "\n".join(["| package | version | licence | folder |", "|---|---|---|---|", *rows])
    intro = "# Files of others\n\nWritten by `tools/vendor.py`, which says which file of each package is kept.\n\n"
    return f"{intro}{table}\n\n" + "\n".join(texts)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
