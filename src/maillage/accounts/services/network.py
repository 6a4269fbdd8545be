"""The network's own settings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.events import NetworkChanged
from maillage.accounts.models import Network
from maillage.accounts.queries import NETWORK_CACHE_KEY
from maillage.accounts.rules import PAPER_DARK, PAPER_LIGHT, READABLE, contrast
from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.kit.images import Picture
from maillage.stream.services import publish

EDITABLE = (
    "name",
    "sentence",
    "presentation",
    "charter",
    "contact_email",
    "accent_light",
    "accent_dark",
    "territory",
    "default_language",
    "data_licence",
    "moderates_edits",
    "map_style_url",
)


@transaction.atomic
def change_network(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    version: int,
    now: datetime,
    logo: Picture | None = None,
    removes_logo: bool = False,
) -> Network:
    """Keep the network's settings. Publishes `NetworkChanged`.

    `version` is that of the settings which the person was looking at. Raises: NotAllowed, Invalid, Conflict.
    """
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed
    Network.objects.get_or_create(pk=1)
    host = Network.objects.select_for_update().get(pk=1)
    if host.version != version:
        raise Conflict
    changed = [name for name in EDITABLE if name in values and getattr(host, name) != values[name]]
    for name in changed:
        setattr(host, name, values[name])
    _check(host)
    if logo is not None or (removes_logo and host.logo):
        changed.append("logo")
        host.logo = ContentFile(logo.content, name=f"logo-{version + 1}.webp") if logo else ""
    if not changed:
        return host
    host.version += 1
    host.save()
    transaction.on_commit(lambda: cache.delete(NETWORK_CACHE_KEY))
    publish(NetworkChanged(at=now, actor_id=actor.user_id, object_id=None, organization_id=None, fields=tuple(changed)))
    return host


def _check(host: Network) -> None:
    try:
        host.full_clean(exclude=["logo"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(" ".join(messages), field=field) from None
    for field, paper in (("accent_light", PAPER_LIGHT), ("accent_dark", PAPER_DARK)):
        ratio = contrast(first=getattr(host, field), second=paper)
        if ratio < READABLE:
            raise Invalid(
                _(
                    "This colour is hard to read on the page: its contrast is %(ratio)s, and %(wanted)s is needed. "
                    "Take a darker one for light pages, a lighter one for dark pages."
                ),
                field=field,
                ratio=f"{ratio:.1f}",
                wanted=READABLE,
            )
