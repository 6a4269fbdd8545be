"""Order forms of stores, for the public."""

from maillage.delivery.models import OrderForm
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.ordering import Counter
from maillage.delivery.types import DeliveryActor
from maillage.kit.rows import first_or_not_found


def form_of_key(*, key: str) -> OrderForm:
    """Give the form that an address names.

    Raises: NotFound (none, closed, or its store is).
    """
    rows = OrderForm.objects.across_scopes(reason="a store's form that is open to everybody")
    rows = rows.select_related("store__address", "store__organization", "store__package_set")
    found: OrderForm = first_or_not_found(rows.filter(key=key, closed_at=None, store__closed_at=None))
    return found


def form_of_store(*, actor: DeliveryActor, store_id: int) -> OrderForm | None:
    """Give the form of a store that somebody orders for, if it is open."""
    found: OrderForm | None = OrderForm.objects.within(actor.scope).filter(store_id=store_id, closed_at=None).first()
    return found


def sites_of_store(*, store_id: int | None) -> list[str]:
    """Give the sites that may frame what a store shows to everybody."""
    rows = OrderForm.objects.across_scopes(reason="the sites that a store lets frame its pages")
    found = rows.filter(store=store_id, closed_at=None).values_list("sites", flat=True).first() if store_id else None
    return found or []


def public_actor(form: OrderForm) -> DeliveryActor:
    """Give what everybody may do there: order for this store alone."""
    return DeliveryActor(organization_id=form.organization_id, store_ids=frozenset({form.store_id}), client="embed")


def public_counter(form: OrderForm) -> Counter:
    """Give where everybody orders."""
    return Counter(service_of(organization_id=form.organization_id), public_actor(form), form.store)
