"""Jobs of the compatible API: webhooks that follow from facts, and what is forgotten each night."""

from django.utils import timezone
from oauth2_provider.models import clear_expired
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from maillage.delivery import events
from maillage.delivery.services import api_people, api_webhooks, forgetting, photo_uploads, positions
from maillage.delivery.types import TaskType

_WAIT_S = 10  # then 100, then 1,000 seconds


def tell_of_assignment(event: events.TaskAssigned) -> None:
    _tell(event, dropoff="delivery.assigned")


def tell_of_start(event: events.TaskStarted) -> None:
    _tell(event, pickup="delivery.started", dropoff="delivery.in_transit")


def tell_of_completion(event: events.TaskDone) -> None:
    _tell(event, pickup="delivery.picked", dropoff="delivery.completed")


def tell_of_failure(event: events.TaskFailed) -> None:
    _tell(event, pickup="delivery.failed", dropoff="delivery.failed")


def _tell(
    event: events.TaskAssigned | events.TaskStarted | events.TaskDone | events.TaskFailed, *,
    pickup: str = "", dropoff: str = "",
) -> None:  # fmt: skip
    said = pickup if event.task_type == TaskType.PICKUP.value else dropoff
    if said and event.store_id is not None and event.delivery_number is not None:
        api_webhooks.tell_programs(
            event=said, store_id=event.store_id, delivery_number=event.delivery_number, now=timezone.now()
        )


@app.task(
    name=api_webhooks.SEND_TASK, queue="default", pass_context=True,
    retry=RetryStrategy(max_attempts=api_webhooks.MAX_ATTEMPTS, exponential_wait=_WAIT_S),
)  # fmt: skip
def send(context: JobContext, *, sending_id: int) -> None:
    """Send one message; it is tried again later when the other side does not take it."""
    attempt = (context.job.attempts if context.job else 0) + 1
    api_webhooks.send(sending_id=sending_id, attempt=attempt, now=timezone.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="maillage.delivery.webhook_jobs.forget", queue="default", queueing_lock="delivery-api-forget")
def forget(timestamp: int) -> None:
    """Forget tokens, sign-ins, messages, positions and telephones that serve no more."""
    now = timezone.now()
    clear_expired()
    api_people.forget_old_sign_ins(now=now)
    api_webhooks.forget_old_sendings(now=now)
    positions.forget_old_positions(now=now)
    photo_uploads.forget_old_uploads(now=now)
    photo_uploads.forget_old_actions(now=now)
    forgetting.forget_telephones(now=now)
