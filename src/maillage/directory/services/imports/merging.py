"""What a row changes of an organization: decided field by field by who said what, never over what people wrote."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from maillage.accounts.types import Family
from maillage.directory.importing.candidates import Candidate
from maillage.directory.rules.completeness import ProfileFacts, score_of
from maillage.directory.rules.likeness import is_another_name, name_key
from maillage.directory.services.imports.place_merging import merge_place
from maillage.directory.services.imports.states import KnownOrganization, new_values
from maillage.directory.types import Listing, Source
from maillage.kit.ids import new_id

_PEOPLE = frozenset({Source.STAFF.value, Source.ORGANIZATION.value})
_MOST_TRADE_NAMES = 12
_MOST_SKILLS = 12
# A family that nobody has told is no answer to compare with.
_UNSAID = {"family": Family.OTHER.value}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file says otherwise than people: shown to them, never applied alone."""

    organization_id: UUID
    field: str
    ours: str
    theirs: str
    source: str


@dataclass(slots=True)
class Merger:
    """Applies rows to organizations on behalf of one import, gathering the differences."""

    run_id: str
    today: date
    differences: list[Difference] = field(default_factory=list)
    _marks: dict[Source, dict[str, str]] = field(default_factory=dict)

    def create(self, candidate: Candidate, *, listing: Listing) -> KnownOrganization:
        """Make an organization of a row."""
        made = KnownOrganization(
            id=new_id(), values=new_values(name=candidate.name, listing=listing.value), is_new=True
        )
        made.values["provenance"]["name"] = self._mark(candidate.name_source)
        made.values["siren"] = candidate.siren or None
        self._take_fields(made, candidate, is_main=True)
        merge_place(made, candidate, is_main=True)
        self._add_lists(made, candidate)
        made.values["completeness"] = _score(made)
        return made

    def apply(self, known: KnownOrganization, candidate: Candidate, *, by_name: bool = False) -> None:
        """Have a row say what it knows of an organization; a secondary place's row only fills what is empty."""
        score = _score(known)
        is_main = self._is_main(known, candidate)
        if candidate.siren and not known.siren:
            known.values["siren"] = candidate.siren
        self._take_name(known, candidate, is_main=is_main)
        self._take_fields(known, candidate, is_main=is_main)
        if not self._is_peoples(known, "establishments"):
            merge_place(known, candidate, is_main=is_main)
        elif candidate.place and candidate.place.commune_code not in {row["commune_code"] for row in known.places}:
            ours = known.head_office()
            said = f"{ours['street']} {ours['postal_code']} {ours['commune_name']}".strip() if ours else ""
            theirs = f"{candidate.place.street} {candidate.place.postal_code} {candidate.place.commune_name}".strip()
            self._differ(known, "establishments", said, theirs, candidate.source)
        self._add_lists(known, candidate)
        self._reopen(known, candidate)
        known.values["completeness"] = max(0, min(100, known.values["completeness"] + _score(known) - score))

    def close(self, known: KnownOrganization, candidate: Candidate) -> None:
        """Note that INSEE has closed the place of a row, and the organization with its last place or as a whole."""
        for place in known.places:
            if candidate.siret and place["siret"] == candidate.siret and place["closed_at"] is None:
                place["closed_at"], place["is_head_office"] = self.today, False
        is_whole = not candidate.siret or (known.places and not known.open_places())
        if is_whole and known.values["closed_at"] is None:
            known.values["closed_at"] = self.today
            known.values["provenance"]["closed_at"] = self._mark(candidate.source) | {
                "listing": known.values["listing"]
            }
            if known.values["listing"] in (Listing.LISTED, Listing.PENDING, Listing.DRAFT):
                known.values["listing"] = Listing.CLOSED.value

    def _reopen(self, known: KnownOrganization, candidate: Candidate) -> None:
        if candidate.is_active and known.values["closed_at"] and "closed_at" in known.values["provenance"]:
            known.values["closed_at"] = None
            mark = known.values["provenance"].pop("closed_at")
            if known.values["listing"] == Listing.CLOSED:
                # As it stood: what nobody has reviewed yet is not listed by a file.
                known.values["listing"] = mark.get("listing", Listing.LISTED.value)

    @staticmethod
    def _is_main(known: KnownOrganization, candidate: Candidate) -> bool:
        """SIREN is the identity, SIRET is a place: only the head office's row, or one without a place, speaks for all."""
        if candidate.is_head_office or not candidate.siret:
            return True
        head = known.head_office()
        return head is None or head["siret"] in (None, "", candidate.siret)

    def _take_name(self, known: KnownOrganization, candidate: Candidate, *, is_main: bool) -> None:
        if not candidate.name or candidate.name == known.name:
            return
        # A place known by its SIREN only, under quite another name: that is the place's name, not a new one for all.
        is_of_a_place = (
            known.siren != ""
            and candidate.place is not None
            and not candidate.siret
            and is_another_name(known.name, candidate.name)
        )
        if is_of_a_place or not is_main:
            self._add_trade_names(known, [candidate.name], candidate.source)
        else:
            self._take(known, "name", candidate.name, candidate.name_source, is_main=True)

    def _take_fields(self, known: KnownOrganization, candidate: Candidate, *, is_main: bool) -> None:
        for name, value in candidate.fields.items():
            if name == "trade_names":
                self._add_trade_names(known, value, candidate.source)
            elif name == "social_links":
                self._take_links(known, value, candidate.source)
            elif name == "naf_nomenclature":
                continue
            elif self._take(known, name, value, candidate.source, is_main=is_main) and name == "naf_code":
                known.values["naf_nomenclature"] = candidate.fields.get("naf_nomenclature", "")

    def _take(self, known: KnownOrganization, name: str, value: Any, source: Source, *, is_main: bool) -> bool:
        ours = known.values[name]
        if ours == value:
            return False
        said = known.values["provenance"].get(name)
        is_empty = not ours or ours == _UNSAID.get(name)
        if said is None and not is_empty:
            said = {"source": Source.ORGANIZATION.value}  # nobody has noted who said it: people did
        if said is not None and said["source"] in _PEOPLE:
            self._differ(known, name, _text(ours), _text(value), source)
            return False
        if said is not None and not is_empty and (Source(said["source"]).rank < source.rank or not is_main):
            return False
        known.values[name] = value
        known.values["provenance"][name] = self._mark(source)
        return True

    def _take_links(self, known: KnownOrganization, links: dict[str, str], source: Source) -> None:
        if self._is_peoples(known, "social_links"):
            return
        missing = {network: url for network, url in links.items() if network not in known.values["social_links"]}
        if missing:
            known.values["social_links"] = known.values["social_links"] | missing
            known.values["provenance"]["social_links"] = self._mark(source)

    def _add_trade_names(self, known: KnownOrganization, names: list[str], source: Source) -> None:
        if self._is_peoples(known, "trade_names"):
            return
        held = {name_key(name) for name in (known.name, *known.values["trade_names"])}
        added = [name for name in names if name_key(name) not in held]
        if added and len(known.values["trade_names"]) < _MOST_TRADE_NAMES:
            known.values["trade_names"] = [*known.values["trade_names"], *added][:_MOST_TRADE_NAMES]
            known.values["provenance"]["trade_names"] = self._mark(source)

    def _add_lists(self, known: KnownOrganization, candidate: Candidate) -> None:
        if not self._is_peoples(known, "skills") and not _PEOPLE & set(known.skills.values()):
            for skill_id, kind in candidate.skill_ids.items():
                if skill_id not in known.skills and len(known.skills) < _MOST_SKILLS:
                    known.skills[skill_id] = candidate.source.value
                    known.evidence[skill_id] = kind
        if not self._is_peoples(known, "labels"):
            for label in candidate.labels:
                known.labels.setdefault(label, candidate.source.value)
        if not self._is_peoples(known, "contacts"):
            known.contacts.extend(contact for contact in candidate.contacts if contact not in known.contacts)

    @staticmethod
    def _is_peoples(known: KnownOrganization, name: str) -> bool:
        said = known.values["provenance"].get(name)
        return said is not None and said["source"] in _PEOPLE

    def _differ(self, known: KnownOrganization, name: str, ours: str, theirs: str, source: Source) -> None:
        self.differences.append(Difference(known.id, name, ours[:4000], theirs[:4000], source.value))

    def _mark(self, source: Source) -> dict[str, str]:
        """Give the provenance of what a source said today: one for all, never changed in place."""
        if source not in self._marks:
            self._marks[source] = {"source": source.value, "at": self.today.isoformat(), "run": self.run_id}
        return self._marks[source]


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _score(known: KnownOrganization) -> int:
    """Weigh what an import may have brought; the rest of the score does not move with it."""
    values = known.values
    return _score_of(
        len(values["description"]), len(known.skills),
        sum(place["longitude"] is not None for place in known.open_places()), bool(values["website"]),
        bool(values["siren"] or values["rna"]), bool(values["headcount_band"] and values["founded_on"]),
        bool(values["opening_hours"]),
    )  # fmt: skip


@lru_cache(maxsize=4_096)  # few profiles of a file differ in this
def _score_of(
    description: int, skills: int, places: int, website: bool, identifier: bool, facts: bool, hours: bool
) -> int:
    return score_of(
        ProfileFacts(
            description_length=description, skills=skills, places_with_point=places, has_website=website,
            has_identifier=identifier, has_headcount_and_date=facts, has_opening_hours=hours,
        )
    )  # fmt: skip
