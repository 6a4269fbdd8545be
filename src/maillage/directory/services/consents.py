"""What an organization lets the network publish elsewhere than on its own pages."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.events import ConsentsChanged
from maillage.directory.models import Profile
from maillage.kit.errors import NotAllowed, NotFound
from maillage.stream.services import publish


@transaction.atomic
def set_consents(*, actor: Actor, organization_id: UUID, open_data: bool, murmurations: bool, now: datetime) -> Profile:
    """Say whether the page is part of the open data and of the Murmurations network. Publishes `ConsentsChanged`.

    Raises: NotFound, NotAllowed (owners decide).
    """
    profile: Profile | None = Profile.objects.within(actor.scope).select_for_update().filter(pk=organization_id).first()
    if profile is None:
        raise NotFound
    if not actor.may(AccessLevel.OWNER, organization_id=organization_id):
        raise NotAllowed
    if (profile.consents_to_open_data, profile.consents_to_murmurations) == (open_data, murmurations):
        return profile
    profile.consents_to_open_data, profile.consents_to_murmurations = open_data, murmurations
    profile.save(update_fields=["consents_to_open_data", "consents_to_murmurations"])
    publish(
        ConsentsChanged(
            at=now,
            actor_id=actor.user_id,
            object_id=organization_id,
            organization_id=organization_id,
            open_data=open_data,
            murmurations=murmurations,
        )
    )
    return profile
