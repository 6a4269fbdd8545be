from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from procrastinate.contrib.django import app

from maillage.kit.ids import new_id
from maillage.stream import jobs_queue, services
from maillage.stream.models import Fact
from maillage.stream.registry import registry
from maillage.stream.types import Event

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class LoafBaked(Event):
    verb: ClassVar[str] = "loaf.baked"
    object_type: ClassVar[str] = "loaf"

    grams: int
    baker_id: UUID | None = None


def bake(now: datetime) -> UUID:
    return services.publish(
        LoafBaked(at=now, actor_id=None, object_id=new_id(), organization_id=None, grams=800, baker_id=new_id())
    )


def waiting_jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select args->>'subscriber' from procrastinate_jobs where status = 'todo' order by id")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def eaten():
    meals: list[LoafBaked] = []
    registry.subscribe(event=LoafBaked, handler=meals.append, name="test.eat")
    yield meals
    registry.unsubscribe(name="test.eat")


@pytest.mark.django_db(transaction=True)
def test_publish_outside_a_transaction_is_refused(now):
    with pytest.raises(transaction.TransactionManagementError):
        bake(now)


def test_inside_a_worker_too_jobs_wait_for_the_transaction(eaten, now):
    with app.replace_connector(app.connector.get_worker_connector()):
        with pytest.raises(ValueError, match="burnt"), transaction.atomic():
            bake(now)
            jobs_queue.defer_job(task="maillage.stream.jobs.revive_stalled_jobs", timestamp=0)
            raise ValueError("burnt")
        with transaction.atomic():
            bake(now)

    assert (Fact.objects.count(), waiting_jobs()) == (1, ["test.eat"])


def test_fact_and_job_vanish_with_the_transaction(eaten, now):
    with pytest.raises(ValueError, match="burnt"), transaction.atomic():
        bake(now)
        raise ValueError("burnt")

    assert (Fact.objects.count(), waiting_jobs()) == (0, [])


def test_a_fact_is_handled_once_however_often_delivered(eaten, now):
    fact_id = bake(now)

    ran = [services.deliver(subscriber_name="test.eat", fact_id=fact_id) for _ in range(3)]

    assert (ran, len(eaten), waiting_jobs()) == ([True, False, False], 1, ["test.eat"])
    assert (eaten[0].grams, type(eaten[0].baker_id)) == (800, UUID)


def test_a_posted_fact_cannot_be_changed(now):
    bake(now)

    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        Fact.objects.update(verb="loaf.stolen")
    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        Fact.objects.all().delete()
