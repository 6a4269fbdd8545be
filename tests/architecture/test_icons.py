"""Every icon that a page names is in the sprite, and no vendored file breaks what the pages may load."""

from pathlib import Path

from tools.icons import icons_in_sprite, used_icons

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "maillage" / "web" / "static"
LARGEST_FILE_BYTES = 2 * 1024 * 1024


def test_sprite_draws_every_icon_in_use() -> None:
    missing = used_icons(root=ROOT) - icons_in_sprite(sprite=STATIC / "img" / "icons.svg")

    assert missing == set(), "run: python -m tools.vendor icons"


def test_static_files_are_small_enough_to_serve_whole() -> None:
    large = [path.name for path in STATIC.rglob("*") if path.is_file() and path.stat().st_size > LARGEST_FILE_BYTES]

    assert large == []


def test_no_static_file_refers_to_a_source_map() -> None:
    files = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".mjs"}]
    naming = [path.name for path in files if "sourceMappingURL=" in path.read_text(encoding="utf-8")[-400:]]

    assert naming == []


def test_every_vendored_folder_is_in_the_licences() -> None:
    page = (STATIC / "vendor" / "LICENSES.md").read_text(encoding="utf-8")
    unnamed = [
        folder.name for folder in (STATIC / "vendor").iterdir() if folder.is_dir() and f"`{folder.name}`" not in page
    ]

    assert unnamed == []


def test_templates_have_no_inline_script_or_style() -> None:
    templates = [
        path
        for path in (ROOT / "src" / "maillage").rglob("*.html")
        if "templates" in path.parts and "mail" not in path.parts
    ]
    inline = [
        path.name
        for path in templates
        if "<style" in (text := path.read_text(encoding="utf-8"))
        or " style=" in text
        or "<script>" in text
        or " onclick=" in text
    ]

    assert inline == []
