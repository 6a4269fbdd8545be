"""The fictional courier co-operative: a day under way, whenever it is loaded."""

from datetime import UTC, datetime, timedelta
from unittest.mock import ANY

import pytest
from django.utils import translation

from maillage.accounts.models import Organization
from maillage.accounts.services.fictional import present_fictional_network
from maillage.accounts.types import Actor
from maillage.delivery import demo
from maillage.delivery.demo import day_of_orders
from maillage.delivery.models import (
    Courier,
    CourierPosition,
    Delivery,
    HandOver,
    Incident,
    Order,
    OrderForm,
    OrderImportRow,
    RecurringDay,
    Statement,
    Store,
    Task,
    TaskProof,
    WeeklyShift,
)
from maillage.delivery.services.demo_day import window_span
from maillage.delivery.services.demo_loading import load_deliveries, people_to_sign_in
from maillage.delivery.services.demo_renewal import renew_day, ride_day_on
from maillage.directory.services.taxonomy import load_taxonomy
from maillage.directory.taxonomy_file import packaged_taxonomy

pytestmark = pytest.mark.django_db


def rows(model):
    return model.objects.across_scopes(reason="a test")


@pytest.fixture
def fictional(db, now):
    load_taxonomy(taxonomy=packaged_taxonomy(), now=now)
    present_fictional_network(
        actor=Actor.system(reason="a test"), name="Fil", sentence="x", presentation="x", charter="x",
        contact_email="a@b.example", now=now,
    )  # fmt: skip


@pytest.mark.parametrize("minutes", range(0, 24 * 60, 47))
def test_windows_lie_on_both_sides_of_any_moment(minutes):
    now = datetime(2031, 5, 6, tzinfo=UTC) + timedelta(minutes=minutes)

    start, length = window_span(now)

    assert start + timedelta(hours=2) <= now <= start + length - timedelta(hours=1, minutes=30)


def test_day_is_under_way_late_in_the_evening_and_rolls_on(fictional, monkeypatch):
    now = datetime(2031, 5, 6, 21, 50, tzinfo=UTC)  # 23:50 in Monaco

    with translation.override("fr"):
        assert load_deliveries(now=now) == 180
        assert load_deliveries(now=now) == 0

    assert (rows(Courier).count(), rows(Store).count()) == (14, 25)
    assert rows(Delivery).filter(once_key__startswith="demo-2031-05-06-").count() == 180
    assert rows(OrderImportRow).exclude(delivery=None).count() == 5
    assert rows(OrderImportRow).exclude(problems=[]).count() == 1
    assert rows(RecurringDay).exclude(delivery=None).count() == 3
    assert (rows(OrderForm).filter(closed_at=None).count(), rows(WeeklyShift).count()) == (1, 12 * 5)
    assert sorted(rows(HandOver).values_list("state", flat=True)) == ["accepted", "done", "proposed"]
    assert rows(Statement).exists()
    assert sorted(rows(Incident).values_list("state", flat=True)) == ["CLOSED", "OPEN"]
    counts = {state: rows(Task).filter(state=state).count() for state in ("TODO", "DOING", "DONE", "FAILED")}
    assert min(counts.values()) > 0, counts
    assert rows(Task).filter(state="TODO", courier=None).exists()
    assert not rows(Task).filter(completed_at__gt=now).exists()
    assert not rows(Order).filter(total_cents=None).exists()
    assert not rows(Delivery).filter(needs_review=True).exists()
    assert Organization.objects.get(name="La Roue du Port").is_fictional
    assert people_to_sign_in() == [ANY] * 6
    assert rows(TaskProof).filter(kind="photo").count() == 8
    _riding_on(now)
    # A third of the next day: each order costs what an order costs.
    monkeypatch.setattr(demo, "day_of_orders", lambda *, seed: day_of_orders(seed=seed)[::3])
    _two_days_later()


def _riding_on(now):
    played = list(rows(Courier).order_by("pk")[:2])
    of_played = rows(Task).filter(courier__in=played)
    states = sorted(of_played.values_list("number", "state"))
    was_done = rows(Task).filter(state="DONE").count()
    riding = set(rows(CourierPosition).values_list("courier_id", flat=True))
    assert riding == set(rows(Task).filter(state="DOING").values_list("courier_id", flat=True))

    later = now + timedelta(minutes=40)
    ended = ride_day_on(now=later)

    assert ended > 0
    assert rows(Task).filter(state="DONE").count() == was_done + ended
    assert not rows(Task).filter(completed_at__gt=later).exists()
    assert sorted(of_played.values_list("number", "state")) == states
    assert rows(CourierPosition).filter(at=later).exists()


def _two_days_later():
    now = datetime(2031, 5, 8, 11, 0, tzinfo=UTC)
    before = rows(Delivery).count()
    Store.objects.across_scopes(reason="a test").filter(name="Optique Belvédère").update(closed_at=now)

    made = (renew_day(now=now), renew_day(now=now))

    assert (made[0] > 50, made[1]) == (True, 0)
    assert rows(Delivery).count() == before + made[0] + 3  # one beyond the zones, and one on both sides
    of_day = rows(Task).filter(delivery__once_key__startswith="demo-2031-05-08-")
    assert set(of_day.values_list("state", flat=True)) >= {"TODO", "DOING", "DONE"}
    assert (
        not rows(Task)
        .filter(before__lt=now - timedelta(hours=13), state__in=["TODO", "DOING"], is_handed_over=False)
        .exists()
    )
    assert not rows(Task).filter(completed_at__gt=now).exists()
    assert rows(HandOver).filter(state="proposed", expires_at__gt=now).count() == 1


def test_the_same_seed_gives_the_same_day():
    assert day_of_orders() == day_of_orders()


def test_nothing_is_written_into_a_network_of_real_people(db, now):
    assert (load_deliveries(now=now), renew_day(now=now), ride_day_on(now=now)) == (0, 0, 0)
