"""The order form that a store lets its customers fill in on its own site."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import OrderForm, Store
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.rows import first_or_not_found

MOST_SITES = 20
_DEVELOPMENT_HOSTS = ("localhost", "127.0.0.1")


@transaction.atomic
def open_form(*, actor: DeliveryActor, store_id: int, sites: Sequence[str], now: datetime) -> OrderForm:
    """Open a store's form to the sites named, or change them. `sites`: origins such as https://shop.example.

    Raises: NotAllowed, NotFound, Invalid (no origin).
    """
    store = _store(actor, store_id)
    kept: OrderForm | None = OrderForm.objects.within(actor.scope).select_for_update().filter(store=store).first()
    if kept is None:
        kept = OrderForm(organization_id=actor.organization_id, store=store, key=_new_key(), opened_at=now)
    if len(sites) > MOST_SITES:
        raise Invalid(_("At most twenty sites."), field="sites")
    kept.sites = list(dict.fromkeys(origin_of(site) for site in sites))
    kept.closed_at = None
    kept.save()
    return kept


@transaction.atomic
def close_form(*, actor: DeliveryActor, store_id: int, now: datetime) -> None:
    """Take no more orders by the form; opened again, its address is another one. Twice changes nothing.

    Raises: NotAllowed, NotFound.
    """
    store = _store(actor, store_id)
    rows = OrderForm.objects.within(actor.scope).filter(store=store, closed_at=None)
    rows.update(closed_at=now, key=_new_key())


def origin_of(site: str) -> str:
    """Give the origin of a site as a browser has it.

    Raises: Invalid.
    """
    text = site.strip().lower()
    parts = urlsplit(text if "//" in text else f"https://{text}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port, parts = "", urlsplit("")
    host = parts.hostname or ""
    is_local = parts.scheme == "http" and host in _DEVELOPMENT_HOSTS
    is_name = bool(host) and all(one.isalnum() or one in ".-" for one in host) and host.isascii() and len(text) <= 200
    if not is_name or not (is_local or (parts.scheme == "https" and "." in host)):
        raise Invalid(_("“%(site)s” is no site: write it as https://shop.example."), field="sites", site=site[:60])
    return f"{parts.scheme}://{host}{port}"


def _store(actor: DeliveryActor, store_id: int) -> Store:
    if not actor.may_order_for(store_id):
        raise NotAllowed
    store: Store = first_or_not_found(Store.objects.within(actor.scope).filter(pk=store_id, closed_at=None))
    return store


def _new_key() -> str:
    return secrets.token_urlsafe(16)
