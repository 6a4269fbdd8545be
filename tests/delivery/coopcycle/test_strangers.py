"""Public routes escape the leak tests: here each is shown to nobody, to a stranger, and to another co-operative."""

import pytest
from django.urls import URLPattern, reverse

from maillage.delivery.coopcycle.urls import urlpatterns
from tests.delivery.coopcycle.api_cast import HERE, Api

pytestmark = pytest.mark.django_db
OPEN = {
    "entry_point", "oauth2_token", "settings", "unknown", "login", "token_refresh", "picture", "label", "register",
    "register_confirmation", "reset_mail", "reset", "docs", "openapi", "hydra", "context", "facebook_login",
    "google_login", "apple_login",
}  # fmt: skip


def closed() -> list[tuple[URLPattern, str]]:
    return [
        (pattern, method) for pattern in urlpatterns if pattern.name not in OPEN for method in pattern.callback.methods
    ]


def url_of(pattern, numbers):
    types = {"number": 1, "day": "2031-05-06", "username": "chloe", "token": "x"}
    wanted = {name: numbers.get(pattern.name, types[name]) if name == "number" else types[name]
              for name in pattern.pattern.regex.groupindex}  # fmt: skip
    return reverse(f"coopcycle:{pattern.name}", kwargs=wanted)


@pytest.fixture
def numbers(bikes, slot, shop):
    """Numbers of rows of La Bobine, by route."""
    made = shop.post("/api/deliveries", {"dropoff": {"address": HERE, "before": "2031-05-06T12:00:00+02:00"}}).json()
    task = made["dropoff"]["id"]
    by_kind = {"delivery": made["id"], "store": bikes.store.pk, "time_slot": slot.pk, "task": task}
    return {
        pattern.name: next((by_kind[kind] for kind in by_kind if pattern.name.startswith(kind)), 1)
        for pattern in urlpatterns
    }


@pytest.mark.parametrize("token", ["", "nonsense", "ak_nonsense", "eyJhbGciOiJIUzI1NiJ9.e30.x"])
def test_nobody_enters_without_a_token_that_is_valid(token, numbers):
    caller = Api(token)

    answers = {
        f"{method} {pattern.name}": caller.send(method, url_of(pattern, numbers), {}).status_code
        for pattern, method in closed()
    }

    assert {name: status for name, status in answers.items() if status != 401} == {}
    assert answers


def test_another_co_operatives_program_finds_nothing_of_ours(elsewhere, numbers):
    answers = {}
    for pattern, method in closed():
        if "number" in pattern.pattern.regex.groupindex:
            answer = elsewhere.send(method, url_of(pattern, numbers), {})
            answers[f"{method} {pattern.name}"] = answer.status_code

    assert {name: status for name, status in answers.items() if status not in (403, 404)} == {}
    assert answers


def test_another_stores_program_is_refused(other_shop, numbers):
    for path in (f"/api/deliveries/{numbers['delivery']}", f"/api/stores/{numbers['store']}"):
        assert other_shop.get(path).status_code == 403
    assert other_shop.delete(f"/api/deliveries/{numbers['delivery']}").status_code == 403


def test_a_cookie_opens_nothing(client_as, amina, numbers):
    answer = client_as(amina).get(f"/api/deliveries/{numbers['delivery']}")

    assert answer.status_code == 401


def test_revoked_program_is_nobody(bikes, credentials, shop, now):
    from maillage.delivery.services.programs import revoke_program

    revoke_program(actor=bikes.dispatcher, program_id=credentials.program.pk, now=now)

    assert [Api(token).get("/api/me").status_code for token in (shop.token, credentials.api_key)] == [401, 401]


def test_token_of_an_hour_ago_is_nobodys(shop):
    from datetime import timedelta

    from django.db.models import F
    from oauth2_provider.models import get_access_token_model

    get_access_token_model().objects.update(expires=F("expires") - timedelta(hours=1, seconds=1))

    assert shop.get("/api/me").status_code == 401


def test_label_is_for_who_holds_its_address(shop, numbers, client):
    made = shop.get(f"/api/deliveries/{numbers['delivery']}").json()
    label = made["dropoff"]["barcode"]["label"]

    shown = client.get(label["url"].partition("//")[2].partition("/")[2].join(["/", ""]))

    assert (shown.status_code, shown["Content-Type"], shown.content[:5]) == (200, "application/pdf", b"%PDF-")
    code = made["pickup"]["barcode"]["barcode"]
    for query in (f"code={code}&token={label['token']}", f"code={code}", "", "code=%00&token=é"):
        assert client.get(f"/tasks/label?{query}").status_code == 404


def test_scope_that_was_not_asked_opens_nothing(credentials, numbers):
    from tests.delivery.coopcycle.api_cast import oauth_token

    only_tasks = Api(oauth_token(credentials, scope="tasks"))

    assert only_tasks.get(f"/api/deliveries/{numbers['delivery']}").status_code == 403
    assert only_tasks.get(f"/api/stores/{numbers['store']}").status_code == 200
