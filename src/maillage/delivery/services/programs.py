"""Programs of stores: their credentials are made by the co-operative's owners and shown once."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from oauth2_provider.generators import generate_client_id, generate_client_secret
from oauth2_provider.models import get_application_model

from maillage.accounts.queries import digest_of
from maillage.delivery.models import ApiProgram, Store
from maillage.delivery.queries.api_access import KEY_PREFIX
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found

MOST_PROGRAMS = 20


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the store's program is given, this once."""

    program: ApiProgram
    client_id: str
    client_secret: str
    api_key: str


@transaction.atomic
def create_program(*, actor: DeliveryActor, store_id: int, name: str, now: datetime) -> Credentials:
    """Let a program order for a store, with an OAuth2 client and a key; both secrets are kept as digests.

    Raises: NotAllowed (owners only), NotFound, Invalid (no name, or that of another program), Conflict (too many).
    """
    if not actor.is_owner:
        raise NotAllowed
    store: Store | None = (
        Store.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=store_id, closed_at=None).first()
    )
    if store is None:
        raise NotFound
    if not name.strip():
        raise Invalid(_("A program needs a name, such as that of the shop's software."), field="name")
    living = _programs(actor).filter(store=store, revoked_at=None)
    if living.filter(name__iexact=name.strip()[:120]).exists():
        raise Invalid(
            _("A program of this store has this name already: give another, or revoke that one first."), field="name"
        )
    if living.count() >= MOST_PROGRAMS:
        raise Conflict(_("Twenty programs order for this store already: revoke one first."))
    client_id, secret = _fitting(generate_client_id), _fitting(generate_client_secret)
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    application = get_application_model()
    application.objects.create(
        name=name.strip()[:120], client_id=client_id, client_secret=secret,
        client_type=application.CLIENT_CONFIDENTIAL, authorization_grant_type=application.GRANT_CLIENT_CREDENTIALS,
    )  # fmt: skip
    program = ApiProgram.objects.create(
        organization_id=actor.organization_id, store=store, name=name.strip()[:120], oauth_client_id=client_id,
        key_digest=digest_of(key), key_hint=key[:8], made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    return Credentials(program, client_id, secret, key)


def _fitting(generate: Callable[[], str]) -> str:
    # Shop software sends them as they are in the Basic header: signs that would need escaping are passed over.
    return next(text for text in iter(generate, "") if text.isalnum())


@transaction.atomic
def revoke_program(*, actor: DeliveryActor, program_id: int, now: datetime) -> ApiProgram:
    """Take a program's credentials and tokens away; what it ordered stays. Twice changes nothing.

    Raises: NotAllowed, NotFound.
    """
    if not actor.is_owner:
        raise NotAllowed
    program: ApiProgram = first_or_not_found(_programs(actor).select_for_update(of=("self",)).filter(pk=program_id))
    if program.revoked_at is None:
        program.revoked_at = now
        program.save(update_fields=["revoked_at"])
        get_application_model().objects.filter(client_id=program.oauth_client_id).delete()
    return program


def _programs(actor: DeliveryActor):  # type: ignore[no-untyped-def]  # a queryset, typed by its manager
    return ApiProgram.objects.within(actor.scope)
