"""Who orders for a store, and a store's end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import User
from maillage.delivery.models import Store, StorePerson
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.stores import add_store_person
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Invalid, NotFound
from maillage.kit.rows import first_or_not_found


def add_person_by_email(*, actor: DeliveryActor, store_id: int, email: str, now: datetime) -> StorePerson:
    """Let the person with this e-mail address order for a store; twice changes nothing.

    Raises: NotAllowed, NotFound, Invalid (no account has this address).
    """
    require_dispatcher(actor)
    if not Store.objects.within(actor.scope).filter(pk=store_id).exists():
        raise NotFound
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise Invalid(
            _("Nobody has an account with this address yet: ask the person to sign up with it, then add it here."),
            field="email",
        )
    return add_store_person(actor=actor, store_id=store_id, user_id=person.pk, now=now)


@transaction.atomic
def close_store(*, actor: DeliveryActor, store_id: int, now: datetime) -> Store:
    """Take no more orders of a store; what it ordered stays. Twice changes nothing.

    Raises: NotAllowed, NotFound.
    """
    return _set_closed(actor, store_id, now)


@transaction.atomic
def reopen_store(*, actor: DeliveryActor, store_id: int) -> Store:
    """Take orders of a store again.

    Raises: NotAllowed, NotFound.
    """
    return _set_closed(actor, store_id, None)


def _set_closed(actor: DeliveryActor, store_id: int, at: datetime | None) -> Store:
    require_dispatcher(actor)
    store: Store = first_or_not_found(
        Store.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=store_id)
    )
    if (store.closed_at is None) != (at is None):
        store.closed_at = at
        store.save(update_fields=["closed_at"])
    return store
