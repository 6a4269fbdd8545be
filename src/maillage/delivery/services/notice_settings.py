"""What a co-operative tells recipients and stores, and what differs for one store."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import NoticeSettings, Store, StoreNotices
from maillage.delivery.services.sms import gateways
from maillage.delivery.types import DeliveryActor, NoticeMoment, SmsGateway
from maillage.kit.errors import Invalid, NotAllowed, NotFound

MOST_SITES = 10
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class NoticesGiven:
    moments: tuple[NoticeMoment, ...]
    by_email: bool
    sms: SmsGateway
    language: str
    asks_code: bool = False


@dataclass(frozen=True, slots=True)
class StoreNoticesGiven:
    """`moments`: None follows the co-operative; `sites`: addresses of the shop's pages, of which the origin is kept."""

    moments: tuple[NoticeMoment, ...] | None
    told: tuple[NoticeMoment, ...]
    language: str
    sites: tuple[str, ...]
    asks_code: bool | None = None  # None follows the co-operative


@transaction.atomic
def save_notice_settings(*, actor: DeliveryActor, given: NoticesGiven) -> NoticeSettings:
    """Change what recipients are told from now on.

    Raises: NotAllowed, Invalid (a gateway that the instance does not have).
    """
    if not actor.is_owner:
        raise NotAllowed
    if given.sms not in gateways():
        raise Invalid(_("This instance has no such gateway: ask its host."), field="sms")
    row, _is_new = NoticeSettings.objects.within(actor.scope).update_or_create(
        organization_id=actor.organization_id,
        defaults={
            "moments": [moment.value for moment in given.moments], "by_email": given.by_email, "sms": given.sms.value,
            "language": given.language, "asks_code": given.asks_code,
        },
    )  # fmt: skip
    kept: NoticeSettings = row
    return kept


@transaction.atomic
def save_store_notices(*, actor: DeliveryActor, store_id: int, given: StoreNoticesGiven) -> StoreNotices:
    """Change what differs for a store.

    Raises: NotAllowed, NotFound, Invalid (an address that no page can have).
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    if not Store.objects.within(actor.scope).filter(pk=store_id).exists():
        raise NotFound
    row, _is_new = StoreNotices.objects.within(actor.scope).update_or_create(
        organization_id=actor.organization_id, store_id=store_id,
        defaults={
            "moments": None if given.moments is None else [moment.value for moment in given.moments],
            "told": [moment.value for moment in given.told], "language": given.language,
            "sites": origins_of(given.sites), "asks_code": given.asks_code,
        },
    )  # fmt: skip
    kept: StoreNotices = row
    return kept


def origins_of(sites: Iterable[str], /) -> list[str]:
    """Give the origins of some addresses, each once. Raises: Invalid."""
    found: dict[str, None] = {}
    for site in sites:
        try:
            parts = urlsplit(site.strip())
            port, host = parts.port, (parts.hostname or "").encode("idna").decode()
        except ValueError:
            port, host = None, ""
        if parts.scheme != "https" or not _HOST.fullmatch(host):
            raise Invalid(
                _("“%(site)s” is no address of a page: write it with https://, one a line."), field="sites",
                site=site.strip()[:80],
            )  # fmt: skip
        found[f"https://{host}" + (f":{port}" if port else "")] = None
    if len(found) > MOST_SITES:
        raise Invalid(_("Ten sites at most."), field="sites")
    return list(found)
