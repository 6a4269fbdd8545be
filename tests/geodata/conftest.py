"""No test of geography looks at the state of a real instance."""

from pathlib import Path

import pytest
from hypothesis import settings

# The first example loads the gazetteer, and the machine may be busy: slowness is measured in bench/, not here.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAILLAGE_HOME", str(tmp_path))
    return tmp_path
