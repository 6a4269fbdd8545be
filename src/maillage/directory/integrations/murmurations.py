"""The index of the Murmurations network.

Source: Murmurations index API v2: `POST /nodes-sync`, `DELETE /nodes/{node_id}`.
"""

import hashlib
from dataclasses import dataclass

import httpx
from django.conf import settings

TIMEOUT_S = 20


class IndexRefused(Exception):
    """The index did not take a request; the text is its answer."""


def node_id_of(profile_url: str) -> str:
    """Give the id under which the index keeps an address."""
    return hashlib.sha256(profile_url.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class MurmurationsIndex:
    """One index, by its address up to the version (`https://…/v2`)."""

    address: str

    def post(self, *, profile_url: str) -> None:
        """Have the index read a profile.

        Raises: IndexRefused.
        """
        self._ask("POST", "/nodes-sync", json={"profile_url": profile_url}, accepted={200})

    def delete(self, *, profile_url: str) -> None:
        """Have the index forget a profile, which must answer 404 by now; one that it does not know is forgotten already.

        Raises: IndexRefused.
        """
        self._ask("DELETE", f"/nodes/{node_id_of(profile_url)}", accepted={200, 204, 404})

    def _ask(self, method: str, path: str, *, accepted: set[int], json: dict[str, str] | None = None) -> None:
        try:
            response = httpx.request(
                method, f"{self.address}{path}", json=json, timeout=TIMEOUT_S, headers={"User-Agent": "Maillage"}
            )
        except httpx.HTTPError as error:
            raise IndexRefused(f"{method} {path}: {error!r}") from error
        if response.status_code not in accepted:
            raise IndexRefused(f"{method} {path}: {response.status_code} {response.text[:300]}")


def configured_index() -> MurmurationsIndex | None:
    """Give the index that the host has chosen with MAILLAGE_MURMURATIONS_INDEX, none by default."""
    return MurmurationsIndex(settings.MAILLAGE_MURMURATIONS_INDEX) if settings.MAILLAGE_MURMURATIONS_INDEX else None
