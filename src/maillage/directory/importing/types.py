"""The neutral words of imports: what every reader gives, whatever the file was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from maillage.directory.types import Precision
from maillage.geodata.types import Point

type Cleaned[T] = tuple[T, tuple[Reason, ...]]
"""What a cleaner gives: the value (empty when it could not be used) and what the reader should be told."""

VALUE_SHOWN_MAX = 80


class Reason(NamedTuple):
    """Why a file, a row or a value was refused or mended; `reasons.sentence` says it in French or English."""

    code: str
    field: str = ""
    value: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


def reason(code: str, *, field: str = "", value: str = "", **parameters: object) -> Reason:
    """Build a reason, cutting the shown value to 80 characters."""
    shown = value if len(value) <= VALUE_SHOWN_MAX else value[: VALUE_SHOWN_MAX - 1] + "…"
    return Reason(code, field, shown, tuple((name, str(given)) for name, given in parameters.items()))


class ImportFileError(Exception):
    """The file as a whole cannot be read (or not beyond this point); `reason` names the field, the cause, the remedy."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason

    def __reduce__(self) -> tuple[type[ImportFileError], tuple[Reason]]:
        return type(self), (self.reason,)  # it comes from the process that reads


class Format(StrEnum):
    """The values of `--as`; `murmurations` is one profile, a list of profiles, or an index answer."""

    SIRENE = "sirene"
    RECHERCHE_ENTREPRISES = "recherche-entreprises"
    GOGOCARTO = "gogocarto"
    GEOJSON = "geojson"
    MURMURATIONS = "murmurations"
    TABLE = "table"
    COMMUNES = "communes"
    BOAMP = "boamp"


class State(StrEnum):
    """Administrative state as the file tells it."""

    ACTIVE = "active"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Nomenclature(StrEnum):
    """Activity nomenclatures met in SIRENE; the same digits mean another activity in another one."""

    NAF_REV2 = "NAFRev2"
    NAF_2025 = "NAF2025"
    NAF_REV1 = "NAFRev1"
    NAF_1993 = "NAF1993"
    NAP = "NAP"


class ActivityCode(NamedTuple):
    """A main activity code with the nomenclature that gives it its meaning."""

    code: str
    nomenclature: Nomenclature


class FamilyGuess(NamedTuple):
    """The set of kinds of an enterprise (`{scop, cae}`), the rule that fired, and whether it is certain."""

    kinds: frozenset[str] = frozenset()
    rule: str = "kind.unknown"
    is_certain: bool = False


class SocialEconomy(NamedTuple):
    """Whether the enterprise is ESS (None: to be confirmed) with the key of the explanation."""

    is_member: bool | None = None
    rule: str = "ess.unknown"


class Address(NamedTuple):
    """A postal address; `commune_code` is INSEE's, `country` is ISO 3166-1 alpha-2, empty when the file is silent."""

    street: str = ""
    complement: str = ""
    postal_code: str = ""
    city: str = ""
    commune_code: str = ""
    department: str = ""
    region: str = ""
    country: str = ""


NO_ADDRESS = Address()


class OriginalRow(NamedTuple):
    """The row as it stood in the file: table cells under their headers, or a JSON record.

    `notes` are the reasons that come from reading the row itself (its encoding, its number of cells).
    """

    number: int
    columns: Sequence[str] = ()
    cells: Sequence[str] = ()
    record: Mapping[str, Any] | None = None
    member: str = ""
    notes: tuple[Reason, ...] = ()


class ImportedOrganization(NamedTuple):
    """One row of any format, cleaned: what matching and merging need to know.

    A named tuple and not a frozen dataclass: with forty fields and millions of rows, it is made five times faster.

    `legal_name` is the raw name of the register, `display_name` the one to show; the latter is empty only for
    establishments known by their SIRET alone. `identifier_confidence` (0 to 1) is set when the file's identifiers come
    from a join by similarity: below 0.95 they may propose a match and never prove it. A masked organization has no
    street, postal code nor point: it is placed at the centre of its commune.
    """

    original: OriginalRow
    siren: str = ""
    siret: str = ""
    is_head_office: bool | None = None
    head_office_siret: str = ""
    source_id: str = ""
    association_number: str = ""
    identifier_confidence: float | None = None
    legal_name: str = ""
    display_name: str = ""
    trade_names: tuple[str, ...] = ()
    acronym: str = ""
    legal_form: str = ""
    legal_form_label: str = ""
    family: FamilyGuess = FamilyGuess()
    social_economy: SocialEconomy = SocialEconomy()
    activity: ActivityCode | None = None
    activity_2025: ActivityCode | None = None
    headcount_band: str = ""
    is_employer: bool | None = None
    created_on: date | None = None
    state: State = State.UNKNOWN
    is_masked: bool = False
    address: Address = NO_ADDRESS
    point: Point | None = None
    point_precision: Precision = Precision.UNKNOWN
    website: str = ""
    social_links: tuple[str, ...] = ()
    other_links: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    opening_hours: str = ""
    source_name: str = ""
    source_updated_on: date | None = None
    warnings: tuple[Reason, ...] = ()

    @property
    def row_number(self) -> int:
        """The row's number in the file, from 1, headers not counted."""
        return self.original.number


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that gives no organization, with why; `is_skip` when nothing is to be corrected (masked person…)."""

    original: OriginalRow
    reasons: tuple[Reason, ...]
    is_skip: bool = False

    @property
    def row_number(self) -> int:
        """The row's number in the file, from 1, headers not counted."""
        return self.original.number


type Outcome = ImportedOrganization | RejectedRow
"""Every row of a file gives exactly one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the person chose: `sheet` of a workbook, only enterprises recognised as ESS, rows already done before a kill."""

    sheet: str = ""
    social_economy_only: bool = False
    after_row: int = 0
    labels: tuple[str, ...] = field(default=())
