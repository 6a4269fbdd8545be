"""Lists that dispatchers keep: words put on tasks, reasons of failure, days without deliveries, names that are once."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import ClosedDay, FailureReason, Store, Tag
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found


class NameTaken(Invalid):
    message = _("This name is taken: choose another.")
    code = "name_taken"


def require_dispatcher(actor: DeliveryActor) -> None:
    """Raises: NotAllowed."""
    if not actor.is_dispatcher:
        raise NotAllowed


def required_name(rows: "QuerySet[Any]", *, name: str, but: int | None = None) -> str:
    """Give a name tidied, when no other row of these has it.

    Raises: Invalid (none), NameTaken.
    """
    tidy = " ".join(name.split())
    if not tidy:
        raise Invalid(_("A name is needed, so that others find it again."), field="name")
    if rows.filter(name__iexact=tidy).exclude(pk=but).exists():
        raise NameTaken(field="name")
    return tidy


@transaction.atomic
def add_tag(*, actor: DeliveryActor, name: str, color: str) -> Tag:
    """Add a word that tasks and stores may bear.

    Raises: NotAllowed, Invalid, NameTaken.
    """
    require_dispatcher(actor)
    rows = Tag.objects.within(actor.scope)
    tidy = required_name(rows, name=name)
    slug = slugify(tidy)[:40]
    if not slug:
        raise Invalid(_("A tag needs letters or figures."), field="name")
    if rows.filter(slug=slug).exists():
        raise NameTaken(field="name")
    made: Tag = Tag.objects.create(organization_id=actor.organization_id, name=tidy, slug=slug, color=color)
    return made


@transaction.atomic
def change_tag(*, actor: DeliveryActor, tag_id: int, name: str, color: str) -> Tag:
    """Give a word another name or colour; tasks and stores keep bearing it.

    Raises: NotAllowed, NotFound, Invalid, NameTaken.
    """
    require_dispatcher(actor)
    rows = Tag.objects.within(actor.scope)
    tag: Tag = first_or_not_found(rows.select_for_update().filter(pk=tag_id))
    tag.name, tag.color = required_name(rows, name=name, but=tag.pk), color
    tag.save(update_fields=["name", "color"])
    return tag


def remove_tag(*, actor: DeliveryActor, tag_id: int) -> None:
    """Take a word off the list; tasks that bear it keep it.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    _remove(Tag.objects.within(actor.scope), tag_id)


@transaction.atomic
def add_reason(*, actor: DeliveryActor, description: str, store_id: int | None = None) -> FailureReason:
    """Add a reason for which a delivery cannot be made, at the end of the co-operative's list, or of a store's own.

    Raises: NotAllowed, NotFound, Invalid.
    """
    require_dispatcher(actor)
    if store_id is not None and not Store.objects.within(actor.scope).filter(pk=store_id).exists():
        raise NotFound
    tidy = " ".join(description.split())
    code = slugify(tidy).replace("-", "_").upper()[:40]
    if not code:
        raise Invalid(_("Say the reason in a few words."), field="description")
    rows = FailureReason.objects.within(actor.scope).filter(store=store_id)
    if rows.filter(code=code).exists():
        raise Invalid(_("This reason is in the list already."), field="description")
    last = rows.aggregate(last=Max("position"))["last"] or 0
    made: FailureReason = FailureReason.objects.create(
        organization_id=actor.organization_id, store_id=store_id, code=code, description=tidy[:120], position=last + 1
    )
    return made


@transaction.atomic
def change_reason(*, actor: DeliveryActor, reason_id: int, description: str) -> FailureReason:
    """Say a reason in other words; programs keep knowing it by its code.

    Raises: NotAllowed, NotFound, Invalid.
    """
    require_dispatcher(actor)
    reason: FailureReason | None = (
        FailureReason.objects.within(actor.scope).select_for_update().filter(pk=reason_id).first()
    )
    if reason is None:
        raise NotFound
    tidy = " ".join(description.split())
    if not tidy:
        raise Invalid(_("Say the reason in a few words."), field="description")
    reason.description = tidy[:120]
    reason.save(update_fields=["description"])
    return reason


def remove_reason(*, actor: DeliveryActor, reason_id: int) -> int | None:
    """Take a reason off its list; what was told with it stays told. Gives the store whose list it was, if one's.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    rows = FailureReason.objects.within(actor.scope)
    store_id: int | None = rows.filter(pk=reason_id).values_list("store_id", flat=True).first()
    _remove(rows, reason_id)
    return store_id


def close_days(*, actor: DeliveryActor, first: date, last: date, reason: str) -> ClosedDay:
    """Say that nothing is delivered on some days, both ends included.

    Raises: NotAllowed, Invalid (the last before the first).
    """
    require_dispatcher(actor)
    if last < first:
        raise Invalid(_("The last day is before the first one: exchange them."), field="last")
    made: ClosedDay = ClosedDay.objects.create(
        organization_id=actor.organization_id, first=first, last=last, reason=" ".join(reason.split())[:100]
    )
    return made


def reopen_days(*, actor: DeliveryActor, closed_id: int) -> None:
    """Deliver again on days that had been closed.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    _remove(ClosedDay.objects.within(actor.scope), closed_id)


def _remove(rows: "QuerySet[Any]", key: int) -> None:
    count, _by_model = rows.filter(pk=key).delete()
    if not count:
        raise NotFound
