"""INSEE's SIRENE files: StockUniteLegale, StockEtablissement, extracts of their columns, and both joined.

Columns are addressed by name: new ones are ignored, absent ones are empty, only the identifier is required.
Source: INSEE, variable dictionary of the Sirene API 3.11.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from maillage.directory.importing.adapters import boundary
from maillage.directory.importing.adapters.sirene_address import AddressReader
from maillage.directory.importing.cleaning.codes import clean_headcount_band, clean_legal_form, clean_naf
from maillage.directory.importing.cleaning.identifiers import clean_association_number, clean_identifiers, is_siret
from maillage.directory.importing.cleaning.names import display_name
from maillage.directory.importing.cleaning.text import clean_line
from maillage.directory.importing.cleaning.values import clean_date
from maillage.directory.importing.families import family_of, social_economy_of
from maillage.directory.importing.types import (
    ActivityCode,
    Cleaned,
    ImportedOrganization,
    ImportFileError,
    Nomenclature,
    OriginalRow,
    Outcome,
    ReadOptions,
    RejectedRow,
    State,
    reason,
)
from maillage.directory.types import Precision

_MASKED_WORDS = frozenset({"[ND]", "[NON-DIFFUSIBLE]"})
_SOLE_TRADER = "1000"
_NO_APPROVAL: frozenset[str] = frozenset()


class _Row(NamedTuple):
    """The cells that matter, in the order of `_COLUMNS`."""

    siren: str
    siret: str
    nic: str
    head_office_nic: str
    head_office: str
    unit_diffusion: str
    site_diffusion: str
    unit_state: str
    site_state: str
    unit_created: str
    site_created: str
    updated: str
    site_updated: str
    name: str
    unit_usual_1: str
    unit_usual_2: str
    unit_usual_3: str
    site_usual: str
    sign_1: str
    sign_2: str
    sign_3: str
    acronym: str
    family_name: str
    usage_name: str
    first_name: str
    usual_first_name: str
    association: str
    legal_form: str
    unit_activity: str
    unit_nomenclature: str
    unit_activity_2025: str
    site_activity: str
    site_nomenclature: str
    site_activity_2025: str
    unit_headcount: str
    site_headcount: str
    employer: str
    social_economy: str


_U, _E = "UniteLegale", "Etablissement"
_COLUMNS = (
    "siren", "siret", "nic", f"nicSiege{_U}", f"{_E.lower()}Siege", f"statutDiffusion{_U}", f"statutDiffusion{_E}",
    f"etatAdministratif{_U}", f"etatAdministratif{_E}", f"dateCreation{_U}", f"dateCreation{_E}", f"dateDernierTraitement{_U}",
    f"dateDernierTraitement{_E}", f"denomination{_U}", f"denominationUsuelle1{_U}", f"denominationUsuelle2{_U}",
    f"denominationUsuelle3{_U}", f"denominationUsuelle{_E}", f"enseigne1{_E}", f"enseigne2{_E}", f"enseigne3{_E}", f"sigle{_U}",
    f"nom{_U}", f"nomUsage{_U}", f"prenom1{_U}", f"prenomUsuel{_U}", f"identifiantAssociation{_U}", f"categorieJuridique{_U}",
    f"activitePrincipale{_U}", f"nomenclatureActivitePrincipale{_U}", f"activitePrincipaleNAF25{_U}", f"activitePrincipale{_E}",
    f"nomenclatureActivitePrincipale{_E}", f"activitePrincipaleNAF25{_E}", f"trancheEffectifs{_U}", f"trancheEffectifs{_E}",
    f"caractereEmployeur{_E}", f"economieSocialeSolidaire{_U}",
)  # fmt: skip


def cell_getter(columns: Sequence[str], wanted: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Make the function that picks the wanted cells of a row; a column that the file lacks gives an empty text."""
    place = {name: number for number, name in enumerate(columns)}
    beyond = len(columns)
    pick = itemgetter(*(place.get(name, beyond) for name in wanted))

    def cells_of(cells: Sequence[str]) -> tuple[str, ...]:
        picked: tuple[str, ...] = pick((*cells[:beyond], ""))
        return picked

    return cells_of


def converter(columns: Sequence[str], options: ReadOptions) -> Callable[[OriginalRow], Outcome]:
    """Make the function that reads a row of a SIRENE file with these columns.

    Raises: ImportFileError when neither `siren` nor `siret` is among them.
    """
    if not {"siren", "siret"} & set(columns):
        raise ImportFileError(reason("file.column_missing", field="siren", value=", ".join(columns[:8])))
    pick, read_address = cell_getter(columns, _COLUMNS), AddressReader(columns)

    def outcome(original: OriginalRow) -> Outcome:
        if original.notes:
            return RejectedRow(original, original.notes)
        row = _Row._make(pick(original.cells))
        if refused := _refusal(original, row):
            return refused
        organization = _organization(original, row, read_address)
        return (
            boundary.admitted(organization, options) if isinstance(organization, ImportedOrganization) else organization
        )

    return outcome


def _refusal(original: OriginalRow, row: _Row) -> RejectedRow | None:
    if not row.siren.strip() and not row.siret.strip():
        return boundary.nameless(original)
    is_masked = row.unit_diffusion == "P" or row.site_diffusion == "P"
    if row.unit_diffusion == "N" or row.site_diffusion == "N":
        return RejectedRow(original, (reason("row.not_diffusible"),), is_skip=True)
    if is_masked and (row.legal_form == _SOLE_TRADER or row.family_name or row.first_name):
        return RejectedRow(original, (reason("row.masked_person"),), is_skip=True)
    return None


def _organization(original: OriginalRow, row: _Row, read_address: AddressReader) -> Outcome:
    siret_cell = row.siret or (row.siren + row.nic if row.nic and len(row.siren) == 9 else "")
    (siren, siret), warnings = clean_identifiers(row.siren, siret_cell)
    if not siren:
        return RejectedRow(original, warnings or (reason("row.no_name_no_identifier"),))
    is_masked = row.unit_diffusion == "P" or row.site_diffusion == "P"
    legal_name, shown, others = _names(row)
    legal_form, form_warnings = clean_legal_form(row.legal_form)
    activity, activity_warnings = _activity(row)
    band, band_warnings = clean_headcount_band(row.unit_headcount or row.site_headcount)
    created, created_warnings = clean_date(row.unit_created or row.site_created)
    association, association_warnings = clean_association_number(row.association)
    address, point, address_warnings = read_address(original.cells, is_masked=is_masked)
    state = _state(row)
    family = family_of(
        legal_form=legal_form, names=f"{legal_name} {shown} {row.acronym}", social_economy_flag=row.social_economy
    )
    head_office = siren + row.head_office_nic if row.head_office_nic else siret if row.head_office == "true" else ""
    return ImportedOrganization(
        original=original,
        siren=siren,
        siret=siret,
        is_head_office=None if not row.head_office else row.head_office == "true",
        head_office_siret=head_office if head_office and (head_office == siret or is_siret(head_office)) else "",
        association_number=association,
        legal_name=legal_name,
        display_name=shown,
        trade_names=others,
        acronym=_plain(row.acronym),
        legal_form=legal_form,
        family=family,
        social_economy=social_economy_of(
            state=state, flag=row.social_economy, legal_form=legal_form, family=family, activity=activity, approvals=_NO_APPROVAL
        ),
        activity=activity,
        activity_2025=_activity_2025(row),
        headcount_band=band,
        is_employer={"O": True, "N": False}.get(row.employer),
        created_on=created,
        state=state,
        is_masked=is_masked,
        address=address,
        point=point,
        point_precision=Precision.EXACT if point else Precision.COMMUNE if address.commune_code else Precision.UNKNOWN,
        source_updated_on=clean_date(row.site_updated or row.updated)[0],
        warnings=warnings + form_warnings + activity_warnings + band_warnings + created_warnings + association_warnings
        + address_warnings,
    )  # fmt: skip


def _plain(cell: str) -> str:
    return "" if not cell or cell in _MASKED_WORDS or cell == "*" else clean_line(cell)


def _names(row: _Row) -> tuple[str, str, tuple[str, ...]]:
    """Give the legal name, the name to show and the other trade names; signs cut in three are joined."""
    legal = _plain(row.name)
    if not legal:
        parts = (
            _plain(row.usual_first_name) or _plain(row.first_name),
            _plain(row.usage_name) or _plain(row.family_name),
        )
        legal = " ".join(filter(None, parts))
    sign = " ".join(filter(None, (_plain(row.sign_1), _plain(row.sign_2), _plain(row.sign_3))))
    usual = [
        _plain(name) for name in (row.site_usual, sign, row.unit_usual_1, row.unit_usual_2, row.unit_usual_3) if name
    ]
    candidates = [name for name in usual if name] + ([legal] if legal else [])
    if not candidates:
        return "", "", ()
    shown = display_name(candidates[0])
    others = dict.fromkeys(display_name(name) for name in candidates[1:] if name != legal)
    others.pop(shown, None)
    return legal, shown, tuple(others)


def _state(row: _Row) -> State:
    if row.unit_state == "C" or row.site_state in ("F", "C"):
        return State.CLOSED
    return State.ACTIVE if row.unit_state == "A" or row.site_state == "A" else State.UNKNOWN


def _activity(row: _Row) -> Cleaned[ActivityCode | None]:
    if row.unit_activity:
        return clean_naf(row.unit_activity, row.unit_nomenclature)
    return clean_naf(row.site_activity, row.site_nomenclature)


def _activity_2025(row: _Row) -> ActivityCode | None:
    code = row.unit_activity_2025 or row.site_activity_2025
    return clean_naf(code, Nomenclature.NAF_2025)[0] if code else None
