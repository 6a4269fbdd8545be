"""Who is at the other end of a request."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest, /) -> str:
    """Give the caller's network address, as seen through the proxies that the host has declared (`MAILLAGE_PROXIES`).

    What a caller writes into `X-Forwarded-For` by itself is passed over: only as many hops count as there are proxies.
    """
    proxies = settings.NINJA_NUM_PROXIES
    chain = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if proxies and chain:
        return chain[-min(proxies, len(chain))]
    return str(request.META.get("REMOTE_ADDR", ""))
