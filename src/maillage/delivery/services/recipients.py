"""What recipients say on their page: how it was, and that they want no more messages."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import DeliveryRating
from maillage.delivery.queries.tracking import tracked
from maillage.delivery.services.notices import refuse, take_back_refusal
from maillage.kit.errors import Conflict, Invalid

LONGEST_COMMENT = 300


class RatedAlready(Conflict):
    message = _("This delivery was rated already. Thank you.")
    code = "rated_already"


class NotRatedYet(Conflict):
    message = _("This delivery can be rated once it has arrived.")
    code = "not_rated_yet"


def rate(*, key: str, stop: int | None, stars: int, comment: str, now: datetime) -> DeliveryRating:
    """Keep what a recipient thought of a delivery, once. `stars`: 1 to 5.

    Raises: NotFound, TrackingEnded, Invalid, NotRatedYet, RatedAlready.
    """
    if not 1 <= stars <= 5:
        raise Invalid(_("Choose from one to five stars."), field="stars")
    one = tracked(key=key, now=now, stop=stop)
    if one.rating is not None:
        raise RatedAlready
    if not one.may_rate:
        raise NotRatedYet
    tidy = " ".join(comment.replace("\x00", " ").split())[:LONGEST_COMMENT]
    try:
        with transaction.atomic():
            made: DeliveryRating = DeliveryRating.objects.create(
                organization_id=one.task.organization_id, task=one.task, stars=stars, comment=tidy, at=now
            )
    except IntegrityError:  # pressed twice at once
        raise RatedAlready from None
    return made


@transaction.atomic
def choose_messages(*, key: str, stop: int | None, is_wanted: bool, now: datetime) -> None:
    """Keep that whoever receives a delivery wants no more messages of the co-operative, or wants them again.

    Raises: NotFound, TrackingEnded.
    """
    one = tracked(key=key, now=now, stop=stop)
    if is_wanted:
        take_back_refusal(organization_id=one.task.organization_id, contacts=one.contacts)
    else:
        refuse(organization_ids=[one.task.organization_id], contacts=one.contacts, now=now)
