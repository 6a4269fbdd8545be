"""What a row of a file asks of the directory: cleaned, placed, with the keys by which it may be known already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

from maillage.directory.importing.candidate_places import Place, place_of
from maillage.directory.importing.mapping import Mapping as ColumnMapping
from maillage.directory.importing.skills import SkillSuggester
from maillage.directory.importing.types import Format, ImportedOrganization, OriginalRow, Reason, State
from maillage.directory.rules.families import family_of_kinds
from maillage.directory.rules.identifiers import clean_rna
from maillage.directory.rules.likeness import name_key, own_host, own_mail_domain
from maillage.directory.rules.opening_hours import is_readable
from maillage.directory.types import ContactKind, EvidenceKind, Source

# Grows when what is made of a row changes, so that a file imported before is looked at again.
_READING_VERSION = 1
_PROVEN = 0.95
_REGISTERS = frozenset({Format.SIRENE, Format.RECHERCHE_ENTREPRISES})
_SOCIAL_NETWORKS = (
    "mastodon",
    "peertube",
    "linkedin",
    "instagram",
    "facebook",
    "youtube",
    "bluesky",
    "twitter",
    "tiktok",
)


@dataclass(slots=True)
class Candidate:
    """`fields`: what the row says of the organization, empty values left out. `skill_ids`: suggested, never decided.

    An unproven SIREN comes from a join by likeness: it may propose a match and never prove it.
    """

    row: int
    digest: UUID
    original: OriginalRow
    source: Source
    siren: str
    siret: str
    unproven_siren: str
    source_id: str
    is_head_office: bool | None
    is_closed: bool
    is_active: bool
    is_member: bool | None
    name: str
    name_key: str
    name_source: Source
    fields: dict[str, Any]
    place: Place | None
    skill_ids: dict[int, EvidenceKind]
    labels: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]
    host: str
    mail_domain: str
    warnings: tuple[Reason, ...] = field(default=())

    @property
    def commune_code(self) -> str:
        return self.place.commune_code if self.place else ""


class CandidateMaker:
    """Makes candidates of one file's rows.

    `skill_ids`: id of each living skill by slug; `skill_of_tag`: slug by folded name; `common_skills`: of every row.
    """

    def __init__(
        self,
        *,
        form: Format,
        source: Source,
        mapping: ColumnMapping | None,
        suggester: SkillSuggester,
        skill_ids: Mapping[str, int],
        skill_of_tag: Mapping[str, str],
        common_skills: Sequence[str] = (),
    ) -> None:
        self._form = form
        self._source = source
        self._suggester = suggester
        self._skill_ids = skill_ids
        self._skill_of_tag = skill_of_tag
        self._common_skills = common_skills
        meaning = mapping.to_json() if mapping else ""
        self._salt = blake2b(
            f"{_READING_VERSION} {form} {source} {meaning} {','.join(common_skills)}".encode(), digest_size=16
        ).digest()
        self._origin = (mapping.signature[:8] if mapping else str(form)) or str(form)

    def make(self, organization: ImportedOrganization, /) -> Candidate:
        """Turn a row that was read into what matching and merging need."""
        is_proven = organization.identifier_confidence is None or organization.identifier_confidence >= _PROVEN
        name = (organization.display_name or organization.legal_name)[:200].strip()
        site = organization.siret or organization.head_office_siret
        return Candidate(
            row=organization.row_number,
            digest=self._digest(organization.original),
            original=organization.original,
            source=self._source,
            siren=organization.siren if is_proven else "",
            siret=site if is_proven else "",
            unproven_siren="" if is_proven else organization.siren,
            source_id=self._source_id(organization),
            is_head_office=True if organization.head_office_siret == site != "" else organization.is_head_office,
            is_closed=organization.state is State.CLOSED,
            is_active=organization.state is State.ACTIVE,
            is_member=organization.social_economy.is_member,
            name=name,
            name_key=name_key(name),
            # A name spelt from the register's capitals is our own: anything typed by people is better.
            name_source=Source.DERIVED if self._form in _REGISTERS else self._source,
            fields=_fields(organization),
            place=place_of(
                organization.address, organization.point, organization.point_precision, organization.is_masked
            ),
            skill_ids=self._skills(organization),
            labels=organization.labels,
            contacts=_contacts(organization),
            host=own_host(organization.website) if organization.website else "",
            mail_domain=own_mail_domain(organization.email) if organization.email else "",
            warnings=organization.warnings,
        )

    def _digest(self, original: OriginalRow) -> UUID:
        # The row as it stood: what is made of it follows from it and from the salt.
        text = (
            repr(original.record) if original.record is not None else "\x1f".join((*original.columns, *original.cells))
        )
        return UUID(bytes=blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._salt).digest())

    def _source_id(self, organization: ImportedOrganization) -> str:
        # The same number means somebody else in another file: it is kept under the shape of its own.
        if not organization.source_id:
            return ""
        return f"{self._origin}:{organization.source_name[:20]}:{organization.source_id}"[:120]

    def _skills(self, organization: ImportedOrganization) -> dict[int, EvidenceKind]:
        coded = self._suggester.suggest(organization.activity).skills
        coded = coded or self._suggester.suggest(organization.activity_2025).skills
        found = dict.fromkeys(self._common_skills, EvidenceKind.CLAIMED)
        found |= {slug: EvidenceKind.NAF for slug in coded if slug not in found}
        for tag in organization.tags:
            if known := self._skill_of_tag.get(name_key(tag)):
                found.setdefault(known, EvidenceKind.CLAIMED)
        return {self._skill_ids[slug]: kind for slug, kind in found.items() if slug in self._skill_ids}


def _fields(organization: ImportedOrganization) -> dict[str, Any]:
    family = family_of_kinds(organization.family.kinds, labels=organization.labels)
    activity = organization.activity
    hours = organization.opening_hours[:400]
    found: dict[str, Any] = {
        "legal_name": organization.legal_name[:200],
        "legal_form_code": organization.legal_form,
        "family": family.value if family else "",
        "founded_on": organization.created_on,
        "headcount_band": organization.headcount_band,
        "naf_code": activity.code if activity else "",
        "naf_nomenclature": activity.nomenclature.value if activity else "",
        "rna": clean_rna(organization.association_number) if organization.association_number else "",
        "website": organization.website[:500],
        "social_links": _social_links(organization.social_links),
        "description": organization.description[:12_000],
        "opening_hours": hours if hours and is_readable(hours) else "",
        "trade_names": _trade_names(organization),
    }
    return {name: value for name, value in found.items() if value}


def _trade_names(organization: ImportedOrganization) -> list[str]:
    names = (*organization.trade_names, organization.acronym)
    return list(dict.fromkeys(name[:200] for name in names if name and name != organization.display_name))


def _social_links(links: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in links:
        network = next((name for name in _SOCIAL_NETWORKS if name in link.lower()), "")
        if network:
            found.setdefault(network, link[:500])
    return found


def _contacts(organization: ImportedOrganization) -> tuple[tuple[str, str], ...]:
    pairs = ((ContactKind.EMAIL.value, organization.email), (ContactKind.PHONE.value, organization.phone))
    return tuple((kind, value[:254]) for kind, value in pairs if value)
