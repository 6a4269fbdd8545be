"""Live news of a co-operative's desk: who may hear them."""

import asyncio
import re

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.urls import reverse

from maillage.accounts.models import Membership
from maillage.delivery.queries.access import dispatchers_among
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db
MARK = re.compile(r'data-column="([0-9]*)"[^>]* data-mark="([0-9a-f]+)"')


def url():
    return reverse("delivery:day_live", args=["la-bobine"])


def test_dispatchers_of_the_cooperative_alone_may_read(bikes, amina, bruno, chloe, driss, elise):
    people = {one.pk for one in (amina, bruno, chloe, driss)}

    assert dispatchers_among(bikes.organization.pk, people) == {amina.pk, bruno.pk}
    Membership.objects.across_scopes(reason="a test").filter(user=bruno).delete()
    assert dispatchers_among(bikes.organization.pk, people) == {amina.pk}


@pytest.mark.parametrize("name", ["chloe", "driss"])
def test_others_find_nothing(bikes, client_as, request, name):
    assert client_as(request.getfixturevalue(name)).get(url()).status_code == 404


def test_without_asgi_there_are_none_and_the_page_still_refreshes(bikes, client_as, bruno):
    desk = client_as(bruno)

    assert desk.get(url()).status_code == 204
    page = desk.get(reverse("delivery:day", args=["la-bobine"])).content.decode()
    assert f'data-live="{url()}"' in page
    assert 'hx-trigger="every 120s"' in page


def test_under_asgi_the_answer_is_a_stream_that_nobody_keeps(bikes, bruno):
    from maillage.stream.live import Audience
    from maillage.stream.sse import live_answer

    scope = {"type": "http", "method": "GET", "path": url(), "headers": [(b"last-event-id", b"nonsense")]}

    async def answered():
        audience = Audience(bikes.organization.pk, frozenset({"task"}), dispatchers_among)
        return live_answer(ASGIRequest(scope, None), audience=audience, person_id=bruno.pk)

    answer = asyncio.run(answered())

    assert answer.is_async
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("text/event-stream", "no-store")


def test_only_columns_that_differ_are_drawn_again(bikes, client_as, bruno):
    desk, page = client_as(bruno), f"{reverse('delivery:day', args=['la-bobine'])}?date={NOW.date()}"
    first = MARK.findall(desk.get(page).content.decode())
    shown = {"HX-Request": "true", "X-Seen-Columns": ",".join(f"{key}:{mark}" for key, mark in first)}
    same = desk.get(page, headers=shown).content.decode()
    bikes.order()

    changed = desk.get(page, headers=shown).content.decode()

    assert (len(first), same.count("data-same"), changed.count("data-same")) == (3, 3, 2)
    assert [key for key, _mark in MARK.findall(changed)] == [""]  # what is nobody's has two tasks more
    assert changed.count("data-task=") == 2
