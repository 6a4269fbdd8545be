"""Chloé's tour on a day that is today by the clock: pages read the clock, and so do these."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from maillage.delivery.models import Task, TaskEvent
from maillage.delivery.services.assignments import assign_tasks


def fresh(task):
    return Task.objects.across_scopes(reason="a test").get(pk=task.pk)


def told(task, name=""):
    rows = TaskEvent.objects.across_scopes(reason="a test").filter(task=task).order_by("id")
    return list(rows.filter(name=name)) if name else [event.name.partition(":")[2] for event in rows]


def milliseconds(moment):
    return int(moment.timestamp() * 1000)


@pytest.fixture
def phone(bikes, chloe):
    client = Client()
    client.force_login(chloe)
    return Phone(client, bikes.courier)


class Phone:
    """A phone with a queue: what it keeps it can send as often as it likes. `ahead`: how wrong its clock is."""

    def __init__(self, client, courier, *, ahead=timedelta()):
        self.client, self.courier, self.ahead, self.order = client, courier, ahead, 0

    @property
    def url(self):
        return f"/tournee/{self.courier.pk}/"

    def action(self, kind, *tasks, ago=timedelta(), **said):
        self.order += 1
        at = timezone.now() - ago + self.ahead
        numbers = [task.number for task in tasks]
        return {"id": str(uuid4()), "kind": kind, "tasks": numbers, "at": milliseconds(at), "order": self.order, **said}

    def send(self, *actions):
        body = {"sent_at": milliseconds(timezone.now() + self.ahead), "actions": list(actions)}
        response = self.client.post(f"{self.url}envois/", json.dumps(body), content_type="application/json")
        assert response.status_code == 200, response.content
        return [(one["outcome"], one["words"]) for one in response.json()["told"]]


@pytest.fixture
def today(bikes):
    """Two deliveries that Chloé rides today: pickup, drop-off, pickup, drop-off."""
    now = datetime.now(UTC)
    rows = []
    for hours in (2, 3):
        delivery = bikes.order(bikes.dropoff(before=now + timedelta(hours=hours)), now=now)
        tasks = list(Task.objects.across_scopes(reason="a test").filter(delivery=delivery).order_by("position"))
        day = timezone.localtime(now).date()
        ids = [tasks[0].pk]
        assign_tasks(actor=bikes.dispatcher, task_ids=ids, courier_id=bikes.courier.pk, now=now, day=day)
        rows += tasks
    return [fresh(row) for row in rows]
