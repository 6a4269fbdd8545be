"""Jobs of messages: written when something happens, sent by the workers, forgotten after a while."""

from uuid import UUID

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from maillage.delivery import events
from maillage.delivery.services import notice_sending, notices
from maillage.delivery.types import NoticeMoment

_WAIT_S = 6  # then 36, 216, 1,296 seconds


def tell_of_order(event: events.DeliveryOrdered) -> None:
    if event.object_id is not None:
        notices.tell_of_order(delivery_id=event.object_id, now=timezone.now())


def tell_of_start(event: events.TaskStarted) -> None:
    _tell(event.object_id, NoticeMoment.ON_ITS_WAY)


def tell_of_completion(event: events.TaskDone) -> None:
    _tell(event.object_id, NoticeMoment.DELIVERED)


def tell_of_failure(event: events.TaskFailed) -> None:
    _tell(event.object_id, NoticeMoment.FAILED)


def _tell(task_id: UUID | None, moment: NoticeMoment) -> None:
    if task_id is not None:
        notices.tell_of_moment(moment=moment, task_id=task_id, now=timezone.now())


@app.task(
    name=notices.SEND_TASK, queue="default", pass_context=True,
    retry=RetryStrategy(max_attempts=notice_sending.MAX_ATTEMPTS, exponential_wait=_WAIT_S),
)  # fmt: skip
def send(context: JobContext, *, notice_id: str) -> None:
    """Send one message; it is tried again later when it did not leave."""
    attempt = (context.job.attempts if context.job else 0) + 1
    notice_sending.send(notice_id=UUID(notice_id), attempt=attempt, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="maillage.delivery.notice_jobs.look_ahead", queue="default", queueing_lock="delivery-notices-near")
def look_ahead(timestamp: int) -> None:
    """Tell those whose door a bike is about to reach."""
    notices.tell_who_is_near(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="maillage.delivery.notice_jobs.revive", queue="default", queueing_lock="delivery-notices-revive")
def revive(timestamp: int) -> None:
    """Take up messages whose job was lost."""
    notices.enqueue_forgotten(now=timezone.now())


@app.periodic(cron="43 3 * * *")
@app.task(name="maillage.delivery.notice_jobs.forget", queue="default", queueing_lock="delivery-notices-forget")
def forget(timestamp: int) -> None:
    """Forget the messages of long ago."""
    notices.forget_old_notices(now=timezone.now())
