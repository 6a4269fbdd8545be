"""Rows of delivery for the leak tests: La Bobine delivers, and so does the stranger's co-operative."""

from datetime import time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from maillage.delivery.models import DayPlan, HandOver, Incident, Shift, ShiftException, Tour
from maillage.delivery.queries import delivery_actor_of
from maillage.delivery.services import (
    lists,
    order_imports,
    programs,
    recurring,
    rule_sets,
    set_up,
    slots,
    stores,
    warehouses,
)
from maillage.delivery.services.areas import ZoneGiven, save_zone
from maillage.delivery.services.deliveries import order_delivery
from maillage.delivery.types import AddressGiven, DeliveryGiven, PricingStrategy, TaskGiven, TaskType, VehicleKind
from maillage.geodata import Point
from tests.factories import OrganizationFactory, acting

_SQUARE = {"type": "Polygon", "coordinates": [[[7.41, 43.73], [7.43, 43.73], [7.43, 43.75], [7.41, 43.73]]]}
_SECRET = "secret-de-la-bobine"


def delivery_rows(amina, bruno, la_bobine, now):
    """Give the id of a row of La Bobine's deliveries for each name of argument."""
    where = {"actor": acting(amina), "organization_id": la_bobine.pk}
    set_up.open_service(**where, centre=Point(7.42, 43.73), time_zone="Europe/Paris", country="FR", now=now)
    actor = delivery_actor_of(**where)
    tariff = rule_sets.save_rule_set(actor=actor, name=_SECRET, strategy=PricingStrategy.FIND)
    rule = rule_sets.RuleGiven("distance > 0", "499", _SECRET)
    address = AddressGiven(_SECRET, latitude=43.73, longitude=7.42, contact_name="Amina Belkacem")
    store = stores.save_store(actor=actor, given=stores.StoreGiven(_SECRET, address=address), now=now)
    drop = TaskGiven(TaskType.DROPOFF, address=address, before=now + timedelta(hours=3))
    delivery = order_delivery(actor=actor, given=DeliveryGiven((drop,), store_id=store.pk), now=now)
    vehicle = set_up.VehicleGiven(_SECRET, VehicleKind.BIKE, 1000, 1)
    day = now.date() + timedelta(days=9)
    courier = set_up.add_courier(**where, user_id=bruno.pk, now=now)
    return {
        **_rows_of_orders(store, courier, actor, now),
        "store_id": store.pk,
        "program_id": programs.create_program(actor=actor, store_id=store.pk, name=_SECRET, now=now).program.pk,
        "delivery_number": delivery.number,
        "task_number": delivery.tasks.across_scopes(reason="test").first().number,
        "tour_number": Tour.objects.create(
            organization_id=la_bobine.pk, name=_SECRET, day=day, created_at=now, updated_at=now
        ).number,
        "plan_id": DayPlan.objects.create(
            organization_id=la_bobine.pk,
            day=now.date(),
            asked_at=now,
            told_at=now,
            state="ready",
            result={
                "start": now.isoformat(),
                "now_s": 0,
                "is_estimate": True,
                "off_streets": [],
                "couriers": [],
                "unfit": [],
                "unplaced": [{"number": delivery.tasks.across_scopes(reason="test").first().number, "reason": "full"}],
                "versions": {str(task.number): 1 for task in delivery.tasks.across_scopes(reason="test")},
                "nobodys": 2,
            },
        ).pk,
        "courier_id": courier.pk,
        "vehicle_id": set_up.add_vehicle(**where, given=vehicle).pk,
        "zone_id": save_zone(actor=actor, given=ZoneGiven(_SECRET, _SQUARE)).pk,
        "slot_id": slots.keep_slot(actor=actor, given=slots.SlotGiven(_SECRET, "Mo-Su 09:00-18:00")).pk,
        "set_id": slots.keep_packages(actor=actor, name=_SECRET, packages=[slots.PackageGiven("S")]).pk,
        "tag_id": lists.add_tag(actor=actor, name=_SECRET, color="#000000").pk,
        "reason_id": lists.add_reason(actor=actor, description=_SECRET).pk,
        "closed_id": lists.close_days(actor=actor, first=day, last=day, reason=_SECRET).pk,
        "rule_set_id": tariff.pk,
        "hand_over_id": _hand_over(delivery, now).pk,
        "incident_id": _incident(delivery, now).pk,
        "rule_id": rule_sets.add_rules(actor=actor, rule_set_id=tariff.pk, given=[rule])[0].pk,
    }


def _rows_of_orders(store, courier, actor, now):
    """Give rows of regular orders, files of orders, hours and warehouses."""
    where = AddressGiven(_SECRET, latitude=43.73, longitude=7.42, contact_name="Amina Belkacem")
    drop = recurring.RecurringStopGiven(TaskGiven(TaskType.DROPOFF, where), before=time(18))
    given = recurring.RecurringGiven(store.pk, "FREQ=DAILY", now.date(), (drop,), name=_SECRET)
    file = order_imports.FileGiven(f"dropoff.address\n{_SECRET}\n".encode(), _SECRET, "fr", store_id=store.pk)
    day = now.date() + timedelta(days=9)
    shift = DateTimeTZRange(now, now + timedelta(hours=1))
    of = {"organization_id": store.organization_id}
    return {
        "recurring_id": recurring.save_recurring(actor=actor, given=given, now=now).pk,
        "import_id": order_imports.receive_file(actor=actor, given=file, now=now).pk,
        "exception_id": ShiftException.objects.create(**of, courier=courier, first=day, last=day, reason=_SECRET).pk,
        "shift_id": Shift.objects.create(**of, courier=courier, period=shift).pk,
        "warehouse_id": warehouses.save_warehouse(actor=actor, name=_SECRET, address=where, now=now).pk,
    }


def _hand_over(delivery, now):
    """Propose the delivery to a co-operative that is nobody's who visits."""
    return HandOver.objects.create(
        organization_id=delivery.organization_id, taker=OrganizationFactory(name="Les Pignons"), delivery=delivery,
        reason="full", message=_SECRET, price_cents=1000, kept_basis_points=1500, taker_cents=850, proposed_at=now,
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip


def let_deliver(user, organization, now):
    """Switch delivery on for an organization, so that its pages are entered for true."""
    set_up.open_service(
        actor=acting(user), organization_id=organization.pk, centre=Point(4.8, 45.7), time_zone="Europe/Paris",
        country="FR", now=now,
    )  # fmt: skip


def _incident(delivery, now):
    task = delivery.tasks.across_scopes(reason="test").first()
    return Incident.objects.create(
        organization_id=delivery.organization_id, task=task, title=_SECRET, made_at=now, updated_at=now
    )
