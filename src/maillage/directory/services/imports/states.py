"""An organization as an import holds it while a batch is worked on: plain values, compared at the end with what they were."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from maillage.directory.types import EvidenceKind

IDENTITY_FIELDS = ("name", "legal_name", "siren", "legal_form_code", "family", "closed_at")
PROFILE_FIELDS = (
    "listing", "description", "founded_on", "headcount_band", "naf_code", "naf_nomenclature", "rna", "trade_names",
    "website", "social_links", "opening_hours", "provenance", "completeness",
)  # fmt: skip
PLACE_FIELDS = (
    "id", "siret", "name", "is_head_office", "street", "postal_code", "commune_code", "commune_name", "department_code",
    "region_code", "country_code", "longitude", "latitude", "precision", "is_address_hidden", "closed_at", "source",
    "source_id",
)  # fmt: skip


@dataclass(slots=True)
class KnownOrganization:
    """`values`: identity and profile columns by name. `places`: columns of each establishment.

    `skills` and `labels` give the source of each one held; `contacts` are pairs of kind and value;
    `evidence` says what supports the skills that this import adds.
    """

    id: UUID
    values: dict[str, Any]
    places: list[dict[str, Any]] = field(default_factory=list)
    skills: dict[int, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    contacts: list[tuple[str, str]] = field(default_factory=list)
    evidence: dict[int, EvidenceKind] = field(default_factory=dict)
    version: int = 1
    is_new: bool = False
    is_claimed: bool = False
    before: "KnownOrganization | None" = None

    def remember(self) -> None:
        """Keep what it is now, to tell afterwards what has changed."""
        self.before = KnownOrganization(
            id=self.id,
            values={name: _copied(value) for name, value in self.values.items()},
            places=[dict(place) for place in self.places],
            skills=dict(self.skills),
            labels=dict(self.labels),
            contacts=list(self.contacts),
            version=self.version,
        )

    def changed_fields(self) -> list[str]:
        """Name what differs from what was remembered."""
        before = self.before
        if before is None:
            return []
        names = [
            name for name, value in self.values.items() if name != "provenance" and before.values.get(name) != value
        ]
        parts = (
            ("establishments", self.places, before.places),
            ("skills", self.skills, before.skills),
            ("labels", self.labels, before.labels),
            ("contacts", self.contacts, before.contacts),
        )
        return names + [name for name, now, then in parts if now != then]

    @property
    def name(self) -> str:
        return str(self.values["name"])

    @property
    def siren(self) -> str:
        return self.values["siren"] or ""

    def open_places(self) -> list[dict[str, Any]]:
        return [place for place in self.places if place["closed_at"] is None]

    def head_office(self) -> dict[str, Any] | None:
        """Give the place that stands for the organization."""
        places = self.open_places()
        return next((place for place in places if place["is_head_office"]), places[0] if places else None)


def _copied(value: Any, /) -> Any:
    """Copy what JSON can hold; `copy.deepcopy` takes a tenth of an import's time."""
    if isinstance(value, dict):
        return {key: _copied(held) for key, held in value.items()}
    return [_copied(held) for held in value] if isinstance(value, list) else value


def new_values(*, name: str, listing: str) -> dict[str, Any]:
    """Give the columns of an organization of which nothing but the name is known."""
    return {
        "name": name, "legal_name": "", "siren": None, "legal_form_code": "", "family": "autre", "closed_at": None,
        "listing": listing, "description": "", "founded_on": None, "headcount_band": "", "naf_code": "",
        "naf_nomenclature": "", "rna": "", "trade_names": [], "website": "", "social_links": {}, "opening_hours": "",
        "provenance": {}, "completeness": 0,
    }  # fmt: skip
