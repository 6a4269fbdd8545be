"""Every environment variable that the code reads stands in docs/reference/settings.md, and the other way round."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(
    r"""(?:environ(?:\.get|\.setdefault)?[\[(]\s*|getenv\(\s*|environment\.\w+\(\s*|_\w*\(\s*)["'](MAILLAGE_[A-Z_]+|DATABASE_URL)["']"""
)


def variables_read() -> set[str]:
    files = [*(ROOT / "src" / "maillage").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return {name for file in files for name in READ.findall(file.read_text())}


def variables_documented() -> set[str]:
    text = (ROOT / "docs" / "reference" / "settings.md").read_text()
    return set(re.findall(r"`(MAILLAGE_[A-Z_]+|DATABASE_URL)`", text))


def test_every_variable_read_is_documented():
    assert variables_read() - variables_documented() == set()


def test_every_documented_variable_is_read():
    sources = "\n".join(file.read_text() for file in (ROOT / "src").rglob("*.py"))
    sources += "\n".join(file.read_text() for file in (ROOT / "tests").rglob("*.py") if file != Path(__file__))

    assert {name for name in variables_documented() if f'"{name}"' not in sources} == set()
