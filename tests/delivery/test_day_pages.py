"""The dispatcher's day: given, taken back, put in order; two dispatchers never write over one another."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.delivery import presenters_of_board
from maillage.delivery.models import Task, TaskEvent
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.day import Filters, day_board, list_of, stamp_of
from maillage.delivery.queries.tours import task_ids_of_tour
from maillage.delivery.services import dispatching
from maillage.delivery.services.dispatching import ChangedMeanwhile, DayChanged, Seen
from maillage.delivery.services.forecasts import expected_times
from maillage.delivery.services.tasks import cancel_task, restore_task
from maillage.delivery.services.tours import assign_tour, make_tour
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


class TestUndo:
    """The last move is taken back from the board, whatever it was; never over what somebody else has done since."""

    def undo(self, desk):
        return desk.post(at("day_undoing"), headers={"HX-Request": "true"})

    def test_given_and_put_in_order(self, desk, ridden):
        before = numbers(ridden, ridden.courier)
        task = tasks().get(number=before[3])
        desk.post(at("placement", ridden.courier.pk), {"tasks": pairs(task), "before": before[0]})
        assert "day-undo" in desk.get(at("day")).content.decode()
        assert self.undo(desk).status_code == 200
        assert numbers(ridden, ridden.courier) == before

        desk.post(at("placement", ridden.other_courier.pk), {"tasks": pairs(tasks()[0]), "before": ""})
        assert len(numbers(ridden, ridden.other_courier)) == 2
        answer = self.undo(desk)
        assert (numbers(ridden, ridden.courier), numbers(ridden, ridden.other_courier)) == (before, [])
        assert "day-undo" not in answer.content.decode()
        assert self.undo(desk).status_code == 200  # nothing left to undo: nothing changes
        assert numbers(ridden, ridden.courier) == before

    def test_taken_back_with_its_tour(self, desk, ridden):
        before = numbers(ridden, ridden.courier)
        tour = make_tour(actor=ridden.dispatcher, day=DAY, task_ids=[tasks()[0].pk, tasks()[1].pk], now=NOW)
        desk.post(at("day_tour", tour.number), {"wish": "give", "courier": ridden.courier.pk})
        assert len(numbers(ridden, ridden.courier)) == 4
        self.undo(desk)
        tour.refresh_from_db()
        assert (tour.courier_id, len(numbers(ridden, ridden.courier)), len(before)) == (None, 2, 4)

    def test_cancelled_is_taken_up_again_in_its_place_and_told(self, desk, ridden):
        before = numbers(ridden, ridden.courier)
        gone = list(tasks().filter(number__in=before[:2]))
        desk.post(at("task_cancellation"), {"tasks": pairs(*gone), "wish": "cancel"})
        assert numbers(ridden, ridden.courier) == before[2:]
        assert self.undo(desk).status_code == 200

        assert (numbers(ridden, ridden.courier), {task.state for task in tasks()}) == (before, {"TODO"})
        told = TaskEvent.objects.across_scopes(reason="a test").filter(
            task=gone[0], name__in=["task:cancelled", "task:restored"]
        )
        assert list(told.order_by("id").values_list("name", flat=True)) == ["task:cancelled", "task:restored"]

    def test_another_time_is_given_back_with_the_place(self, desk, ridden):
        before, task = numbers(ridden, ridden.courier), list_of_day(ridden)[1]
        given = {"tasks": pairs(task), "day": DAY.isoformat(), "after": "20:00", "before": "21:00"}
        desk.post(at("task_time", task.number), given)
        moved = tasks().get(pk=task.pk)
        assert (moved.courier_id, moved.before != task.before) == (None, True)
        self.undo(desk)

        again = tasks().get(pk=task.pk)
        assert (again.after, again.before, numbers(ridden, ridden.courier)) == (task.after, task.before, before)

    @pytest.mark.parametrize("is_given", [False, True])
    def test_what_left_a_tour_is_in_it_again_where_it_was(self, desk, ridden, is_given):
        rows = list(tasks())
        tour = make_tour(actor=ridden.dispatcher, day=DAY, task_ids=[row.pk for row in rows[:4]], now=NOW)
        if is_given:
            assign_tour(actor=ridden.dispatcher, tour_id=tour.pk, courier_id=ridden.courier.pk, now=NOW)
        before = numbers(ridden, ridden.courier), task_ids_of_tour(actor=ridden.dispatcher, tour_id=tour.pk)
        row = tasks()[1]
        desk.post(at("assignment"), {"tasks": pairs(row), "wish": "give", "courier": ridden.other_courier.pk})
        assert len(task_ids_of_tour(actor=ridden.dispatcher, tour_id=tour.pk)) < 4
        self.undo(desk)

        assert (numbers(ridden, ridden.courier), task_ids_of_tour(actor=ridden.dispatcher, tour_id=tour.pk)) == before

    def test_a_task_that_somebody_changed_since_stays_cancelled(self, desk, ridden):
        task = tasks()[0]
        desk.post(at("task_cancellation"), {"tasks": pairs(task), "wish": "cancel"})
        restore_task(actor=ridden.dispatcher, task_id=task.pk, now=NOW)
        cancel_task(actor=ridden.dispatcher, task_id=task.pk, now=NOW)

        assert (self.undo(desk).status_code, tasks()[0].state) == (409, "CANCELLED")

    def test_not_over_what_somebody_else_has_done_since(self, desk, ridden):
        before = numbers(ridden, ridden.courier)
        desk.post(at("assignment"), {"tasks": pairs(tasks()[0]), "wish": "take_back"})
        last = list_of_day(ridden)[-1]
        dispatching.put_in_day(
            actor=ridden.dispatcher, courier_id=ridden.courier.pk, day=DAY, now=NOW, stamp="", seen=seen(last),
            before=list_of_day(ridden)[0].number,
        )  # fmt: skip

        answer = self.undo(desk)

        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (409, True)
        assert len(numbers(ridden, ridden.courier)) == 2 < len(before)


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

        with django_assert_num_queries(21):
            page = desk.get(at("day")).content.decode()
        marks = ",".join(map(":".join, re.findall(r'data-column="([0-9]*)"[^>]* data-mark="([0-9a-f]+)"', page)))
        with django_assert_num_queries(17):
            desk.get(at("day"), headers={"HX-Request": "true", "X-Seen-Columns": marks})


class TestFrieze:
    """The day as a timeline, drawn by the server: `vue=frise`."""

    def rows(self, desk, bikes):
        page = desk.get(f"{at('day')}&vue=frise")
        return page, {row.key: row for row in page.context["frieze"].rows}

    def test_a_row_for_each_with_duty_windows_and_what_is_late(self, desk, ridden):
        bikes, key = ridden, str(ridden.courier.pk)
        bikes.order()
        late, done = numbers(bikes, bikes.courier)[-1], numbers(bikes, bikes.courier)[0]
        tasks().filter(number=late).update(after=NOW, before=NOW + timedelta(minutes=1))
        tasks().filter(number=done).update(state="DONE", completed_at=NOW + timedelta(minutes=30))
        page, rows = self.rows(desk, bikes)
        by = {mark.number: mark for mark in rows[key].marks}

        assert [len(rows[one].marks) for one in ("", key)] == [2, 4]
        assert rows[key].duty.width > 0
        assert (by[done].kind.split()[0], by[late].kind.split()[0]) == ("over", "late")
        assert by[late].lateness.width > 0
        frieze = page.context["frieze"]
        began_s = NOW.timestamp() + 1800 - service_of(organization_id=bikes.organization.pk).stop_s
        hours = (began_s - frieze.start_ms / 1000) / 3600
        assert by[done].bar.x == pytest.approx(hours * frieze.px_an_hour, abs=0.2)
        content = page.content.decode()
        assert "style=" not in content.partition("day-frieze__hours")[2].partition("</svg>")[0]
        assert content.count("data-task-link") >= 6

    def test_windows_of_nobodys_do_not_cover_one_another(self, desk, bikes):
        for _number in range(6):
            bikes.order()
        _page, rows = self.rows(desk, bikes)
        bars = [mark.bar for mark in rows[""].marks]

        assert len(bars) == 12
        assert not any(
            one.y == other.y and one.x < other.x + other.width and other.x < one.x + one.width
            for place, one in enumerate(bars) for other in bars[:place]
        )  # fmt: skip

    @pytest.mark.parametrize("count", [1, 3])
    def test_takes_a_fixed_number_of_queries(self, desk, bikes, count, django_assert_num_queries):
        for _number in range(count):
            bikes.order()
        self.rows(desk, bikes)
        with django_assert_num_queries(21):
            desk.get(f"{at('day')}&vue=frise")


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
