"""One signed message to an outside address, never to one of the inside."""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_S = 10.0


class Unreachable(Exception):
    """The address cannot be, or must not be, reached; the text says why, in English, for the log."""


class HostUnknown(Unreachable):
    """Nobody says where the host is: today, at least."""


class Unanswered(Unreachable):
    """The message left, and no answer came: it may have been taken."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address whose host was resolved and found to be outside: the connection goes to that very number."""

    host: str
    port: int
    number: str
    path: str
    is_secure: bool


def target_of(url: str, /) -> Target:
    """Resolve an address.

    Raises: HostUnknown (no such host), Unreachable (inside the network or the machine; not HTTPS), unless settings allow it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable("the address is not valid") from None
    is_secure = parts.scheme == "https"
    if parts.hostname is None or parts.scheme not in ("http", "https") or parts.username is not None:
        raise Unreachable("the address is not valid")
    if not is_secure and not settings.MAILLAGE_WEBHOOKS_INSIDE:
        raise Unreachable("the address is not HTTPS")
    port = port or (443 if is_secure else 80)
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise HostUnknown("the host is not known") from None
    # One inside among several is enough to refuse: the next resolution could choose it.
    if not settings.MAILLAGE_WEBHOOKS_INSIDE and not all(is_outside(str(number)) for number in found):
        raise Unreachable("the address is inside a private network")
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return Target(parts.hostname, port, str(sorted(map(str, found))[0]), path, is_secure)


def is_outside(number: str, /) -> bool:
    """Say whether an IP address is a public one: not of this machine, of a private network, or set aside."""
    address: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


def post(url: str, *, body: bytes, headers: dict[str, str]) -> int:
    """Send a message and give the status of the answer; no redirection is followed, nothing of the answer is kept.

    Raises: Unreachable, Unanswered (it may have been taken all the same).
    """
    target = target_of(url)
    connection = _Connection(target)
    try:
        connection.connect()
    except OSError as error:
        raise Unreachable(f"no answer: {type(error).__name__}") from None
    try:
        connection.request("POST", target.path, body=body, headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unanswered(f"no answer: {type(error).__name__}") from None
    finally:
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection to the number that was checked, whatever the name resolves to a moment later."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT_S)
        self._target = target

    def connect(self) -> None:
        self.sock = socket.create_connection((self._target.number, self._target.port), TIMEOUT_S)
        if self._target.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._target.host)
