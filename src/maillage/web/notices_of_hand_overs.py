"""Notifications of deliveries handed over. Bound in `maillage.config.wiring`."""

from django.urls import reverse

from maillage.accounts.models import Organization
from maillage.accounts.queries import people_of
from maillage.accounts.types import OrganizationRole
from maillage.delivery.events import (
    HandOverAccepted,
    HandOverDeclined,
    HandOverExpired,
    HandOverProposed,
    HandOverReturned,
    HandOverWithdrawn,
)
from maillage.web import services

type _Told = (
    HandOverProposed | HandOverAccepted | HandOverDeclined | HandOverWithdrawn | HandOverExpired | HandOverReturned
)

# What the giver does is told to the taker, and the other way round; what is given back, to both.
_TO_TAKER = (HandOverProposed, HandOverWithdrawn)
_TO_GIVER = (HandOverAccepted, HandOverDeclined)


def notify_of_hand_over(event: _Told) -> None:
    """Tell the dispatchers of the other side where a hand-over stands; who did it is not told of it."""
    giver_id, taker_id = event.organization_ids
    names = dict(Organization.objects.filter(pk__in=event.organization_ids).values_list("pk", "name"))
    slugs = dict(Organization.objects.filter(pk__in=event.organization_ids).values_list("pk", "slug"))
    sides = [(giver_id, taker_id), (taker_id, giver_id)]
    if isinstance(event, _TO_TAKER):
        sides = sides[1:]
    elif isinstance(event, _TO_GIVER):
        sides = sides[:1]
    for ours, theirs in sides:
        roles = [OrganizationRole.OWNER, OrganizationRole.EDITOR]
        services.notify(
            recipients=[person.pk for person in people_of(organization_id=ours, roles=roles)], besides=event.actor_id,
            verb=event.verb, at=event.at, url=reverse("delivery:hand_over", args=[slugs[ours], event.object_id]),
            organization=names[theirs],
        )  # fmt: skip
