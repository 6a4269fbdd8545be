"""Real files when they are there, and rows made by hand."""

import os
from pathlib import Path

import pytest

from maillage.directory.importing import ImportedOrganization, RejectedRow, read

ORGANIZATIONS = Path(os.environ.get("MAILLAGE_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "organizations"


def real_file(name):
    path = ORGANIZATIONS / name
    if not path.exists():
        pytest.skip(f"{name} is not here: set MAILLAGE_SHARED to the folder of shared data")
    return path


def outcomes(path, **options):
    return list(read(path, **options))


def kept(path, **options):
    return [outcome for outcome in outcomes(path, **options) if isinstance(outcome, ImportedOrganization)]


def refused(path, **options):
    return [outcome for outcome in outcomes(path, **options) if isinstance(outcome, RejectedRow)]


def reason_codes(outcome):
    return [reason.code for reason in (outcome.reasons if isinstance(outcome, RejectedRow) else outcome.warnings)]
