"""Live news of a co-operative's desk: who may hear them."""

import asyncio

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.urls import reverse

from maillage.accounts.models import Membership
from maillage.delivery.queries.access import dispatchers_among

pytestmark = pytest.mark.django_db


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
