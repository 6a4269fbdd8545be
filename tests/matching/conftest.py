from datetime import datetime

import pytest


@pytest.fixture
def taxonomy(db: None, now: datetime) -> None:
    """The whole packaged taxonomy, in the database."""
    from maillage.directory.services.taxonomy import load_taxonomy
    from maillage.directory.taxonomy_file import packaged_taxonomy

    load_taxonomy(taxonomy=packaged_taxonomy(), now=now)
