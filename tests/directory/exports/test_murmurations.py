"""Profiles for Murmurations: of those who consent, checked before posting, deleted when consent ends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor
from maillage.directory import jobs
from maillage.directory.events import ProfileUnlisted
from maillage.directory.exports.murmurations import mistakes_of, murmurations_profile
from maillage.directory.integrations.murmurations import MurmurationsIndex, node_id_of
from maillage.directory.models import MurmurationsNode, Profile
from maillage.directory.services import murmurations
from maillage.kit.errors import NotAllowed
from tests.directory.exports.conftest import get, whole
from tests.directory.exports.test_files import ONE

OFFICE = Actor.system(reason="a test")


@dataclass
class FakeIndex:
    """An index on this machine that takes what it is sent and remembers it."""

    address: str = ""
    posted: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    refuses: bool = False


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    fake = FakeIndex()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/v2/nodes-sync" or fake.refuses:
                return self.answer(400, {"errors": [{"title": "Refused", "detail": "not today"}]})
            fake.posted.append(body["profile_url"])
            return self.answer(200, {"data": {"node_id": node_id_of(body["profile_url"]), "status": "posted"}})

        def do_DELETE(self) -> None:
            fake.deleted.append(self.path.rpartition("/")[2])
            self.answer(500 if fake.refuses else 200, {"meta": {}})

        def answer(self, status: int, document: Any) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    fake.address = f"http://127.0.0.1:{server.server_address[1]}/v2"
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def consenting(directory):
    organization = Organization.objects.get(slug="solaire-nantais")
    Profile.objects.public().filter(pk=organization.pk).update(consents_to_murmurations=True)
    return organization


def post(index, now):
    return murmurations.post_profiles(actor=OFFICE, index=MurmurationsIndex(index.address), now=now)


def test_a_whole_profile_has_no_mistake_and_the_schema_s_words():
    document = murmurations_profile(
        replace(ONE, is_member=True, logo_url="https://x.example/l.webp"), home="https://mailles.example"
    )

    assert mistakes_of(document) == []
    assert document["linked_schemas"] == ["organizations_schema-v1.0.0"]
    assert document["geolocation"] == {"lat": 46.2051, "lon": 5.225555}
    assert (document["unique_id"], document["country_iso_3166"], document["primary_url"]) == (
        "404833048",
        "FR",
        ONE.website,
    )
    assert document["relationships"] == [
        {"predicate_url": "https://schema.org/memberOf", "object_url": "https://mailles.example"}
    ]
    assert [value for value in document.values() if value in ("", None, [], {})] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "a" * 201), ("name", ""), ("linked_schemas", []), ("linked_schemas", ["Orga"]), ("primary_url", "ftp://x"),
        ("primary_url", "https://x/" + "a" * 2000), ("tags", []), ("tags", ["a", "a"]), ("tags", ["a" * 101]),
        ("tags", [str(number) for number in range(101)]), ("status", "open"), ("geolocation", {"lat": 91, "lon": 0}),
        ("geolocation", {"lat": 1}), ("relationships", [{"predicate_url": "https://x"}]), ("starts_at", "2011"),
        ("urls", [{"name": "x"}]), ("geographic_scope", "world"), ("country_iso_3166", "France"), ("contact_details", {}),
    ],
)  # fmt: skip
def test_what_the_schema_refuses_is_found_before_posting(name, value):
    document = {**murmurations_profile(ONE, home="https://mailles.example"), name: value}

    assert mistakes_of(document) == [name]


@pytest.mark.django_db
def test_only_who_consents_has_a_profile_there(consenting):
    nodes = json.loads(whole(get("/murmurations/nodes.json")))["data"]
    shown = get("/annuaire/solaire-nantais/murmurations.json")
    others = [
        get(f"/annuaire/{slug}/murmurations.json").status_code for slug in ("lencre-verte", "la-cachee", "personne")
    ]

    assert [node["profile_url"].rpartition("/annuaire/")[2] for node in nodes] == ["solaire-nantais/murmurations.json"]
    assert (shown.status_code, shown["Content-Type"], others) == (200, "application/json", [404, 404, 404])
    assert mistakes_of(shown.json()) == []


@pytest.mark.django_db
def test_posting_twice_posts_once_and_a_change_posts_again(consenting, index, now):
    reports = [post(index, now), post(index, now)]
    Profile.objects.public().filter(pk=consenting.pk).update(pitch="Des toits au soleil")
    reports.append(post(index, now))

    assert [(report.posted, report.unchanged) for report in reports] == [(1, 0), (0, 1), (1, 0)]
    assert len(index.posted) == 2


@pytest.mark.django_db
def test_what_the_index_refuses_is_reported_and_tried_again(consenting, index, now):
    index.refuses = True
    refused = post(index, now)
    index.refuses = False

    assert (refused.posted, "not today" in next(iter(refused.failed.values()))) == (0, True)
    assert post(index, now).posted == 1


@pytest.mark.django_db
def test_consent_withdrawn_deletes_what_was_posted_once(consenting, index, now, settings):
    settings.MAILLAGE_MURMURATIONS_INDEX = index.address
    post(index, now)
    Profile.objects.public().filter(pk=consenting.pk).update(listing="unlisted")
    event = ProfileUnlisted(at=now, actor_id=None, object_id=consenting.pk, organization_id=consenting.pk)

    jobs.withdraw_from_murmurations(event)
    jobs.withdraw_from_murmurations(event)

    assert index.deleted == [node_id_of(index.posted[0])]
    assert not MurmurationsNode.objects.across_scopes(reason="a test").exists()


@pytest.mark.django_db
def test_a_deletion_that_failed_is_not_forgotten(consenting, index, now):
    post(index, now)
    Profile.objects.public().filter(pk=consenting.pk).update(consents_to_murmurations=False)
    index.refuses = True
    failed = post(index, now)
    index.refuses = False

    assert (failed.withdrawn, len(failed.failed)) == (0, 1)
    assert post(index, now).withdrawn == 1


@pytest.mark.django_db
def test_nothing_is_posted_unless_the_host_chose_an_index(consenting, settings):
    settings.MAILLAGE_MURMURATIONS_INDEX = ""

    with pytest.raises(CommandError, match="MAILLAGE_MURMURATIONS_INDEX"):
        call_command("post_to_murmurations")


@pytest.mark.django_db
def test_the_command_says_what_it_did(consenting, index, settings, capsys):
    settings.MAILLAGE_MURMURATIONS_INDEX = index.address

    call_command("post_to_murmurations")

    assert capsys.readouterr().out == "posted 1, unchanged 0, withdrawn 0, failed 0\n"


@pytest.mark.django_db
def test_only_the_office_posts(consenting, index, now):
    with pytest.raises(NotAllowed):
        murmurations.post_profiles(actor=Actor(), index=MurmurationsIndex(index.address), now=now)

    assert index.posted == []
