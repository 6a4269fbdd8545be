"""Bearer tokens of the API."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import ApiToken
from maillage.accounts.queries import digest_of
from maillage.accounts.types import Actor
from maillage.kit.errors import Invalid, NotAllowed, NotFound

PREFIX = "mlg_"
SCOPES = ("directory:read", "directory:write", "imports:write", "network:admin", "briefs:read", "briefs:write")


@transaction.atomic
def create_token(
    *,
    actor: Actor,
    user_id: UUID,
    name: str,
    scopes: Sequence[str],
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Create a token for oneself (administrators: for anybody); the secret is shown this once.

    Raises: NotAllowed, Invalid (unknown scope).
    """
    if actor.user_id != user_id and not actor.is_administrator:
        raise NotAllowed
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise Invalid(
            _("Unknown scope “%(scope)s”; choose among: %(known)s."),
            field="scopes",
            scope=", ".join(unknown) or "—",
            known=", ".join(SCOPES),
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user_id=user_id,
        name=name,
        digest=digest_of(secret),
        hint=secret[:10],
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=expires_at,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: UUID, now: datetime) -> None:
    """End a token of one's own (administrators: any).

    Raises: NotFound.
    """
    tokens = ApiToken.objects.filter(pk=token_id, revoked_at__isnull=True)
    if not actor.is_administrator:
        if actor.user_id is None:
            raise NotFound
        tokens = tokens.filter(user_id=actor.user_id)
    if not tokens.update(revoked_at=now):
        raise NotFound
