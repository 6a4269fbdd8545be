"""Notices in the shape of BOAMP; every buyer and number is invented."""

import json
from typing import Any

CALL: dict[str, Any] = {
    "idweb": "26-900001",
    "objet": "Entretien des espaces verts de la commune",
    "nomacheteur": "Commune de Villeneuve-l'Essai",
    "code_departement": ["11"],
    "dateparution": "2026-11-20",
    "datelimitereponse": "2026-12-18T12:00:00+01:00",
    "descripteur_libelle": ["Espaces verts"],
    "nature_categorise_libelle": "Avis de marché",
    "etat": "INITIAL",
    "donnees": json.dumps(
        {
            "OBJET": {
                "CPV": [{"PRINCIPAL": "77310000-6"}],
                "OBJET_COMPLET": "Taille, tonte et désherbage sans produits, avec une clause d'insertion.",
                "CARACTERISTIQUES": {"VALEUR": {"@DEVISE": "EUR", "#text": "120000"}},
            }
        }
    ),
    "url_avis": "https://www.example.org/avis/26-900001",
}
CORRECTION = {
    "idweb": "26-900050",
    "objet": "Entretien des espaces verts de la commune",
    "nomacheteur": "Commune de Villeneuve-l'Essai",
    "dateparution": "2026-11-25",
    "datelimitereponse": "2027-01-08T12:00:00+01:00",
    "nature_categorise_libelle": "Avis rectificatif",
    "annonce_lie": ["26-900001"],
}
CANCELLATION = {
    "idweb": "26-900060",
    "objet": "Annulation",
    "dateparution": "2026-11-27",
    "etat": "ANNULATION",
    "nature_categorise_libelle": "Avis d'annulation",
    "annonce_lie": "26_900001",
}
AWARD = {
    "idweb": "26-900070",
    "objet": "Résultat",
    "dateparution": "2026-11-27",
    "nature_categorise_libelle": "Résultat de marché",
    "annonces_anterieures": ["26-900001"],
    "titulaire": ["Jardins du Val"],
}


def call(number: int, **changes: Any) -> dict[str, Any]:
    """Give another call, of another number."""
    return CALL | {"idweb": f"26-9{number:05d}"} | changes


def as_file(*records: Any) -> bytes:
    """Give records as an answer of the service."""
    return json.dumps({"total_count": len(records), "results": list(records)}).encode()
