"""The dispatcher's day: given, taken back, put in order; two dispatchers never write over one another."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.delivery import presenters_of_board
from maillage.delivery.models import Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.day import Filters, day_board, list_of, stamp_of
from maillage.delivery.services import dispatching
from maillage.delivery.services.dispatching import ChangedMeanwhile, DayChanged, Seen
from maillage.delivery.services.forecasts import expected_times
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = NOW.date()


def at(route, *arguments):
    return f"{reverse(f'delivery:{route}', args=['la-bobine', *arguments])}?date={DAY.isoformat()}"


def tasks():
    return Task.objects.across_scopes(reason="a test").order_by("number")


def seen(*rows):
    return Seen({row.number: row.version for row in rows})


@pytest.fixture
def desk(bikes, client_as, bruno):
    return client_as(bruno)


def numbers(bikes, courier):
    return [task.number for task in list_of(actor=bikes.dispatcher, courier_id=courier.pk, day=DAY)]


def pairs(*rows):
    return [f"{row.number}:{row.version}" for row in rows]


class TestGiving:
    def test_both_stops_go_to_the_courier(self, desk, bikes):
        bikes.order()
        pickup = tasks()[0]

        answer = desk.post(at("assignment"), {"tasks": pairs(pickup), "courier": bikes.courier.pk, "wish": "give"})

        assert answer.status_code == 303
        assert {task.courier_id for task in tasks()} == {bikes.courier.pk}

    def test_taken_back(self, desk, bikes):
        bikes.order()
        dispatching.give(actor=bikes.dispatcher, seen=seen(tasks()[0]), courier_id=bikes.courier.pk, day=DAY, now=NOW)

        desk.post(at("assignment"), {"tasks": pairs(tasks()[0]), "wish": "take_back"})

        assert {task.courier_id for task in tasks()} == {None}

    def test_what_somebody_else_gave_meanwhile_is_not_taken_away(self, desk, bikes):
        bikes.order()
        stale = pairs(*tasks())
        dispatching.give(
            actor=bikes.dispatcher, seen=seen(tasks()[0]), courier_id=bikes.other_courier.pk, day=DAY, now=NOW
        )

        answer = desk.post(
            at("assignment"), {"tasks": stale, "courier": bikes.courier.pk}, headers={"HX-Request": "true"}
        )

        assert answer.status_code == 409
        assert 'role="alert"' in answer.content.decode()
        assert {task.courier_id for task in tasks()} == {bikes.other_courier.pk}

    def test_nothing_chosen_is_said(self, desk, bikes):
        answer = desk.post(at("assignment"), {"courier": bikes.courier.pk}, headers={"HX-Request": "true"})

        assert answer.status_code == 422

    def test_task_of_others_is_not_found(self, desk, bikes):
        answer = desk.post(at("assignment"), {"tasks": "99999999:1", "courier": bikes.courier.pk})

        assert answer.status_code == 404


@pytest.fixture
def ridden(bikes):
    """Two deliveries in Chloé's day: four stops."""
    for _number in range(2):
        bikes.order()
    dispatching.give(actor=bikes.dispatcher, seen=seen(*tasks()), courier_id=bikes.courier.pk, day=DAY, now=NOW)
    return bikes


class TestOrder:
    def test_one_step_up(self, desk, ridden):
        first, second, third, fourth = numbers(ridden, ridden.courier)
        task = tasks().get(number=third)
        sent = {"tasks": pairs(task), "way": "up", "stamp": stamp_of(list_of_day(ridden))}

        desk.post(at("placement", ridden.courier.pk), sent)

        assert numbers(ridden, ridden.courier) == [first, third, second, fourth]

    def test_before_another(self, desk, ridden):
        first, second, third, fourth = numbers(ridden, ridden.courier)
        task = tasks().get(number=fourth)

        desk.post(at("placement", ridden.courier.pk), {"tasks": pairs(task), "before": first})

        assert numbers(ridden, ridden.courier) == [fourth, first, second, third]

    def test_dropped_on_another_courier(self, desk, ridden):
        task = tasks()[0]

        desk.post(at("placement", ridden.other_courier.pk), {"tasks": pairs(task), "before": ""})

        assert len(numbers(ridden, ridden.other_courier)) == 2
        assert len(numbers(ridden, ridden.courier)) == 2

    def test_a_list_that_changed_is_not_put_in_order(self, ridden):
        stamp = stamp_of(list_of_day(ridden))
        last = list_of_day(ridden)[-1]
        moved = {"actor": ridden.dispatcher, "courier_id": ridden.courier.pk, "day": DAY, "now": NOW, "stamp": stamp}
        dispatching.put_in_day(**moved, seen=seen(last), before=list_of_day(ridden)[0].number)

        with pytest.raises(DayChanged):
            dispatching.put_in_day(**moved, seen=seen(tasks().get(pk=last.pk)), before=None)

    def test_ends_stay(self, ridden):
        before = numbers(ridden, ridden.courier)
        for place, steps in ((0, -1), (-1, 1)):
            dispatching.move_in_day(
                actor=ridden.dispatcher, seen=seen(list_of_day(ridden)[place]), courier_id=ridden.courier.pk, day=DAY,
                steps=steps, stamp="", now=NOW,
            )  # fmt: skip

        assert numbers(ridden, ridden.courier) == before


def list_of_day(bikes):
    return list_of(actor=bikes.dispatcher, courier_id=bikes.courier.pk, day=DAY)


class TestTasks:
    def test_cancelled_and_taken_up_again(self, desk, bikes):
        bikes.order()
        desk.post(at("task_cancellation"), {"tasks": pairs(tasks()[1]), "wish": "cancel"})
        assert tasks()[1].state == "CANCELLED"

        desk.post(at("task_cancellation"), {"tasks": pairs(tasks()[1]), "wish": "restore"})
        assert tasks()[1].state == "TODO"

    def test_another_time(self, desk, bikes):
        bikes.order()
        task = tasks()[1]
        sent = {"tasks": pairs(task), "day": "2031-05-07", "after": "10:00", "before": "11:00"}

        desk.post(at("task_time", task.number), sent)

        moved = tasks()[1]
        assert (moved.after.isoformat(), moved.before - moved.after) == (
            "2031-05-07T08:00:00+00:00", timedelta(hours=1)
        )  # fmt: skip

    def test_another_time_of_a_stale_task_is_refused(self, bikes):
        bikes.order()
        old = seen(tasks()[1])
        dispatching.cancel_seen(actor=bikes.dispatcher, seen=old, now=NOW)

        with pytest.raises(ChangedMeanwhile):
            dispatching.reschedule_seen(
                actor=bikes.dispatcher, seen=old, after=NOW, before=NOW + timedelta(hours=1), now=NOW
            )

    @pytest.mark.parametrize("sent", [{}, {"day": "2031-05-07", "after": "x", "before": "11:00"}])
    def test_times_that_are_none_are_named(self, desk, bikes, sent):
        bikes.order()
        task = tasks()[1]

        assert desk.post(at("task_time", task.number), {"tasks": pairs(task), **sent}).status_code == 422


class TestPage:
    def test_filters_stand_in_the_address(self, desk, ridden):
        url = reverse("delivery:day", args=["la-bobine"])
        asked = {"date": DAY.isoformat(), "coursier": ridden.courier.pk, "q": "costa", "etat": "open"}

        board = desk.get(url, asked).context["board"]

        assert [column.courier for column in board.columns] == [ridden.courier]
        assert {task.street for task in board.columns[0].shown} == {"12 avenue de la Costa"}

    @pytest.mark.parametrize("text", ["", "demain", "9999-99-99", "0001-01-01"])
    def test_any_date_shows_a_day(self, desk, text):
        answer = desk.get(reverse("delivery:day", args=["la-bobine"]), {"date": text, "coursier": "x", "etat": "y"})

        assert answer.status_code == 200
        assert answer.context["day"] == timezone.localdate()

    def test_task_shows_its_events(self, desk, ridden):
        for language in ("fr", "en"):
            page = desk.get(f"{at('task', tasks()[0].number)}&lang={language}")
            assert page.status_code == 200
        assert len(page.context["events"]) == 2

    @pytest.mark.parametrize("count", [1, 3])
    def test_takes_a_fixed_number_of_queries(self, desk, bikes, count, django_assert_num_queries):
        for _number in range(count):
            bikes.order()
        dispatching.give(actor=bikes.dispatcher, seen=seen(tasks()[0]), courier_id=bikes.courier.pk, day=DAY, now=NOW)
        desk.get(at("day"))

        with django_assert_num_queries(20):
            page = desk.get(at("day")).content.decode()
        marks = ",".join(map(":".join, re.findall(r'data-column="([0-9]*)"[^>]* data-mark="([0-9a-f]+)"', page)))
        with django_assert_num_queries(16):
            desk.get(at("day"), headers={"HX-Request": "true", "X-Seen-Columns": marks})


class TestLongDay:
    """What a page does not hold is shown on demand, as a whole page or as one column, and stays unfolded."""

    @pytest.fixture
    def long(self, ridden, monkeypatch):
        monkeypatch.setattr(presenters_of_board, "CARDS_AT_ONCE", 1)
        monkeypatch.setattr(presenters_of_board, "CARDS_AT_LEAST", 1)
        return ridden

    def cards(self, page):
        return [int(number) for number in re.findall(r'data-task="([0-9]+)"', page.content.decode())]

    def test_a_long_column_begins_with_its_first_cards(self, desk, long):
        every, key = numbers(long, long.courier), long.courier.pk

        page = desk.get(at("day"))
        whole = desk.get(f"{at('day')}&entier={key}")
        alone = desk.get(f"{at('day')}&entier={key}&colonne={key}", headers={"HX-Request": "true"})

        assert [self.cards(one) for one in (page, whole, alone)] == [every[:1], every, every]
        assert f'data-rest="{every[1]}"' in page.content.decode()
        assert re.findall(r'data-column="([0-9]*)"', alone.content.decode()) == [str(key)]
        assert page.content.decode().count(f",{bounds_of_stop(long)}") == len(every) // 2  # the map has all of them

    def test_a_step_by_the_small_buttons_keeps_it_unfolded(self, desk, long):
        first, second, *others = numbers(long, long.courier)
        sent = {"up": f"{second}:{tasks().get(number=second).version}", "stamp": stamp_of(list_of_day(long))}
        url = f"{at('placement', long.courier.pk)}&entier={long.courier.pk}"

        answer = desk.post(url, sent)

        assert numbers(long, long.courier) == [second, first, *others]
        assert f"entier={long.courier.pk}" in answer["Location"]

    def test_what_is_over_is_counted_and_told_when_it_is_opened(self, desk, ridden):
        number, key = numbers(ridden, ridden.courier)[0], ridden.courier.pk
        tasks().filter(number=number).update(state="DONE", completed_at=NOW)
        link = reverse("delivery:task", args=["la-bobine", number])

        pages = [desk.get(at("day") + more).content.decode() for more in ("", f"&finies={key}")]

        assert [link in page for page in pages] == [False, True]
        assert "data-over" in pages[1]

    @pytest.mark.parametrize("asked", ["entier=x&finies=0", "colonne=77&entier=%00", "colonne="])
    def test_columns_that_are_none_are_no_harm(self, desk, long, asked):
        answer = desk.get(f"{at('day')}&{asked}", headers={"HX-Request": "true"})

        assert answer.status_code == 200
        assert 'id="board"' in answer.content.decode()

    def test_the_clock_goes_on_in_a_list_that_is_kept(self, ridden):
        asked = {"actor": ridden.dispatcher, "day": DAY}
        service = service_of(organization_id=ridden.organization.pk)

        def expected(now):
            found = day_board(**asked, zone=service.time_zone, filters=Filters())
            listed = [task for column in found.columns for task in column.tasks]
            return expected_times(**asked, service=service, tasks=listed, now=now)

        number = numbers(ridden, ridden.courier)[-1]
        ends = tasks().get(number=number).before
        early, later = expected(NOW), expected(ends + timedelta(minutes=30))
        tasks().filter(number=number).update(before=ends + timedelta(hours=2))

        assert later[number].at > early[number].at
        assert later[number].late_min >= 30
        assert expected(ends + timedelta(minutes=30))[number].late_min == 0


def bounds_of_stop(bikes):
    address = tasks().filter(type="DROPOFF")[0].address
    return f" {round(address.longitude, 5)}, {round(address.latitude, 5)}, 0"


@pytest.mark.parametrize("who", ["driss", "elise", "chloe"])
def test_others_find_nothing(ridden, client_as, request, who):
    client = client_as(request.getfixturevalue(who))
    task = tasks()[0]

    answers = {client.get(at("day")).status_code, client.get(at("task", task.number)).status_code}
    answers |= {client.post(at("assignment"), {"tasks": pairs(task), "wish": "take_back"}).status_code}

    assert answers == {404}
    assert tasks()[0].courier_id == ridden.courier.pk
