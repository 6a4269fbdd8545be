"""The pages of plans and of best places, pressed as people press them."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.delivery.models import CourierPosition, DayPlan, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.day import Filters, day_board
from maillage.delivery.queries.planning import day_rows
from maillage.delivery.rules.planning import timeline_of
from maillage.delivery.services.day_matrices import day_places
from maillage.delivery.services.day_plans import run_plan
from maillage.delivery.services.forecasts import expected_times
from tests.delivery.conftest import NOW
from tests.delivery.test_day_plans import DAY, DOORS, all_lists, give, ordered, rows, tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(bikes, client_as, bruno):
    return client_as(bruno)


def at(route, *arguments):
    return f"{reverse(f'delivery:{route}', args=['la-bobine', *arguments])}?date={DAY.isoformat()}"


def inputs(page, form=""):
    """Give the hidden and ticked values of the first form whose address holds a text."""
    found = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if form in one)
    pairs = re.findall(r'<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"', found)
    values = {}
    for name, value in pairs:
        values.setdefault(name, []).append(html.unescape(value))
    return values


def said(page):
    return html.unescape(page.content.decode())


class TestPlan:
    def test_asked_followed_accepted_and_undone(self, desk, bikes):
        numbers = ordered(bikes)
        asked = desk.post(at("plan_creation"), {})
        plan = rows(DayPlan).get()
        assert (asked.status_code, asked["Location"]) == (303, reverse("delivery:plan", args=["la-bobine", plan.pk]))
        assert 'hx-trigger="every 1s"' in said(desk.get(asked["Location"]))

        run_plan(plan_id=plan.pk, clock=lambda: NOW)

        assert desk.get(asked["Location"], headers={"HX-Request": "true"})["HX-Refresh"] == "true"
        page = said(desk.get(asked["Location"]))
        assert f"/taches/{numbers[0]}/" in page
        desk.post(at("plan_acceptance", plan.pk), {"wish": "all"})
        assert sorted(number for one in all_lists(bikes).values() for number in one) == numbers
        assert "retour/" in said(desk.get(asked["Location"]))
        # What the board undoes is the last thing done: the plan, not a move made before it.
        desk.post(reverse("delivery:day_undoing", args=["la-bobine"]) + f"?date={plan.day.isoformat()}")
        assert not any(all_lists(bikes).values())
        assert "il n’y a rien à annuler" in said(desk.post(at("plan_undoing", plan.pk), follow=True))

    def test_only_ticked_couriers(self, desk, bikes):
        ordered(bikes, *DOORS)
        desk.post(at("plan_creation"), {})
        plan = rows(DayPlan).get()
        run_plan(plan_id=plan.pk, clock=lambda: NOW)
        ticked = inputs(said(desk.get(at("plan", plan.pk))), "chosen-couriers")["couriers"]

        desk.post(at("plan_acceptance", plan.pk), {"wish": "chosen", "couriers": ticked[0]})
        none = desk.post(at("plan_acceptance", plan.pk), {"wish": "chosen"}, follow=True)

        assert {courier for courier, numbers in all_lists(bikes).items() if numbers} == {int(ticked[0])}
        assert none.status_code == 200

    def test_what_changed_is_said_on_the_page_and_by_the_answer(self, desk, bikes):
        numbers = ordered(bikes)
        desk.post(at("plan_creation"), {})
        plan = rows(DayPlan).get()
        run_plan(plan_id=plan.pk, clock=lambda: NOW)
        give(bikes, bikes.courier, *numbers)
        before = all_lists(bikes)

        assert "ont changé depuis ce plan" in said(desk.get(at("plan", plan.pk)))
        answer = desk.post(at("plan_acceptance", plan.pk), {}, follow=True)

        assert (all_lists(bikes), "planifiez la journée à nouveau" in said(answer)) == (before, True)

    def test_nothing_to_plan_is_said_on_the_board(self, desk, bikes):
        answer = desk.post(at("plan_creation"), {}, headers={"HX-Request": "true"})

        assert (answer.status_code, 'role="alert"' in said(answer)) == (422, True)

    def test_the_board_leads_to_a_plan_without_a_page_in_between(self, desk, bikes):
        numbers = ordered(bikes)
        chosen = [f"{task.number}:{task.version}" for task in tasks().filter(number__in=numbers[:2])]

        answer = desk.post(at("plan_creation"), {"tasks": chosen}, headers={"HX-Request": "true"})

        assert answer["HX-Redirect"] == reverse("delivery:plan", args=["la-bobine", rows(DayPlan).get().pk])
        assert rows(DayPlan).get().numbers == numbers[:2]

    def test_stopped(self, desk, bikes):
        ordered(bikes)
        desk.post(at("plan_creation"), {})
        plan = rows(DayPlan).get()

        desk.post(at("plan_cancellation", plan.pk))

        assert rows(DayPlan).get().state == "cancelled"
        assert "Arrêté. Rien n’a été modifié." in said(desk.get(at("plan", plan.pk)))

    def test_silence_is_said(self, desk, bikes):
        ordered(bikes)
        desk.post(at("plan_creation"), {})
        rows(DayPlan).update(state="running", told_at=timezone.now() - timedelta(minutes=2))

        assert "Sans nouvelles depuis" in said(desk.get(at("plan", rows(DayPlan).get().pk)))


class TestBestPlaces:
    def test_one_press_gives_the_delivery_its_place(self, desk, bikes):
        numbers = ordered(bikes, *DOORS[:3])
        give(bikes, bikes.courier, *numbers[:4])
        number = rows(Task).get(number=numbers[4]).delivery.number
        page = said(desk.get(at("insertion", number)))
        sent = inputs(page, "wanted")

        answer = desk.post(at("insertion", number), sent)
        again = desk.post(at("insertion", number), sent)

        assert (answer.status_code, again.status_code) == (303, 303)
        wanted = [int(one) for one in sent["wanted"][0].split(",")]
        assert all_lists(bikes)[int(sent["courier"][0])] == wanted
        assert wanted.index(numbers[4]) < wanted.index(numbers[5])
        assert page.count('name="wanted"') == 2

    def test_a_list_that_was_changed_meanwhile_is_left_alone(self, desk, bikes):
        numbers = ordered(bikes, *DOORS[:3])
        give(bikes, bikes.courier, *numbers[:2])
        number = rows(Task).get(number=numbers[4]).delivery.number
        page = said(desk.get(at("insertion", number)))
        sent = next(
            values for form in re.findall(r"<form.*?</form>", page, re.S)
            if "wanted" in form and (values := inputs(form))["courier"] == [str(bikes.courier.pk)]
        )  # fmt: skip
        give(bikes, bikes.courier, *numbers[2:4])
        before = all_lists(bikes)

        answer = desk.post(at("insertion", number), sent, follow=True)

        assert (all_lists(bikes), "modifiée entre-temps" in said(answer)) == (before, True)

    def test_a_made_up_list_is_refused(self, desk, bikes):
        numbers = ordered(bikes, *DOORS[:3])
        give(bikes, bikes.courier, *numbers[:4])
        number = rows(Task).get(number=numbers[4]).delivery.number
        sent = {"courier": bikes.courier.pk, "seen": "", "wanted": f"{numbers[4]}"}

        desk.post(at("insertion", number), sent)

        assert all_lists(bikes)[bikes.courier.pk] == numbers[:4]

    def test_what_has_a_courier_or_several_stops_is_told(self, desk, bikes):
        numbers = ordered(bikes, DOORS[0])
        give(bikes, bikes.courier, *numbers)
        given = rows(Task).get(number=numbers[0]).delivery.number
        many = bikes.order(bikes.dropoff(), bikes.dropoff(before=NOW + timedelta(hours=4))).number

        assert [desk.get(at("insertion", number)).status_code for number in (given, many)] == [409, 409]


class TestForecast:
    def expected(self, bikes, now):
        service = service_of(organization_id=bikes.organization.pk)
        zone = service.time_zone
        board = day_board(actor=bikes.dispatcher, day=DAY, zone=zone, filters=Filters())
        listed = [task for column in (board.nobodys, *board.columns) for task in column.tasks]
        return expected_times(actor=bikes.dispatcher, service=service, day=DAY, tasks=listed, now=now)

    def test_each_task_of_a_list_is_expected_in_turn(self, bikes):
        numbers = ordered(bikes)
        give(bikes, bikes.courier, *numbers[:4])

        found = self.expected(bikes, NOW)

        times = [found[number].at for number in all_lists(bikes)[bikes.courier.pk]]
        assert (times, set(found)) == (sorted(times), set(numbers[:4]))
        assert not any(one.late for one in found.values())

    def test_lateness_is_told_before_it_comes_and_follows_the_phone(self, bikes):
        numbers = ordered(bikes, DOORS[0])
        give(bikes, bikes.courier, *numbers)
        ends = tasks().get(number=numbers[1]).before
        soon = ends - timedelta(minutes=6)

        near = self.expected(bikes, soon)
        where = {"latitude": 43.80, "longitude": 7.60, "at": soon}
        rows(CourierPosition).create(organization=bikes.organization, courier=bikes.courier, **where)
        far = self.expected(bikes, soon)

        assert far[numbers[1]].late > near[numbers[1]].late
        assert far[numbers[1]].late_min > 30

    def test_the_ways_of_single_lists_give_the_times_of_the_whole_day(self, bikes):
        numbers = ordered(bikes)
        give(bikes, bikes.courier, *numbers[:4])
        give(bikes, bikes.other_courier, *numbers[4:])
        service = service_of(organization_id=bikes.organization.pk)
        whole = day_rows(actor=bikes.dispatcher, service=service, day=DAY, now=NOW)
        day = day_places(whole, now=NOW).day

        ridden = [timeline_of(day, rider=one, numbers=whole.lists[one.id]) for one in day.riders]

        told = {stop.number: whole.start + timedelta(seconds=stop.begins_s) for one in ridden for stop in one.stops}
        for _again in range(2):  # found, then kept
            found = self.expected(bikes, NOW)
            assert {number: one.at for number, one in found.items()} == told
        assert len(told) == len(numbers)

    def test_nothing_is_said_of_a_day_that_is_over(self, bikes):
        numbers = ordered(bikes)
        give(bikes, bikes.courier, *numbers)

        assert self.expected(bikes, NOW + timedelta(days=2)) == {}

    def test_the_board_has_a_chip(self, desk, bikes):
        numbers = ordered(bikes)
        give(bikes, bikes.courier, *numbers)
        rows(Task).filter(number=numbers[-1]).update(before=NOW + timedelta(minutes=5), after=NOW)

        page = said(desk.get(at("day")))

        assert "sera en retard" in page
        assert "prévu" in page
