"""The API does what its own description says: every reading operation, asked with valid and invalid parameters."""

import json

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis import Case

from maillage.config.api import api
from tests.directory.search import corpus

pytestmark = pytest.mark.django_db
schema = api.get_openapi_schema(path_prefix="/api/v1/")


def test_the_description_is_valid_openapi(client):
    served = client.get("/api/v1/openapi.json").json()

    validate(served)
    assert served["openapi"].startswith("3.1")
    assert {"/api/v1/organizations", "/api/v1/organizations/{organization}", "/api/v1/places"} <= set(served["paths"])


def reading_operations():
    return [(path, methods["get"]) for path, methods in schema["paths"].items() if "get" in methods]


def test_every_operation_is_told_in_both_languages(client):
    from django.utils import translation

    with translation.override("fr"):
        untold = [
            text
            for _path, told in reading_operations()
            for text in (
                told["summary"],
                told["description"],
                *(one.get("description", "") for one in told["parameters"]),
            )
            if not text or translation.gettext(text) == text
        ]

    assert untold == []


described = schemathesis.openapi.from_dict(json.loads(json.dumps(schema, default=str))).include(method="GET")


@pytest.fixture
def small_directory(db):
    corpus.load_taxonomy()
    corpus.load()


@described.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case: Case, small_directory):
    response = Client().generic(
        case.method, case.formatted_path, query_params=case.query or {}, headers=case.headers or {}
    )

    if case.method.upper() != "GET":
        assert response.status_code in {204, 401, 405}  # asked before, without a token, or not taken
        return
    told = case.operation.definition.raw["responses"]
    status = str(response.status_code)
    assert response.status_code < 500
    assert status in {str(one) for one in told}
    kind = response["Content-Type"].partition(";")[0]
    assert kind == ("application/json" if response.status_code == 200 else "application/problem+json")
    answered = told.get(status) or told[int(status)]
    expected = {**answered["content"]["application/json"]["schema"], "components": schema["components"]}
    Draft202012Validator(expected).validate(response.json())
