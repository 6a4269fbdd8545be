import json
from datetime import datetime

import pytest
from django.utils import timezone

from maillage.accounts.services import create_token
from tests.factories.accounts import acting


@pytest.fixture
def taxonomy(db: None, now: datetime) -> None:
    """The whole packaged taxonomy, in the database."""
    from maillage.directory.services.taxonomy import load_taxonomy
    from maillage.directory.taxonomy_file import packaged_taxonomy

    load_taxonomy(taxonomy=packaged_taxonomy(), now=now)


@pytest.fixture
def call(client):
    """Ask the API as somebody whose token has these scopes."""
    secrets = {}

    def asked(method, path, *, by=None, scopes=("briefs:read", "briefs:write"), body=None):
        headers = {}
        if by is not None:
            key = (by.pk, scopes)
            if key not in secrets:
                secrets[key] = create_token(
                    actor=acting(by), user_id=by.pk, name="t", scopes=list(scopes), now=timezone.now()
                )[1]
            headers = {"Authorization": f"Bearer {secrets[key]}"}
        data = json.dumps(body) if body is not None else ""
        return client.generic(method, f"/api/v1{path}", data, content_type="application/json", headers=headers)

    return asked
