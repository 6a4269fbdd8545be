"""Answers of the public API « Recherche d'entreprises »; its persons are not kept.

Source: API Recherche d'entreprises, `/search` and `/near_point`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from maillage.directory.importing.adapters import boundary
from maillage.directory.importing.cleaning.codes import (
    clean_commune_code,
    clean_headcount_band,
    clean_legal_form,
    clean_naf,
    clean_postal_code,
    department_of_commune,
)
from maillage.directory.importing.cleaning.identifiers import clean_association_number, clean_identifiers, is_siret
from maillage.directory.importing.cleaning.names import display_name
from maillage.directory.importing.cleaning.places import clean_coordinates, clean_point
from maillage.directory.importing.cleaning.text import clean_line, is_null
from maillage.directory.importing.cleaning.values import clean_date
from maillage.directory.importing.families import family_of, social_economy_of
from maillage.directory.importing.kinds import LABEL_OF_KIND
from maillage.directory.importing.records import object_of, text_of, texts_of
from maillage.directory.importing.types import (
    Address,
    Cleaned,
    ImportedOrganization,
    Nomenclature,
    OriginalRow,
    Outcome,
    ReadOptions,
    RejectedRow,
    State,
    reason,
)
from maillage.directory.types import Precision
from maillage.geodata.types import Point

_COMPLEMENT_LABELS = {
    "est_siae": "siae", "est_rge": "rge", "est_qualiopi": "qualiopi", "est_bio": "bio", "est_patrimoine_vivant": "epv",
    "est_achats_responsables": "achats-responsables", "est_societe_mission": "societe-mission",
}  # fmt: skip


def converter(options: ReadOptions) -> Callable[[OriginalRow], Outcome]:
    """Make the function that reads one result."""

    def outcome(original: OriginalRow) -> Outcome:
        result = original.record
        if not isinstance(result, dict):
            return RejectedRow(original, (reason("row.not_an_object"),))
        if _text(result, "statut_diffusion") == "P" and _text(result, "nature_juridique") == "1000":
            return RejectedRow(original, (reason("row.masked_person"),), is_skip=True)
        found = _organization(original, result)
        return boundary.admitted(found, options) if isinstance(found, ImportedOrganization) else found

    return outcome


def _text(source: Mapping[str, Any], key: str) -> str:
    text = text_of(source.get(key))
    return "" if is_null(text) else text


def _organization(original: OriginalRow, result: Mapping[str, Any]) -> Outcome:
    seat, complements = object_of(result.get("siege")), object_of(result.get("complements"))
    (siren, siret), warnings = clean_identifiers(_text(result, "siren"), _text(seat, "siret"))
    if not siren:
        return RejectedRow(original, warnings or (reason("row.no_name_no_identifier"),))
    is_masked = "P" in (_text(result, "statut_diffusion"), _text(seat, "statut_diffusion_etablissement"))
    legal_name = clean_line(_text(result, "nom_raison_sociale") or _text(result, "nom_complet"))
    trade_names = _trade_names(seat)
    shown = display_name(trade_names[0] if trade_names else legal_name)
    legal_form, form_warnings = clean_legal_form(_text(result, "nature_juridique"))
    activity, activity_warnings = clean_naf(_text(result, "activite_principale"))
    state = {"A": State.ACTIVE, "C": State.CLOSED}.get(_text(result, "etat_administratif"), State.UNKNOWN)
    is_said_member = complements.get("est_ess")
    flag = "O" if is_said_member is True else ""
    family = family_of(
        legal_form=legal_form, names=f"{legal_name} {shown} {_text(result, 'sigle')}", social_economy_flag=flag
    )
    labels, approvals = _labels(complements)
    (address, point), place_warnings = _place(seat, is_masked=is_masked)
    return ImportedOrganization(
        original=original,
        siren=siren,
        siret=siret,
        is_head_office=True if siret else None,
        head_office_siret=siret if is_siret(siret) else "",
        association_number=clean_association_number(_text(complements, "identifiant_association"))[0],
        legal_name=legal_name,
        display_name=shown,
        trade_names=tuple(dict.fromkeys(name for trade in trade_names[1:] if (name := display_name(trade)) != shown)),
        acronym=clean_line(_text(result, "sigle")),
        legal_form=legal_form,
        family=family,
        social_economy=social_economy_of(
            state=state, flag=flag, legal_form=legal_form, family=family, activity=activity, approvals=approvals
        ),
        activity=activity,
        activity_2025=clean_naf(_text(result, "activite_principale_naf25"), Nomenclature.NAF_2025)[0],
        headcount_band=clean_headcount_band(_text(result, "tranche_effectif_salarie"))[0],
        is_employer={"O": True, "N": False}.get(_text(result, "caractere_employeur")),
        created_on=clean_date(_text(result, "date_creation"))[0],
        state=state,
        is_masked=is_masked,
        address=address,
        point=point,
        point_precision=Precision.EXACT if point else Precision.COMMUNE if address.commune_code else Precision.UNKNOWN,
        labels=labels,
        source_updated_on=clean_date(_text(result, "date_mise_a_jour")[:10])[0],
        warnings=warnings + form_warnings + activity_warnings + place_warnings,
    )


def _trade_names(seat: Mapping[str, Any]) -> list[str]:
    names = [_text(seat, "nom_commercial"), *texts_of(seat.get("liste_enseignes"))]
    return [line for name in names if (line := clean_line(name))]


def _labels(complements: Mapping[str, Any]) -> tuple[tuple[str, ...], frozenset[str]]:
    labels = [slug for key, slug in _COMPLEMENT_LABELS.items() if complements.get(key) is True]
    approvals = {"siae"} if complements.get("est_siae") is True else set()
    kind = _text(complements, "type_siae").upper()
    if kind in LABEL_OF_KIND:
        labels.append(LABEL_OF_KIND[kind])
        approvals.add(kind.lower())
    return tuple(labels), frozenset(approvals)


def _place(seat: Mapping[str, Any], *, is_masked: bool) -> Cleaned[tuple[Address, Point | None]]:
    commune, commune_warnings = clean_commune_code(_text(seat, "commune"))
    city = display_name(_text(seat, "libelle_commune"))
    department = department_of_commune(commune) if commune else _text(seat, "departement")
    country = "FR" if commune or not _text(seat, "code_pays_etranger") else ""
    if is_masked:
        return (
            Address(city=city, commune_code=commune, department=department, country=country),
            None,
        ), commune_warnings
    parts = ("numero_voie", "indice_repetition", "type_voie", "libelle_voie")
    street = " ".join(filter(None, (_text(seat, part) for part in parts)))
    postal_code, postal_warnings = clean_postal_code(_text(seat, "code_postal"))
    point, point_warnings = clean_point(_text(seat, "latitude"), _text(seat, "longitude"), country)
    if point is None and _text(seat, "coordonnees"):
        point, point_warnings = clean_coordinates(_text(seat, "coordonnees"), country)
    address = Address(
        street=display_name(street),
        complement=display_name(_text(seat, "complement_adresse")),
        postal_code=postal_code,
        city=city or display_name(_text(seat, "libelle_commune_etranger")),
        commune_code=commune,
        department=department,
        country=country,
    )
    return (address, point), commune_warnings + postal_warnings + point_warnings
