"""A delivery handed over: seen and ridden from both sides, by nobody else, and summed once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from maillage.delivery.models import Delivery, DeliveryService, HandOver, Order, Task, TaskEvent
from maillage.delivery.queries import delivery_actor_of
from maillage.delivery.queries.day import Filters, day_board
from maillage.delivery.queries.figures import Period, figures_of
from maillage.delivery.queries.hand_overs import candidates, day_load, hand_over_seen, stops_outside
from maillage.delivery.queries.statements import partner_subject, statement_of, store_subject
from maillage.delivery.queries.tracking import tracked
from maillage.delivery.services import hand_overs as services
from maillage.delivery.services import set_up
from maillage.delivery.services.across import DecidedByOthers, NoMoreStops, RiddenByOthers
from maillage.delivery.services.areas import ZoneGiven, save_zone
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.changes import TaskChange, change_delivery
from maillage.delivery.services.deliveries import AlreadyAssigned, cancel_delivery
from maillage.delivery.services.hand_over_mail import mail_proposal
from maillage.delivery.services.hand_overs import HandOverGiven
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.order_prices import PriceAgreed, set_order_price
from maillage.delivery.services.room import look_for_room
from maillage.delivery.services.shifts import ExceptionGiven, except_days
from maillage.delivery.services.tasks import (
    cancel_task,
    complete_task,
    fail_task,
    reschedule_task,
    restore_task,
    start_task,
)
from maillage.delivery.types import AddressGiven, HandOverReason, Proof, TaskGiven, TaskType
from maillage.geodata import Point
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.links.models import LinkFact
from maillage.stream import services as stream_services
from maillage.stream.models import Fact
from maillage.stream.registry import registry
from maillage.web.models import Notification
from tests.delivery.conftest import NOW
from tests.delivery.riding import tasks_of
from tests.factories import MembershipFactory, OrganizationFactory, UserFactory, acting

pytestmark = pytest.mark.django_db
SQUARE = [[7.41, 43.73], [7.44, 43.73], [7.44, 43.75], [7.41, 43.75], [7.41, 43.73]]
FAR = [[7.50, 43.78], [7.52, 43.78], [7.52, 43.80], [7.50, 43.80], [7.50, 43.78]]
MAY = date(2031, 5, 1)


def deliver(user, organization, ring, now=NOW):
    where = {"actor": acting(user), "organization_id": organization.pk}
    set_up.open_service(**where, centre=Point(7.42, 43.74), time_zone="Europe/Paris", country="FR", now=now)
    actor = delivery_actor_of(actor=acting(user), organization_id=organization.pk)
    save_zone(actor=actor, given=ZoneGiven("Ville", {"type": "Polygon", "coordinates": [ring]}))
    return actor


@pytest.fixture
def fournil(bikes, driss, le_fournil):
    """Driss's co-operative delivers in Monaco too."""
    return deliver(driss, le_fournil, SQUARE)


@pytest.fixture
def third(bikes):
    """A third co-operative, elsewhere."""
    gaston = MembershipFactory(
        organization=OrganizationFactory(name="Tiers", slug="tiers"), user=UserFactory(name="Gaston"), role="owner"
    )
    return deliver(gaston.user, gaston.organization, FAR)


@pytest.fixture
def delivery(bikes):
    made = bikes.order(
        bikes.dropoff(
            address=AddressGiven(
                "12 avenue de la Costa", latitude=43.74, longitude=7.425, contact_name="Mme Orsini",
                telephone="+33639980001",
            )
        )
    )  # fmt: skip
    set_order_price(actor=bikes.dispatcher, delivery_id=made.pk, cents=1001, reason="test", now=NOW)
    return made


def propose(bikes, delivery, fournil, **given):
    usual = {
        "taker_id": fournil.organization_id, "reason": HandOverReason.FULL, "kept_basis_points": 1500,
        "expires_at": NOW + timedelta(hours=1), "message": "Plus personne ce matin",
    }  # fmt: skip
    return services.propose_hand_over(
        actor=bikes.dispatcher, delivery_id=delivery.pk, given=HandOverGiven(**{**usual, **given}), now=NOW
    )


@pytest.fixture
def accepted(bikes, delivery, fournil):
    row = propose(bikes, delivery, fournil)
    return services.accept_hand_over(actor=fournil, hand_over_id=row.pk, now=NOW)


def ride(actor, delivery, *, at=NOW + timedelta(hours=1)):
    for task in tasks_of(delivery):
        complete_task(actor=actor, task_id=task.pk, proof=Proof(notes="remis"), moment=Moment.of(at))


def states(delivery):
    return [task.state for task in tasks_of(delivery)]


class TestProposing:
    def test_those_who_serve_the_drop_offs_are_proposed(self, bikes, delivery, fournil, third):
        found = candidates(actor=bikes.dispatcher, tasks=tasks_of(delivery))

        assert [(one.organization.name, one.takes_all) for one in found] == [("Le Fournil", True)]

    def test_stop_outside_the_zones_is_told_once_there_are_zones(self, bikes, delivery):
        tasks = tasks_of(delivery)
        assert stops_outside(actor=bikes.dispatcher, tasks=tasks) == []
        save_zone(actor=bikes.dispatcher, given=ZoneGiven("Loin", {"type": "Polygon", "coordinates": [FAR]}))

        assert stops_outside(actor=bikes.dispatcher, tasks=tasks) == tasks

    def test_day_is_counted_without_what_others_ride(self, bikes, delivery, accepted):
        bikes.order()

        load = day_load(actor=bikes.dispatcher, day=NOW.date(), zone="Europe/Paris")

        assert (load.stops, load.nobodys, load.couriers) == (2, 2, 2)

    def test_what_cannot_be_is_refused(self, bikes, delivery, fournil, third):
        for changes, field in (
            ({"taker_id": third.organization_id}, "taker"), ({"taker_id": bikes.organization.pk}, "taker"),
            ({"kept_basis_points": 10_001}, "kept_percent"), ({"expires_at": NOW}, "expires_at"),
            ({"expires_at": NOW + timedelta(days=1)}, "expires_at"),
        ):  # fmt: skip
            with pytest.raises(Invalid) as refusal:
                propose(bikes, delivery, fournil, **changes)
            assert refusal.value.field == field
        with pytest.raises(NotAllowed):
            services.propose_hand_over(
                actor=bikes.shopkeeper, delivery_id=delivery.pk, now=NOW,
                given=HandOverGiven(fournil.organization_id, HandOverReason.FULL, 0, NOW + timedelta(hours=1)),
            )  # fmt: skip
        Order.objects.across_scopes(reason="a test").update(total_cents=None)
        with pytest.raises(services.NoPriceYet):
            propose(bikes, delivery, fournil)

    def test_one_proposal_at_a_time(self, bikes, delivery, fournil):
        propose(bikes, delivery, fournil)

        with pytest.raises(services.HandedOverAlready):
            propose(bikes, delivery, fournil)

    def test_what_somebody_has_is_not_handed_over(self, bikes, delivery, fournil):
        ids = [task.pk for task in tasks_of(delivery)]
        row = propose(bikes, delivery, fournil)
        assign_tasks(actor=bikes.dispatcher, task_ids=ids, courier_id=bikes.courier.pk, now=NOW)

        with pytest.raises(services.NotFree):
            services.accept_hand_over(actor=fournil, hand_over_id=row.pk, now=NOW)
        assert services.withdraw_stale(now=NOW) == 1
        with pytest.raises(services.NotFree):
            propose(bikes, delivery, fournil)


class TestAnswering:
    def test_share_is_agreed_to_the_cent(self, accepted):
        order = Order.objects.across_scopes(reason="a test").get(delivery=accepted.taken)

        assert (accepted.taker_cents, accepted.giver_cents, order.total_cents) == (851, 150, 851)

    def test_taker_has_what_it_needs_and_its_own_rows(self, accepted, delivery, fournil):
        pickup, drop = tasks_of(accepted.taken)

        assert {task.organization_id for task in (pickup, drop)} == {fournil.organization_id}
        assert (drop.address.contact_name, drop.address.telephone) == ("Mme Orsini", "+33639980001")
        assert drop.address_id != tasks_of(delivery)[1].address_id
        assert drop.previous_id == pickup.pk

    def test_accepting_twice_makes_one_delivery(self, accepted, fournil):
        services.accept_hand_over(actor=fournil, hand_over_id=accepted.pk, now=NOW)

        assert Delivery.objects.within(fournil.scope).count() == 1

    def test_late_answers_are_refused(self, bikes, delivery, fournil):
        row = propose(bikes, delivery, fournil)
        late = NOW + timedelta(hours=2)
        with pytest.raises(services.TooLate):
            services.accept_hand_over(actor=fournil, hand_over_id=row.pk, now=late)
        assert (services.expire_hand_overs(now=late), services.expire_hand_overs(now=late)) == (1, 0)
        row.refresh_from_db()
        assert row.state == "expired"
        propose(bikes, delivery, fournil)

    def test_declined_and_withdrawn(self, bikes, delivery, fournil, client_as, bruno):
        row = propose(bikes, delivery, fournil)
        services.decline_hand_over(actor=fournil, hand_over_id=row.pk, answer="Complets aussi", now=NOW)
        page = client_as(bruno).get(reverse("delivery:delivery", args=["la-bobine", delivery.number]))
        assert "Complets aussi" in page.content.decode()
        second = propose(bikes, delivery, fournil)
        services.withdraw_hand_over(actor=bikes.dispatcher, hand_over_id=second.pk, now=NOW)

        for act in (services.accept_hand_over, services.withdraw_hand_over):
            actor = fournil if act is services.accept_hand_over else bikes.dispatcher
            with pytest.raises(services.TooLate):
                act(actor=actor, hand_over_id=second.pk, now=NOW)

    def test_given_back_it_is_the_giver_s_again_and_names_are_forgotten(self, bikes, accepted, delivery, fournil):
        services.return_hand_over(actor=fournil, hand_over_id=accepted.pk, answer="Un vélo cassé", now=NOW)

        assert states(accepted.taken) == ["CANCELLED"] * 2
        assert [(task.state, task.is_handed_over) for task in tasks_of(delivery)] == [("TODO", False)] * 2
        assert {task.address.contact_name for task in tasks_of(accepted.taken)} == {""}
        ids = [task.pk for task in tasks_of(delivery)]
        assign_tasks(actor=bikes.dispatcher, task_ids=ids, courier_id=bikes.courier.pk, now=NOW)

    def test_what_is_ridden_is_not_given_back(self, bikes, accepted, fournil):
        start_task(actor=fournil, task_id=tasks_of(accepted.taken)[0].pk, moment=Moment.of(NOW))

        for actor in (bikes.dispatcher, fournil):
            with pytest.raises(services.UnderWay):
                services.return_hand_over(actor=actor, hand_over_id=accepted.pk, answer="", now=NOW)


class TestFollowing:
    def test_taker_rides_and_the_giver_s_delivery_follows(self, accepted, delivery, fournil):
        pickup, _drop = tasks_of(accepted.taken)
        start_task(actor=fournil, task_id=pickup.pk, moment=Moment.of(NOW))
        assert states(delivery) == states(accepted.taken) == ["DOING", "TODO"]
        ride(fournil, accepted.taken)

        assert states(delivery) == states(accepted.taken) == ["DONE", "DONE"]
        done = [task.completed_at for task in tasks_of(delivery)]
        assert done == [NOW + timedelta(hours=1)] * 2
        orders = Order.objects.across_scopes(reason="a test")
        assert set(orders.values_list("state", flat=True)) == {"fulfilled"}
        accepted.refresh_from_db()
        assert accepted.state == "done"
        assert tracked(key=delivery.tracking_key, now=NOW).state == "done"

    def test_giver_learns_what_was_done_and_not_by_whom(self, accepted, delivery, fournil):
        ride(fournil, accepted.taken)

        told = TaskEvent.objects.across_scopes(reason="a test").filter(task__delivery=delivery, name="task:done")
        assert {(one.user_id, one.client, one.data["notes"]) for one in told} == {(None, "Le Fournil", "remis")}
        facts = Fact.objects.filter(verb="task.done", organization_id=delivery.organization_id)
        assert {fact.data["store_id"] for fact in facts} == {delivery.store_id}

    def test_failure_is_told_and_a_new_time_comes_back(self, bikes, accepted, delivery, fournil):
        pickup, drop = tasks_of(accepted.taken)
        complete_task(actor=fournil, task_id=pickup.pk, proof=Proof(), moment=Moment.of(NOW))
        fail_task(actor=fournil, task_id=drop.pk, proof=Proof(), reason="NOT_AT_HOME", moment=Moment.of(NOW))
        assert tasks_of(delivery)[1].has_incident
        later = NOW + timedelta(days=1)

        reschedule_task(
            actor=bikes.dispatcher,
            task_id=tasks_of(delivery)[1].pk,
            after=later,
            before=later + timedelta(hours=1),
            now=NOW,
        )

        assert states(accepted.taken) == ["DONE", "TODO"]
        assert tasks_of(accepted.taken)[1].after == later

    def test_giver_changes_cancels_and_restores_for_both(self, bikes, accepted, delivery):
        change = TaskGiven(
            TaskType.DROPOFF, comments="Sonner deux fois",
            address=AddressGiven("3 rue Grimaldi", latitude=43.736, longitude=7.421),
        )  # fmt: skip
        drop = tasks_of(delivery)[1]
        where = {"actor": bikes.dispatcher, "delivery_id": delivery.pk, "replaces_all": False, "now": NOW}
        change_delivery(**where, changes=[TaskChange(change, drop.pk)])
        theirs = tasks_of(accepted.taken)[1]
        assert (theirs.comments, theirs.address.street_address) == ("Sonner deux fois", "3 rue Grimaldi")
        with pytest.raises(NoMoreStops):
            change_delivery(**where, changes=[TaskChange(bikes.dropoff())])

        cancel_delivery(actor=bikes.shopkeeper, delivery_id=delivery.pk, now=NOW)
        assert states(accepted.taken) == ["CANCELLED"] * 2
        accepted.refresh_from_db()
        assert accepted.state == "cancelled"
        for task in tasks_of(delivery):
            restore_task(actor=bikes.dispatcher, task_id=task.pk, now=NOW)
        accepted.refresh_from_db()
        assert (accepted.state, states(accepted.taken)) == ("accepted", ["TODO"] * 2)

    def test_store_cannot_cancel_what_their_courier_has(self, bikes, accepted, delivery, fournil, driss):
        courier = set_up.add_courier(
            actor=acting(driss), organization_id=fournil.organization_id, user_id=driss.pk, now=NOW
        )
        ids = [task.pk for task in tasks_of(accepted.taken)]
        assign_tasks(actor=fournil, task_ids=ids, courier_id=courier.pk, now=NOW)

        with pytest.raises(AlreadyAssigned):
            cancel_delivery(actor=bikes.shopkeeper, delivery_id=delivery.pk, now=NOW)

    def test_each_does_its_own_part_only(self, bikes, accepted, delivery, fournil):
        ours, theirs = tasks_of(delivery)[0], tasks_of(accepted.taken)[0]
        at = Moment.of(NOW)
        for act in (
            lambda: start_task(actor=bikes.dispatcher, task_id=ours.pk, moment=at),
            lambda: complete_task(actor=bikes.dispatcher, task_id=ours.pk, proof=Proof(), moment=at),
            lambda: fail_task(actor=bikes.dispatcher, task_id=ours.pk, proof=Proof(), reason="", moment=at),
            lambda: assign_tasks(actor=bikes.dispatcher, task_ids=[ours.pk], courier_id=bikes.courier.pk, now=NOW),
        ):
            with pytest.raises(RiddenByOthers):
                act()
        for act in (
            lambda: cancel_task(actor=fournil, task_id=theirs.pk, now=NOW),
            lambda: restore_task(actor=fournil, task_id=theirs.pk, now=NOW),
            lambda: reschedule_task(
                actor=fournil, task_id=theirs.pk, after=NOW, before=NOW + timedelta(hours=1), now=NOW
            ),
        ):
            with pytest.raises(DecidedByOthers):
                act()
        with pytest.raises(PriceAgreed):
            set_order_price(actor=fournil, delivery_id=accepted.taken_id, cents=1, reason="x", now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.across_scopes(reason="a test").filter(pk=ours.pk).update(
                courier=bikes.courier, assigned_on=NOW.date()
            )

    def test_board_of_the_giver_has_nothing_to_give(self, bikes, accepted, fournil):
        def nobodys(actor):
            board = day_board(actor=actor, day=NOW.date(), zone="Europe/Paris", filters=Filters())
            return len(board.nobodys.tasks)

        assert (nobodys(bikes.dispatcher), nobodys(fournil)) == (0, 2)

    def test_what_is_taken_is_not_handed_on(self, bikes, accepted, fournil):
        with pytest.raises(services.NotFree):
            services.propose_hand_over(
                actor=fournil, delivery_id=accepted.taken_id, now=NOW,
                given=HandOverGiven(bikes.organization.pk, HandOverReason.FULL, 0, NOW + timedelta(hours=1)),
            )  # fmt: skip


class TestStatements:
    def test_each_sees_its_part_and_they_balance(self, bikes, accepted, delivery, fournil):
        ride(fournil, accepted.taken)
        ours, theirs = (
            DeliveryService.objects.across_scopes(reason="a test")
            .select_related("organization")
            .get(organization_id=one)
            for one in (bikes.organization.pk, fournil.organization_id)
        )
        store = store_subject(actor=bikes.dispatcher, store_id=bikes.store.pk)
        given = partner_subject(actor=bikes.dispatcher, slug="le-fournil")
        taken = partner_subject(actor=fournil, slug="la-bobine")

        sums = [
            statement_of(subject=subject, service=service, month=MAY).document["gross_cents"]
            for subject, service in ((store, ours), (given, ours), (taken, theirs))
        ]

        assert sums == [1001, -851, 851]
        period = Period(NOW.date(), NOW.date())
        counted = [
            figures_of(actor=actor, service=service, period=period, now=NOW).sums
            for actor, service in ((bikes.dispatcher, ours), (fournil, theirs))
        ]
        assert [one.net_cents for one in counted] == [834 * 150 // 1001, 709]
        assert [one.punctuality.on_time for one in counted] == [1, 1]
        assert counted[0].asked_m == delivery.distance_m * 150 // 1001


class TestWhatFollows:
    def deliver(self):
        for fact in Fact.objects.filter(verb__startswith="hand_over.").order_by("id"):
            for one in registry.listening_to(fact.verb):
                stream_services.deliver(subscriber_name=one.name, fact_id=fact.id)

    def test_both_are_told_each_of_the_other_and_a_ridden_delivery_is_a_link(self, bikes, accepted, fournil):
        ride(fournil, accepted.taken)

        self.deliver()

        told = {(row.verb, row.recipient.name, row.data["organization"]) for row in Notification.objects.all()}
        assert told == {
            ("hand_over.proposed", "Driss Essaïdi", "La Bobine"),
            ("hand_over.accepted", "Amina Belkacem", "Le Fournil"),
            ("hand_over.accepted", "Bruno Castel", "Le Fournil"),
        }
        link = LinkFact.objects.across_scopes(reason="a test").get()
        assert (link.kind, {link.left_id, link.right_id}) == (
            "delivered", {bikes.organization.pk, fournil.organization_id},
        )  # fmt: skip


class TestFullDay:
    """The planner says whether a day is full; who serves every address is proposed."""

    def test_no_room_in_any_shift_proposes_who_serves_it(self, bikes, delivery, fournil, client_as, bruno):
        page = reverse("delivery:delivery", args=["la-bobine", delivery.number])
        with_room = look_for_room(delivery_id=delivery.pk, now=NOW)
        for courier in (bikes.courier, bikes.other_courier):
            off = ExceptionGiven(NOW.date(), NOW.date())
            except_days(actor=bikes.dispatcher, courier_id=courier.pk, given=off)
        assert "Le Fournil" not in client_as(bruno).get(page).content.decode()

        without = [look_for_room(delivery_id=delivery.pk, now=NOW) for _again in range(2)]

        row = Delivery.objects.across_scopes(reason="a test").get(pk=delivery.pk)
        assert (with_room, without, row.needs_review) == (False, [True, True], True)
        assert row.review_reasons.count("full") == 1
        html = client_as(bruno).get(page).content.decode()
        assert "Le Fournil" in html
        assert reverse("delivery:proposal", args=["la-bobine", delivery.number]) in html

    def test_nobody_else_serves_it(self, bikes, delivery, third):
        assert not look_for_room(delivery_id=delivery.pk, now=NOW + timedelta(days=9))

    def test_proposal_is_mailed_without_names(self, bikes, delivery, fournil, driss, mailoutbox):
        row = propose(bikes, delivery, fournil)

        assert mail_proposal(hand_over_id=row.pk) == 1

        (mail,) = mailoutbox
        assert mail.to == [driss.email]
        assert f"/o/le-fournil/livraison/relais/{row.pk}/" in mail.body
        assert "8,51" in mail.body
        assert "Plus personne ce matin" in mail.body
        assert "Orsini" not in mail.body
        services.withdraw_hand_over(actor=bikes.dispatcher, hand_over_id=row.pk, now=NOW)
        assert mail_proposal(hand_over_id=row.pk) == 0


class TestWhoSees:
    def test_third_sees_nothing_and_decides_nothing(self, bikes, delivery, fournil, third):
        row = propose(bikes, delivery, fournil)
        for act in (
            lambda actor: hand_over_seen(actor=actor, hand_over_id=row.pk),
            lambda actor: services.accept_hand_over(actor=actor, hand_over_id=row.pk, now=NOW),
            lambda actor: services.decline_hand_over(actor=actor, hand_over_id=row.pk, answer="", now=NOW),
            lambda actor: services.withdraw_hand_over(actor=actor, hand_over_id=row.pk, now=NOW),
            lambda actor: services.return_hand_over(actor=actor, hand_over_id=row.pk, answer="", now=NOW),
        ):
            with pytest.raises(NotFound):
                act(third)
        with pytest.raises(NotFound):
            partner_subject(actor=third, slug="la-bobine")

    def test_each_side_acts_as_its_side(self, bikes, delivery, fournil):
        row = propose(bikes, delivery, fournil)
        for act, actor in (
            (services.accept_hand_over, bikes.dispatcher), (services.withdraw_hand_over, fournil),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                act(actor=actor, hand_over_id=row.pk, now=NOW)
        for who in (bikes.rider, bikes.shopkeeper):
            with pytest.raises(NotFound):
                hand_over_seen(actor=who, hand_over_id=row.pk)

    def test_pages_of_both_sides(self, bikes, delivery, fournil, third, client_as, bruno, driss):
        row = propose(bikes, delivery, fournil)
        HandOver.objects.across_scopes(reason="a test").update(expires_at=NOW + timedelta(days=9))
        here = {slug: reverse("delivery:hand_over", args=[slug, row.pk]) for slug in ("la-bobine", "le-fournil")}
        taker, giver = client_as(driss), client_as(bruno)

        before = taker.get(here["le-fournil"]).content.decode()
        assert "avenue de la Costa" not in before
        assert "Mme Orsini" not in before
        assert taker.get(here["la-bobine"]).status_code == 404
        page = taker.post(
            reverse("delivery:hand_over_answer", args=["le-fournil", row.pk]), {"wish": "accept"}, follow=True
        ).content.decode()

        assert "avenue de la Costa" in page
        taken = Delivery.objects.within(fournil.scope).get()
        assert (
            "Mme Orsini" in taker.get(reverse("delivery:delivery", args=["le-fournil", taken.number])).content.decode()
        )
        assert taker.get(reverse("delivery:delivery", args=["le-fournil", delivery.number])).status_code == 404
        assert giver.get(reverse("delivery:delivery", args=["la-bobine", taken.number])).status_code == 404
        told = giver.get(reverse("delivery:delivery", args=["la-bobine", delivery.number])).content.decode()
        assert "Le Fournil" in told
        assert "Le Fournil" in giver.get(reverse("delivery:hand_over_list", args=["la-bobine"])).content.decode()

    def test_proposing_in_the_browser(self, bikes, delivery, fournil, client_as, bruno):
        url = reverse("delivery:proposal", args=["la-bobine", delivery.number])
        giver = client_as(bruno)
        form = giver.get(url)
        said = {
            "taker": str(fournil.organization_id), "reason": "full", "kept_percent": "20",
            "expires_at": "2020-01-01T10:00", "message": "",
        }  # fmt: skip

        refused = giver.post(url, said)

        assert "Le Fournil" in form.content.decode()
        assert (refused.status_code, "aria-invalid" in refused.content.decode()) == (422, True)
        assert not HandOver.objects.across_scopes(reason="a test").exists()

        page = giver.post(url, {**said, "expires_at": "2031-05-06T10:00"}, follow=True)  # by the clock of Paris

        made = HandOver.objects.across_scopes(reason="a test").get()
        assert (made.state, made.kept_basis_points, made.expires_at) == ("proposed", 2000, NOW + timedelta(hours=1))
        assert page.redirect_chain[-1][0] == reverse("delivery:hand_over", args=["la-bobine", made.pk])
