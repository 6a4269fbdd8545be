"""Orders from shops' sites: kept until whoever sent them confirms by e-mail, then ordered once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.services.mailing import send_mail_in_language
from maillage.delivery.events import OrderWished
from maillage.delivery.models import Delivery, OrderForm, OrderWish
from maillage.delivery.queries.order_forms import public_actor
from maillage.delivery.services.deliveries import order_delivery
from maillage.delivery.services.quotes import checked_quote
from maillage.delivery.types import AddressGiven, DeliveryGiven, DeliveryOrigin, ParcelsGiven, TaskGiven, TaskType
from maillage.kit.errors import Conflict, NotFound
from maillage.kit.throttle import count_try
from maillage.stream.services import publish

KEPT = timedelta(days=2)
PER_SENDER_AN_HOUR = 10
PER_MAILBOX_AN_HOUR = 5
PER_FORM_AN_HOUR = 200
_SALT = "delivery.order_wish"
_REASON = "an order of a shop's site, by whoever holds its signed address"


class WishOver(Conflict):
    message = _("This order can be confirmed no more: two days have passed, or its hours have. Order again.")
    status = 410
    code = "wish_over"


@transaction.atomic
def wish_order(
    *, form: OrderForm, given: DeliveryGiven, email: str, language: str, sender: str, once_key: str, now: datetime
) -> OrderWish:
    """Keep an order until it is confirmed; the same `once_key` again sends nothing anew. `sender`: whence, for the ceiling.

    Publishes `OrderWished`. Raises: TooMany; as `order_delivery`, for an order that could not be made.
    """
    made: OrderWish | None = form.wishes.across_scopes(reason=_REASON).filter(once_key=once_key).first()
    if made is not None:
        return made
    count_try(key=f"wish:{sender}", limit=PER_SENDER_AN_HOUR, period_s=3600)
    count_try(key=f"wish:{email.lower()}", limit=PER_MAILBOX_AN_HOUR, period_s=3600)
    count_try(key=f"wish-form:{form.pk}", limit=PER_FORM_AN_HOUR, period_s=3600)
    checked_quote(actor=public_actor(form), given=given, now=now)
    made = OrderWish.objects.create(
        organization_id=form.organization_id, form=form, email=email, language=language[:5], given=_written(given),
        once_key=once_key, made_at=now,
    )  # fmt: skip
    publish(OrderWished(at=now, actor_id=None, object_id=None, organization_id=form.organization_id, wish_id=made.pk))
    return made


def mail_wish(*, wish_id: int) -> None:
    """Ask to confirm. Nothing that was typed stands in the message: it could be sent to anybody."""
    rows = OrderWish.objects.across_scopes(reason=_REASON).select_related("form__store")
    wish: OrderWish | None = rows.filter(pk=wish_id, confirmed_at=None).first()
    if wish is not None:
        address = reverse("delivery:wish", args=[key_of(wish)])
        send_mail_in_language(
            template="delivery/mail/order_wish.txt", to=wish.email, language=wish.language,
            context={"store": wish.form.store}, action_url=f"{settings.MAILLAGE_BASE_URL}{address}",
        )  # fmt: skip


def key_of(wish: OrderWish) -> str:
    """Sign the address at which an order is confirmed."""
    return signing.dumps(wish.pk, salt=_SALT)


def wish_of_key(*, key: str, now: datetime) -> OrderWish:
    """Give the order that a signed address names.

    Raises: NotFound, WishOver.
    """
    try:
        wish_id = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        raise NotFound from None
    rows = OrderWish.objects.across_scopes(reason=_REASON).select_related("form__store__address", "delivery")
    wish: OrderWish | None = rows.filter(pk=wish_id).first()
    if wish is None or (wish.delivery_id is None and (wish.made_at + KEPT <= now or wish.form.closed_at is not None)):
        raise WishOver
    return wish


@transaction.atomic
def confirm_wish(*, key: str, now: datetime) -> Delivery:
    """Make the order; pressed twice, it is made once. Publishes `DeliveryOrdered`.

    Raises: NotFound, WishOver (also when its hours have passed); as `order_delivery`.
    """
    seen = wish_of_key(key=key, now=now)
    wish: OrderWish = OrderWish.objects.across_scopes(reason=_REASON).select_for_update(of=("self",)).get(pk=seen.pk)
    if wish.delivery_id is not None:
        return Delivery.objects.across_scopes(reason=_REASON).get(pk=wish.delivery_id)
    given = given_of(wish)
    if any(task.before is not None and task.before <= now for task in given.tasks):
        raise WishOver
    actor = replace(public_actor(seen.form), client=seen.form.store.name)
    wish.delivery = order_delivery(actor=actor, given=given, now=now, once_key=f"wish:{wish.pk}")
    wish.confirmed_at, wish.given = now, {}
    wish.save(update_fields=["delivery", "confirmed_at", "given"])
    return wish.delivery


def forget_wishes(*, now: datetime) -> int:
    """Forget orders that nobody confirmed, and the mailboxes of those that were; gives how many rows."""
    rows = OrderWish.objects.across_scopes(reason="orders of shops' sites whose time has passed")
    old = rows.filter(made_at__lt=now - KEPT)
    emptied = old.exclude(delivery=None).exclude(email="").update(email="")
    count, _by_model = old.filter(delivery=None).delete()
    return count + int(emptied)


def _written(given: DeliveryGiven) -> dict[str, Any]:
    drop = given.tasks[-1]
    where = drop.address or AddressGiven()
    return {
        "text": where.text, "latitude": where.latitude, "longitude": where.longitude, "contact_name": where.contact_name,
        "telephone": where.telephone, "description": where.description, "comments": drop.comments,
        "after": drop.after.isoformat() if drop.after else None, "before": drop.before.isoformat() if drop.before else None,
        "weight_g": drop.weight_g, "parcels": [[one.name, one.quantity] for one in drop.parcels],
        "slot": given.time_slot_id,
    }  # fmt: skip


def given_of(wish: OrderWish) -> DeliveryGiven:
    """Give the order that was sent."""
    said = wish.given
    where = AddressGiven(
        text=said["text"], latitude=said["latitude"], longitude=said["longitude"], contact_name=said["contact_name"],
        telephone=said["telephone"], description=said["description"],
    )  # fmt: skip
    after, before = (datetime.fromisoformat(said[name]) if said[name] else None for name in ("after", "before"))
    parcels = tuple(ParcelsGiven(name, quantity) for name, quantity in said["parcels"])
    drop = TaskGiven(TaskType.DROPOFF, where, after, before, said["comments"], said["weight_g"], parcels)
    return DeliveryGiven((drop,), wish.form.store_id, DeliveryOrigin.EMBED, said["slot"])
