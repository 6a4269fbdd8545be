"""Who somebody is in a co-operative's deliveries."""

from collections.abc import Collection
from uuid import UUID

from maillage.accounts.models import Membership, NetworkAssignment
from maillage.accounts.types import AccessLevel, Actor, OrganizationRole
from maillage.delivery.models import Courier, DeliveryService, StorePerson
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotFound


def service_of(*, organization_id: UUID) -> DeliveryService:
    """Give how an organization delivers.

    Raises: NotFound (it does not deliver).
    """
    service: DeliveryService | None = (
        DeliveryService.objects.across_scopes(reason="whether an organization delivers is known to all")
        .select_related("organization")
        .filter(organization_id=organization_id, closed_at=None)
        .first()
    )
    if service is None:
        raise NotFound
    return service


def anybody_delivers() -> bool:
    """Say whether any organization of this instance delivers."""
    rows = DeliveryService.objects.across_scopes(reason="whether the worker makes the planner ready")
    return bool(rows.filter(closed_at=None).exists())


def delivery_actor_of(*, actor: Actor, organization_id: UUID, client: str = "web") -> DeliveryActor:
    """Give what a person is in a co-operative's work: editors and owners dispatch, couriers ride, a store's people order."""
    rows = {"user_id": actor.user_id, "organization_id": organization_id}
    own = "one's own part in a co-operative's deliveries"
    courier_id = stores = None
    if actor.user_id is not None:
        courier_id = (
            Courier.objects.across_scopes(reason=own).filter(**rows, left_at=None).values_list("pk", flat=True).first()
        )
        stores = StorePerson.objects.across_scopes(reason=own).filter(**rows, store__closed_at=None)
    return DeliveryActor(
        organization_id=organization_id,
        user_id=actor.user_id,
        courier_id=courier_id,
        store_ids=frozenset(stores.values_list("store_id", flat=True)) if stores is not None else frozenset(),
        is_dispatcher=actor.may(AccessLevel.EDITOR, organization_id=organization_id),
        is_owner=actor.may(AccessLevel.OWNER, organization_id=organization_id),
        client=client,
    )


def dispatchers_among(organization_id: UUID, people: Collection[UUID], /) -> set[UUID]:
    """Give those of some people who dispatch for a co-operative now: what its desk is told, they may read."""
    rows = Membership.objects.across_scopes(reason="who may read a co-operative's live news")
    roles = [OrganizationRole.EDITOR.value, OrganizationRole.OWNER.value]
    present = {"user_id__in": list(people), "user__is_active": True, "user__erased_at": None}
    own = rows.filter(organization_id=organization_id, role__in=roles, **present).values_list("user_id", flat=True)
    # The network's office may help at any desk.
    return {*own, *NetworkAssignment.objects.filter(**present).values_list("user_id", flat=True)}
