"""Tours: named sets of a day's tasks that go to a courier as a whole; two dispatchers never write over one another."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from maillage.delivery.models import Task, Tour
from maillage.delivery.queries.day import list_of, stamp_of
from maillage.delivery.queries.tours import task_ids_of_tour, tasks_of_tours, tour_seen, tours_of_day
from maillage.delivery.services import dispatching, tours
from maillage.delivery.services.assignments import assign_tasks, set_day, unassign_tasks
from maillage.delivery.services.dispatching import Seen
from maillage.delivery.services.tasks import AlreadyCompleted, cancel_task, reschedule_task
from maillage.delivery.services.tours import OfAnotherDay, TourChanged
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = NOW.date()


def tasks():
    return Task.objects.across_scopes(reason="a test").order_by("number")


class Day:
    """Three deliveries, six tasks, and short ways to say them by place: 0 and 1 are the first delivery's."""

    def __init__(self, bikes):
        self.bikes, self.by = bikes, {"actor": bikes.dispatcher, "now": NOW}
        for _number in range(3):
            bikes.order()
        self.tasks = list(tasks())

    def ids(self, *places):
        return [self.tasks[place].pk for place in places]

    def places(self, ids):
        known = [task.pk for task in self.tasks]
        return [known.index(task_id) for task_id in ids]

    def make(self, *places, **more):
        return tours.make_tour(**self.by, day=DAY, task_ids=self.ids(*places), **more)

    def of(self, tour):
        return self.places(task_ids_of_tour(actor=self.bikes.dispatcher, tour_id=tour.pk))

    def list(self, courier=None):
        courier = courier or self.bikes.courier
        return self.places(task.pk for task in list_of(actor=self.bikes.dispatcher, courier_id=courier.pk, day=DAY))

    def give(self, tour, courier=None, **more):
        courier_id = (courier or self.bikes.courier).pk
        return tours.assign_tour(**self.by, tour_id=tour.pk, courier_id=courier_id, **more)

    def seen(self, *places):
        rows = tasks().filter(pk__in=self.ids(*places))
        return Seen({row.number: row.version for row in rows})


@pytest.fixture
def day(bikes):
    return Day(bikes)


class TestMaking:
    def test_it_has_its_tasks_in_order_and_a_free_name(self, day):
        first, second = day.make(3, 0, 1), day.make(2, name="  Le   matin ")

        assert (first.name, second.name, day.of(first), day.of(second)) == ("Tour 1", "Le matin", [3, 0, 1], [2])
        assert [tour.pk for tour in tours_of_day(actor=day.bikes.dispatcher, day=DAY)] == [first.pk, second.pk]
        assert tour_seen(actor=day.bikes.dispatcher, number=first.number).pk == first.pk

    def test_with_the_others_of_their_deliveries(self, day):
        assert day.of(day.make(3, 0, with_others=True)) == [2, 3, 0, 1]

    def test_a_task_is_in_one_tour_and_no_longer_with_a_courier(self, day):
        first = day.make(0, 1, 2)
        day.give(first)

        second = day.make(0, 1)

        assert (day.of(first), day.of(second), day.list()) == ([2], [0, 1], [2, 3])

    def test_of_another_day_or_over_is_refused(self, day):
        tasks().filter(pk__in=day.ids(0)).update(after=NOW + timedelta(days=2), before=NOW + timedelta(days=3))
        tasks().filter(pk__in=day.ids(1)).update(state="DONE", completed_at=NOW)

        with pytest.raises(OfAnotherDay):
            day.make(0)
        with pytest.raises(AlreadyCompleted):
            day.make(1)
        assert not Tour.objects.across_scopes(reason="a test").exists()

    def test_is_for_dispatchers_of_the_house(self, day):
        tour = day.make(0, 1)
        for who in (day.bikes.rider, day.bikes.shopkeeper):
            with pytest.raises(NotAllowed):
                tours.make_tour(actor=who, day=DAY, task_ids=day.ids(0), now=NOW)
            with pytest.raises(NotFound):
                tour_seen(actor=who, number=tour.number)
        with pytest.raises(NotFound):
            tours.make_tour(**day.by, day=DAY, task_ids=[tour.pk])


class TestTasks:
    def test_put_in_moved_and_taken_out(self, day):
        tour, before = day.make(0, 1), day.tasks[1].number

        tours.add_to_tour(**day.by, tour_id=tour.pk, task_ids=day.ids(4), before=before, with_others=True)
        assert day.of(tour) == [0, 4, 5, 1]
        tours.add_to_tour(**day.by, tour_id=tour.pk, task_ids=day.ids(4))
        assert day.of(tour) == [0, 5, 1, 4]
        tours.move_in_tour(**day.by, tour_id=tour.pk, number=day.tasks[4].number, steps=-1)
        assert day.of(tour) == [0, 5, 4, 1]
        tours.remove_from_tour(**day.by, tour_id=tour.pk, task_ids=day.ids(0, 5))
        assert day.of(tour) == [4, 1]
        tours.set_tour_tasks(**day.by, tour_id=tour.pk, task_ids=day.ids(1, 2))
        assert day.of(tour) == [1, 2]

    def test_what_comes_to_a_tour_being_ridden_goes_to_its_courier(self, day):
        tour = day.make(0, 1)
        assign_tasks(**day.by, task_ids=day.ids(2), courier_id=day.bikes.courier.pk, day=DAY)
        day.give(tour, before=day.tasks[2].number)
        assert day.list() == [0, 1, 2, 3]

        tours.add_to_tour(**day.by, tour_id=tour.pk, task_ids=day.ids(4, 5), before=day.tasks[1].number)

        assert (day.list(), day.of(tour)) == ([0, 4, 5, 1, 2, 3], [0, 4, 5, 1])

    @pytest.mark.parametrize(
        "change",
        [
            lambda day, asked: tours.rename_tour(**asked, name="Midi"),
            lambda day, asked: tours.add_to_tour(**asked, task_ids=day.ids(3)),
            lambda day, asked: tours.assign_tour(**asked, courier_id=day.bikes.courier.pk),
            lambda day, asked: tours.remove_tour(**asked),
        ],
    )
    def test_a_tour_that_somebody_changed_is_not_written_over(self, day, change):
        tour = day.make(0, 1)
        asked = {**day.by, "tour_id": tour.pk, "version": tour.version}
        tours.rename_tour(**asked, name="Matin")

        with pytest.raises(TourChanged):
            change(day, asked)
        assert tour_seen(actor=day.bikes.dispatcher, number=tour.number).name == "Matin"

    def test_needs_a_name(self, day):
        with pytest.raises(Invalid):
            tours.rename_tour(**day.by, tour_id=day.make(0).pk, name=" ")

    def test_removed_it_leaves_its_tasks(self, day):
        tour = day.make(0, 1)
        day.give(tour)

        tours.remove_tour(**day.by, tour_id=tour.pk)

        assert (day.list(), set(tasks().values_list("tour", flat=True))) == ([0, 1], {None})

    def test_on_another_day_hours_are_kept(self, day):
        tour = day.make(0, 1)
        day.give(tour)
        later = DAY + timedelta(days=10)

        tours.move_tour_to_day(**day.by, tour_id=tour.pk, day=later)

        moved = tasks_of_tours(actor=day.bikes.dispatcher, tour_ids=[tour.pk])[tour.pk]
        assert [task.after for task in moved] == [day.tasks[place].after + timedelta(days=10) for place in (0, 1)]
        assert {task.courier_id for task in moved} == {None}


class TestHands:
    def test_given_and_taken_back_as_a_whole(self, day):
        tour = day.make(3, 2)
        assign_tasks(**day.by, task_ids=day.ids(0), courier_id=day.bikes.courier.pk, day=DAY)

        given = day.give(tour)
        assert (given.courier_id, day.list()) == (day.bikes.courier.pk, [0, 1, 3, 2])
        other = day.give(tour, day.bikes.other_courier)
        assert (other.courier_id, day.list(), day.list(day.bikes.other_courier)) == (
            day.bikes.other_courier.pk, [0, 1], [3, 2],
        )  # fmt: skip
        back = tours.take_back_tour(**day.by, tour_id=tour.pk)
        assert (back.courier_id, day.list(day.bikes.other_courier), day.of(tour)) == (None, [], [3, 2])

    def test_others_of_its_deliveries_come_along_on_their_side(self, day):
        assert day.give(day.make(1, 2)).courier_id == day.bikes.courier.pk
        assert day.list() == [0, 1, 2, 3]

    def test_never_within_another_tour(self, day):
        first, second = day.make(0, 1), day.make(2, 3)
        day.give(first)

        day.give(second, before=day.tasks[1].number)

        assert day.list() == [2, 3, 0, 1]

    def test_one_task_given_away_leaves_it_and_all_of_them_take_it_along(self, day):
        tour = day.make(0, 1, 2, 3)

        assign_tasks(**day.by, task_ids=day.ids(0), courier_id=day.bikes.courier.pk, day=DAY)
        assert day.of(tour) == [2, 3]
        set_day(**day.by, courier_id=day.bikes.other_courier.pk, day=DAY, task_ids=day.ids(3, 2))
        assert (tour_of(day, tour).courier_id, day.of(tour)) == (day.bikes.other_courier.pk, [3, 2])
        unassign_tasks(**day.by, task_ids=day.ids(2))
        assert (tour_of(day, tour).courier_id, day.of(tour)) == (None, [3, 2])

    def test_an_empty_one_is_not_given(self, day):
        tour = day.make(0, 1)
        for task in day.tasks[:2]:
            cancel_task(actor=day.bikes.dispatcher, task_id=task.pk, now=NOW)

        with pytest.raises(Invalid):
            day.give(tour)

    def test_another_time_on_another_day_leaves_it(self, day):
        tour = day.make(0, 1)
        soon, later = NOW + timedelta(hours=1), NOW + timedelta(days=3)

        reschedule_task(**day.by, task_id=day.ids(1)[0], after=soon, before=soon + timedelta(hours=1))
        assert day.of(tour) == [0, 1]
        reschedule_task(**day.by, task_id=day.ids(0)[0], after=later, before=later + timedelta(hours=1))
        assert day.of(tour) == [1]


def tour_of(day, tour):
    return tour_seen(actor=day.bikes.dispatcher, number=tour.number)


class TestOnTheBoard:
    """What the board's forms send; without JavaScript each answer is a way back to the day."""

    @pytest.fixture
    def send(self, day, client_as, bruno):
        client = client_as(bruno)

        def sent(tour=None, *places, **values):
            where = ("day_tour", tour.number) if tour else ("assignment",)
            url = reverse(f"delivery:{where[0]}", args=["la-bobine", *where[1:]])
            pairs = [f"{number}:{version}" for number, version in day.seen(*places).versions.items()]
            headers = values.pop("headers", {})
            return client.post(f"{url}?date={DAY.isoformat()}", {"tasks": pairs, **values}, headers=headers)

        sent.page = lambda: client.get(reverse("delivery:day", args=["la-bobine"]), {"date": DAY.isoformat()})
        return sent

    def test_made_filled_given_and_taken_back(self, day, send):
        assert send(None, 0, courier="t", wish="give").status_code == 303
        tour = tours_of_day(actor=day.bikes.dispatcher, day=DAY)[0]
        send(None, 3, courier=f"t{tour.number}", wish="give")
        assert day.of(tour) == [0, 1, 2, 3]
        send(tour, 4, wish="put", version=tour_of(day, tour).version, before=day.tasks[2].number)
        assert day.of(tour) == [0, 1, 4, 5, 2, 3]

        page = send.page()
        column = next(one for one in page.context["columns"] if one.tour)
        assert (column.count, column.tour.said.partition(" ")[0]) == (6, "6")
        assert f'data-column="t{tour.number}"' in page.content.decode()

        send(tour, courier=day.bikes.courier.pk, wish="give", version=tour_of(day, tour).version)
        page = send.page()
        assert [card.opens for one in page.context["columns"] for card in one.cards] == [True, *[False] * 5]
        assert page.content.decode().count('data-tour="') == 1
        send(tour, wish=f"take_back:{tour_of(day, tour).version}")
        assert day.list() == []

    def test_named_and_taken_away(self, day, send):
        tour = day.make(0, 1)
        send(tour, name="Midi", wish="rename", version=tour.version)
        assert tour_of(day, tour).name == "Midi"

        late = send(tour, wish="remove", version=tour.version, headers={"HX-Request": "true"})
        assert (late.status_code, "Midi" in late.content.decode()) == (409, True)
        send(tour, wish="remove", version=tour_of(day, tour).version)
        assert tours_of_day(actor=day.bikes.dispatcher, day=DAY) == []

    def test_taken_out_by_the_list_of_nobodys(self, day, send):
        tour = day.make(0, 1, 2, 3)
        send(None, 0, wish="take_back")
        assert day.of(tour) == [2, 3]

    def test_a_step_in_it_and_past_others(self, day, send):
        tour = day.make(0, 1)
        send(tour, up=f"{day.tasks[1].number}:1", version=tour.version)
        assert day.of(tour) == [1, 0]
        assign_tasks(**day.by, task_ids=day.ids(2), courier_id=day.bikes.courier.pk, day=DAY)
        day.give(tour)
        send(tour, wish=f"earlier:{tour_of(day, tour).version}")
        assert day.list() == [2, 1, 0, 3]

    def test_an_answer_draws_the_columns_that_were_touched(self, day, send):
        marks = re.findall(r'data-column="(\w*)"[^>]* data-mark="([0-9a-f]+)"', send.page().content.decode())
        headers = {"HX-Request": "true", "X-Seen-Columns": ",".join(map(":".join, marks))}

        answer = send(None, 0, courier=day.bikes.courier.pk, wish="give", headers=headers).content.decode()

        assert re.findall(r'data-column="(\w*)" data-same', answer) == [str(day.bikes.other_courier.pk)]


class TestInTheDay:
    """On the board a tour stands in its courier's list as a unit."""

    def move(self, day, place, **more):
        asked = {
            **day.by,
            "seen": day.seen(place),
            "courier_id": day.bikes.courier.pk,
            "day": DAY,
            "stamp": self.stamp(day),
        }
        return dispatching.put_in_day(**asked, **more) if "before" in more else dispatching.move_in_day(**asked, **more)

    def stamp(self, day):
        return stamp_of(list_of(actor=day.bikes.dispatcher, courier_id=day.bikes.courier.pk, day=DAY))

    @pytest.fixture
    def ridden(self, day):
        """The first delivery before a tour of the second, the third after it."""
        tour = day.make(2, 3)
        assign_tasks(**day.by, task_ids=day.ids(0), courier_id=day.bikes.courier.pk, day=DAY)
        day.give(tour)
        assign_tasks(**day.by, task_ids=day.ids(4), courier_id=day.bikes.courier.pk, day=DAY)
        day.tour = tour
        return day

    def test_a_step_passes_over_it(self, ridden):
        self.move(ridden, 1, steps=1)
        assert ridden.list() == [0, 2, 3, 1, 4, 5]
        self.move(ridden, 4, steps=-1)
        self.move(ridden, 4, steps=-1)
        assert ridden.list() == [0, 4, 2, 3, 1, 5]

    def test_a_step_within_it_stays_within(self, ridden):
        for _time in range(3):
            self.move(ridden, 3, steps=-1)
        assert (ridden.list(), ridden.of(ridden.tour)) == ([0, 1, 3, 2, 4, 5], [3, 2])

    def test_put_before_one_of_its_tasks_is_before_it(self, ridden):
        self.move(ridden, 5, before=ridden.tasks[3].number)
        assert ridden.list() == [0, 1, 5, 2, 3, 4]

    def test_put_elsewhere_it_leaves(self, ridden):
        self.move(ridden, 3, before=ridden.tasks[0].number)
        assert (ridden.list(), ridden.of(ridden.tour)) == ([3, 0, 1, 2, 4, 5], [2])
