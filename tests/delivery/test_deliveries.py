from datetime import timedelta

import pytest

from maillage.delivery.models import Delivery, StoreAddress, Task, TaskEvent
from maillage.delivery.services.deliveries import AlreadyAssigned, OrderRefused, cancel_delivery
from maillage.delivery.types import AddressGiven, ParcelsGiven, TaskGiven, TaskType
from maillage.kit.errors import NotAllowed
from maillage.stream.models import Fact
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db


def tasks_of(delivery):
    return list(Task.objects.across_scopes(reason="a test").filter(delivery=delivery).order_by("position"))


class TestOrdering:
    def test_dropoff_alone_is_taken_at_the_store(self, bikes):
        delivery = bikes.order()

        pickup, dropoff = tasks_of(delivery)
        assert (pickup.type, pickup.address_id) == ("PICKUP", bikes.store.address_id)
        assert dropoff.before == NOW + timedelta(hours=3)
        assert pickup.before == dropoff.before - timedelta(seconds=delivery.duration_s)
        assert pickup.before - pickup.after == dropoff.before - dropoff.after == timedelta(minutes=15)
        assert dropoff.previous_id == pickup.pk
        assert 400 < delivery.distance_m < 900
        assert delivery.is_estimate

    def test_facts_tell_of_the_order_and_of_each_stop(self, bikes):
        delivery = bikes.order()

        told = Fact.objects.filter(verb__in=["delivery.ordered", "task.created"]).order_by("recorded_at", "id")
        assert [fact.verb for fact in told] == ["delivery.ordered", "task.created", "task.created"]
        assert told[1].data["delivery_number"] == delivery.number

    def test_same_key_makes_one_order(self, bikes):
        first = bikes.order(once_key="abc")
        again = bikes.order(once_key="abc")

        assert first == again
        assert Delivery.objects.across_scopes(reason="a test").count() == 1

    def test_packages_and_weight_are_gathered_at_the_pickup(self, bikes):
        delivery = bikes.order(
            bikes.dropoff(parcels=(ParcelsGiven("XL", 2), ParcelsGiven("Inconnu", 9)), weight_g=2000),
            bikes.dropoff(
                parcels=(ParcelsGiven("XL", 1), ParcelsGiven("S", 1)), weight_g=4000, before=NOW + timedelta(hours=4)
            ),
        )

        pickup = tasks_of(delivery)[0]
        rows = pickup.packages.across_scopes(reason="a test").order_by("package__position")
        assert [(row.package.name, row.quantity) for row in rows] == [("S", 1), ("XL", 3)]
        assert pickup.weight_g == 6000
        assert pickup.comments.splitlines()[-1] == "6.00 kg"
        assert "3 × XL" in pickup.comments

    def test_town_alone_flags_the_order_for_review(self, bikes):
        delivery = bikes.order(bikes.dropoff(address=AddressGiven(text="3 rue Imaginaire, 06240 Beausoleil")))

        assert delivery.needs_review
        assert any(reason.startswith("address:") for reason in delivery.review_reasons)

    def test_store_finds_its_addresses_again(self, bikes):
        bikes.order()
        bikes.order()

        kept = StoreAddress.objects.across_scopes(reason="a test").filter(store=bikes.store)
        assert [row.address.street_address for row in kept] == ["12 avenue de la Costa"]
        bikes.order(bikes.dropoff(address=AddressGiven(known_id=kept[0].address_id)))

    def test_default_courier_rides_it(self, bikes):
        bikes.store.default_courier = bikes.courier
        bikes.store.save()

        delivery = bikes.order()

        assert {task.courier_id for task in tasks_of(delivery)} == {bikes.courier.pk}


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"before": None}, "items[0].task.doneBefore"),
            ({"after": NOW + timedelta(hours=5)}, "items[1].task.doneBefore"),
            ({"address": AddressGiven(text="Nulle part du tout xyz")}, "items[1].task.address"),
            ({"address": AddressGiven(text="8 rue de la République, 69002 Lyon")}, "items[1].task.address"),
            ({"address": AddressGiven(latitude=91.0, longitude=7.0)}, "items[1].task.address"),
            ({"address": AddressGiven(text="x", latitude=43.74, longitude=7.42, telephone="abc")},
             "items[1].task.address.telephone"),
        ],
    )  # fmt: skip
    def test_names_the_stop_and_writes_nothing(self, bikes, changes, path):
        with pytest.raises(OrderRefused) as refusal:
            bikes.order(bikes.dropoff(**changes))

        assert path in [path for path, _message in refusal.value.violations]
        assert not Task.objects.across_scopes(reason="a test").exists()

    def test_dropoff_before_pickup(self, bikes):
        late = TaskGiven(
            TaskType.PICKUP, address=AddressGiven(known_id=bikes.store.address_id),
            after=NOW + timedelta(hours=5), before=NOW + timedelta(hours=6),
        )  # fmt: skip

        with pytest.raises(OrderRefused) as refusal:
            bikes.order(late, bikes.dropoff())

        assert refusal.value.violations[0] == ("items", "La livraison doit avoir lieu après le retrait.")

    def test_pickup_alone_is_no_order(self, bikes):
        with pytest.raises(OrderRefused) as refusal:
            bikes.order(TaskGiven(TaskType.PICKUP, before=NOW + timedelta(hours=1)))

        assert refusal.value.violations[0][0] == "items"

    @pytest.mark.parametrize("who", ["stranger", "rider"])
    def test_others_order_nothing_for_a_store(self, bikes, who):
        with pytest.raises(NotAllowed):
            bikes.order(actor=getattr(bikes, who))

    def test_address_of_another_store_is_not_found(self, bikes):
        from maillage.delivery.services.stores import StoreGiven, save_store

        given = StoreGiven("Fleurs", address=AddressGiven(text="Port", latitude=43.735, longitude=7.425))
        other = save_store(actor=bikes.dispatcher, given=given, now=NOW)

        with pytest.raises(OrderRefused):
            bikes.order(bikes.dropoff(address=AddressGiven(known_id=other.address_id)))


class TestCancelling:
    def test_cancels_what_nobody_rides(self, bikes):
        delivery = bikes.order()

        cancel_delivery(actor=bikes.shopkeeper, delivery_id=delivery.pk, now=NOW)
        cancel_delivery(actor=bikes.shopkeeper, delivery_id=delivery.pk, now=NOW)

        assert [task.state for task in tasks_of(delivery)] == ["CANCELLED", "CANCELLED"]
        delivery.order.refresh_from_db()
        assert delivery.order.state == "cancelled"
        assert Fact.objects.filter(verb="delivery.cancelled").count() == 1

    def test_not_when_somebody_rides_it(self, bikes):
        from maillage.delivery.services.assignments import assign_tasks

        delivery = bikes.order()
        task = tasks_of(delivery)[0]
        assign_tasks(actor=bikes.dispatcher, task_ids=[task.pk], courier_id=bikes.courier.pk, now=NOW)

        with pytest.raises(AlreadyAssigned):
            cancel_delivery(actor=bikes.shopkeeper, delivery_id=delivery.pk, now=NOW)


def test_events_are_never_changed(bikes):
    from django.db import DatabaseError, transaction

    event = TaskEvent.objects.across_scopes(reason="a test").filter(task__delivery=bikes.order()).first()

    for change in (lambda: event.delete(), lambda: event.save()):
        event.name = "task:done"
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
