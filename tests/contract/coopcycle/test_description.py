"""The API's description is valid, names every address, and is read by people too. Source: `coopcycle_api.md`, section 1.1."""

import re

import pytest
from openapi_spec_validator import validate

from maillage.delivery.coopcycle.describing import told_of
from maillage.delivery.coopcycle.description_words import GROUPS, WORDS
from maillage.delivery.coopcycle.urls import urlpatterns

pytestmark = pytest.mark.django_db


def test_openapi_is_valid_and_names_every_address(client):
    served = client.get("/api/docs.json").json()

    validate(served)
    told = {(path, method.upper()) for path, methods in served["paths"].items() for method in methods}
    asked = {
        ("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern)), method)
        for pattern in urlpatterns
        if pattern.name not in ("unknown", "docs", "oauth2_token")
        for method in pattern.callback.methods
    }
    assert asked <= told
    assert told - asked == {("/api/docs", "GET"), ("/oauth2/token", "POST")}
    operations = [one for methods in served["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert [one["operationId"] for one in operations if " " not in one["summary"]] == []
    made = served["paths"]["/api/deliveries"]["post"]
    assert made["security"] == [{"person": []}, {"program": ["deliveries"]}, {"key": []}]
    assert served["paths"]["/api/webhooks"]["post"]["security"][0] != {"person": []}
    assert served["paths"]["/api/settings"]["get"]["security"] == []


def test_the_page_shows_it_without_script_of_its_own(client):
    page = client.get("/api/docs").content.decode()

    assert "GET /api/me" in page
    assert "POST /api/deliveries" in page
    assert "avec l’en-tête <code>Idempotency-Key</code>" in page
    assert "`" not in page.partition("<main")[2]
    assert "with the header <code>Idempotency-Key</code>" in client.get("/api/docs?lang=en").content.decode()


def test_all_that_is_told_has_its_french(client):
    document = client.get("/api/docs.json").json()
    operations = [one for methods in document["paths"].values() for one in methods.values()]

    assert {told_of(one) for one in operations} | {document["info"]["description"]} == set(WORDS)
    assert {one["tags"][0] for one in operations} == set(GROUPS)


def test_contexts_and_hydra(client):
    for name in ("Entrypoint", "Task", "Tour", "ConstraintViolationList"):
        answer = client.get(f"/api/contexts/{name}")
        assert (answer.status_code, set(answer.json())) == (200, {"@context"})
        assert answer["Content-Type"].startswith("application/ld+json")
    assert client.get("/api/contexts/Nonsense").status_code == 404
    told = client.get("/api/docs.jsonld").json()
    assert (told["@type"], told["hydra:entrypoint"]) == ("hydra:ApiDocumentation", "/api")
    assert "#Delivery" in [one["@id"] for one in told["hydra:supportedClass"]]
