"""Ask the configured address for notices."""

import httpx

TIMEOUT_S = 60
LARGEST_ANSWER = 60 * 2**20


class AddressRefused(Exception):
    """The address does not answer as it should; the text says what it did."""


def fetched(address: str) -> bytes:
    """Give what an address answers.

    Raises: AddressRefused.
    """
    pieces, size = [], 0
    try:
        with httpx.stream(
            "GET", address, timeout=TIMEOUT_S, headers={"User-Agent": "Maillage"}, follow_redirects=True
        ) as response:
            if response.status_code != httpx.codes.OK:
                raise AddressRefused(f"{response.status_code}")
            for piece in response.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > LARGEST_ANSWER:
                    raise AddressRefused(f"over {LARGEST_ANSWER} bytes")
    except httpx.HTTPError as error:
        raise AddressRefused(repr(error)) from error
    return b"".join(pieces)
