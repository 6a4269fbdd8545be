"""Live news of a co-operative's desk: who may hear them."""

import asyncio
import re
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.models import Membership
from maillage.delivery.models import CourierPosition, DutyEntry
from maillage.delivery.queries.access import dispatchers_among
from maillage.delivery.queries.positions import places_now
from maillage.delivery.services.positions import PLACE, PositionGiven, keep_position
from maillage.stream.live import Audience, Hub
from maillage.stream.sse import frame
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


class TestBikes:
    """Where couriers are, on the dispatcher's map: those only who ride now and let it be seen."""

    @pytest.fixture
    def place(self, bikes):
        def put(*, ago_min):
            given = PositionGiven(43.74, 7.42, NOW - timedelta(minutes=ago_min))
            keep_position(actor=bikes.rider, given=[given], now=NOW)

        return put

    def say(self, bikes, *words):
        for number, word in enumerate(words):
            DutyEntry.objects.create(
                organization=bikes.organization, courier=bikes.courier, word=word, recorded_at=NOW,
                at=NOW - timedelta(hours=1) + timedelta(minutes=number),
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("words", "is_seen"),
        [
            ((), True),
            (("on", "share"), True),
            (("on",), False),
            (("on", "share", "hide"), False),
            (("on", "share", "off"), False),
        ],
    )
    def test_who_is_off_duty_or_hidden_is_not_shown(self, bikes, place, words, is_seen):
        place(ago_min=1)
        self.say(bikes, *words)

        found = places_now(actor=bikes.dispatcher, now=NOW)

        assert [one.courier for one in found] == ([bikes.courier] if is_seen else [])
        assert places_now(actor=bikes.shopkeeper, now=NOW) == []

    @pytest.mark.parametrize(("ago_min", "said"), [(0, (0, False)), (9, (9, False)), (10, (10, True)), (31, None)])
    def test_its_age_is_said_and_the_silent_are_told_apart(self, bikes, place, ago_min, said):
        place(ago_min=ago_min)

        found = [(one.minutes, one.is_silent) for one in places_now(actor=bikes.dispatcher, now=NOW)]

        assert found == ([said] if said else [])

    def test_the_page_is_for_dispatchers(self, bikes, client_as, bruno, chloe):
        CourierPosition.objects.create(
            organization=bikes.organization, courier=bikes.courier, latitude=43.74, longitude=7.42, at=timezone.now()
        )
        url = reverse("delivery:day_bikes", args=["la-bobine"])

        answer = client_as(bruno).get(url)

        assert (answer.context["points"][0]["courier"], client_as(chloe).get(url).status_code) == (
            bikes.courier.pk,
            404,
        )

    @pytest.mark.django_db(transaction=True)
    def test_pages_that_listen_are_told_that_something_moved_and_not_where(self, bikes, place, bruno):
        audience = Audience(bikes.organization.pk, frozenset({PLACE}), dispatchers_among)

        def moves():
            place(ago_min=0)
            connection.close()  # of the thread that is lent

        async def heard():
            hub = Hub()
            async with hub.listening(audience=audience, person_id=bruno.pk) as listener:
                await sync_to_async(moves)()
                news = await asyncio.wait_for(listener.waiting.get(), 5)
            await hub.close()
            return news

        news = asyncio.run(heard())

        assert (news.kind, news.fact_id, news.object_id) == ("moved", None, None)
        assert frame(news) == "event: moved\ndata:\n\n"
