"""The fields that a column may fill, with the names under which columns are met, in French and English."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from maillage.directory.importing.cleaning.text import folded


class TargetField(StrEnum):
    """What a column of a table means."""

    NAME = "name"
    LEGAL_NAME = "legal_name"
    TRADE_NAME = "trade_name"
    ACRONYM = "acronym"
    SIREN = "siren"
    SIRET = "siret"
    SOURCE_ID = "source_id"
    ASSOCIATION_NUMBER = "association_number"
    IDENTIFIER_CONFIDENCE = "identifier_confidence"
    LEGAL_FORM = "legal_form"
    FAMILY = "family"
    SOCIAL_ECONOMY = "social_economy"
    NAF = "naf"
    HEADCOUNT_BAND = "headcount_band"
    HEADCOUNT = "headcount"
    CREATED_ON = "created_on"
    UPDATED_ON = "updated_on"
    STATE = "state"
    STREET = "street"
    STREET_NUMBER = "street_number"
    ADDRESS_COMPLEMENT = "address_complement"
    FULL_ADDRESS = "full_address"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    COMMUNE_CODE = "commune_code"
    DEPARTMENT = "department"
    REGION = "region"
    COUNTRY = "country"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    COORDINATES = "coordinates"
    LAMBERT_X = "lambert_x"
    LAMBERT_Y = "lambert_y"
    WEBSITE = "website"
    SOCIAL_LINK = "social_link"
    EMAIL = "email"
    PHONE = "phone"
    DESCRIPTION = "description"
    TAGS = "tags"
    LABELS = "labels"
    IMAGE = "image"
    OPENING_HOURS = "opening_hours"


REPEATABLE = frozenset(
    {
        TargetField.TRADE_NAME,
        TargetField.SOCIAL_LINK,
        TargetField.TAGS,
        TargetField.LABELS,
        TargetField.IMAGE,
        TargetField.DESCRIPTION,
    }
)
"""Fields that several columns may fill together."""

IDENTIFYING = frozenset(
    {
        TargetField.NAME,
        TargetField.LEGAL_NAME,
        TargetField.TRADE_NAME,
        TargetField.SIREN,
        TargetField.SIRET,
        TargetField.ASSOCIATION_NUMBER,
    }
)
"""A mapping must fill at least one of these."""

SYNONYMS: dict[TargetField, str] = {
    TargetField.NAME: "name|nom|title|titre|nom structure|nom de la structure|structure|"
    "nom entreprise|entreprise|nom usuel|nom du lieu|"
    "nom organisme|organisme|organisation|organization|organization name|nom association|nom cooperative|"
    "cooperative|company|"
    "company name|nom complet|nom etablissement|libelle|nom affiche|display name|nom tiers lieu|nom de l entreprise|"
    "nom de l organisation|nom de la cooperative|nom commercial ou enseigne|raison sociale usuelle",
    TargetField.LEGAL_NAME: "raison sociale|denomination|denomination sociale|legal name|"
    "denomination unite legale|rs|raisonsociale|"
    "nom strc port|structure porteuse|nom structure porteuse|porteur|nom legal|nom raison sociale|nom juridique",
    TargetField.TRADE_NAME: "brand|enseigne|nom commercial|marque|trade name|denomination usuelle|"
    "enseigne1|enseigne2|enseigne3|nickname|"
    "alternate name|autre nom|nom d usage",
    TargetField.ACRONYM: "sigle|acronyme|acronym|abreviation",
    TargetField.SIREN: "siren|numero siren|n siren|no siren|num siren|siren number|code siren|siren structure",
    TargetField.SIRET: "siret|numero siret|n siret|no siret|num siret|siret number|code siret|"
    "siret siege|siret etablissement",
    TargetField.SOURCE_ID: "id|identifiant|id unique|uid|uuid|identifier|ref|reference|id structure|"
    "unique id|id externe|external id|"
    "numero|id source|code structure",
    TargetField.ASSOCIATION_NUMBER: "rna|numero rna|n rna|waldec|identifiant association|id association|code rna",
    TargetField.IDENTIFIER_CONFIDENCE: "confiance jointure|confiance|score jointure|matching score|"
    "match confidence|confidence",
    TargetField.LEGAL_FORM: "forme juridique|statut juridique|statut|categorie juridique|"
    "nature juridique|legal form|legal status|"
    "code categorie juridique|categorie juridique unite legale|forme legale|cat juridique",
    TargetField.FAMILY: "famille|famille ess|type de structure|kind|type structure|type cooperative|"
    "type de cooperative|famille cooperative",
    TargetField.SOCIAL_ECONOMY: "ess|est ess|economie sociale solidaire|"
    "economie sociale et solidaire|is ess|appartenance ess",
    TargetField.NAF: "naf|ape|code naf|code ape|naf ape|activite principale|code activite|naf code|"
    "activity code|code naf ape|apen700|apet700",
    TargetField.HEADCOUNT_BAND: "tranche effectif|tranche effectifs|tranche d effectif|"
    "tranche d effectifs|tranche effectif salarie|"
    "headcount band|tranche de salaries",
    TargetField.HEADCOUNT: "effectif|effectifs|nombre de salaries|nb salaries|salaries|headcount|"
    "employees|number of employees|"
    "nombre salaries|nb employes|nombre d employes|etp",
    TargetField.CREATED_ON: "date creation|date de creation|creation|cree le|created|founded|"
    "founding date|date fondation|"
    "annee creation|annee de creation|date immatriculation|starts at",
    TargetField.UPDATED_ON: "date maj|date mise a jour|updated at|mise a jour|date modification|"
    "last updated|maj|modifie le|updated on",
    TargetField.STATE: "etat|etat administratif|active|actif|ferme|etat structure|state",
    TargetField.STREET: "adresse|address|street|street address|rue|adresse postale|adresse 1|"
    "adresse1|voie|libelle voie|adr|"
    "address line 1|adresse ligne 1|adresse siege|rue et numero|nom voie|nom de la voie|adresse postale 1",
    TargetField.STREET_NUMBER: "numero voie|no voie|num voie|numero de voie|numero rue|"
    "street number|house number|n voie",
    TargetField.ADDRESS_COMPLEMENT: "complement|complement adresse|complement d adresse|adresse 2|"
    "adresse2|address line 2|bp|adresse ligne 2|"
    "address complement",
    TargetField.FULL_ADDRESS: "adresse complete|full address|geo adresse|adresse entiere|adresse geocodee",
    TargetField.POSTAL_CODE: "cp|code postal|codepostal|postal code|postcode|post code|zip|zip code|"
    "zipcode|codpost|code post|cpostal|c p|cod postal",
    TargetField.CITY: "ville|city|commune|town|localite|locality|address locality|libelle commune|"
    "nom commune|municipality|nom de la commune|"
    "ville siege",
    TargetField.COMMUNE_CODE: "insee|code insee|code commune|codeinsee|insee code|"
    "code commune insee|code insee commune|depcom|code insee de la commune|"
    "citycode|city code",
    TargetField.DEPARTMENT: "departement|dept|department|dep|code departement|dpt|dpmt|"
    "no departement|numero departement|code dep",
    TargetField.REGION: "region|nom region|code region|region administrative",
    TargetField.COUNTRY: "pays|country|address country|country name|code pays|country code|country iso 3166",
    TargetField.LATITUDE: "latitude|lat|lattitude|y wgs84|latitude wgs84|ylat|coord lat|geo lat|"
    "gps lat|latitute|y latitude",
    TargetField.LONGITUDE: "longitude|lon|lng|long|longitute|x wgs84|longitude wgs84|xlong|"
    "coord lon|geo lon|geo lng|gps lon|longitud|longtitude|"
    "x longitude",
    TargetField.COORDINATES: "coordonnees|coordinates|geo|gps|latlng|lat lon|lat lng|geo point|"
    "geo point 2d|coordonnees gps|point|geom|geolocalisation|"
    "geolocation|coords|wkt",
    TargetField.LAMBERT_X: "lambert x|x lambert|x lambert 93|x l93|coordonnee lambert abscisse|xl93|"
    "x lambert93|coord x|x",
    TargetField.LAMBERT_Y: "lambert y|y lambert|y lambert 93|y l93|coordonnee lambert ordonnee|yl93|"
    "y lambert93|coord y|y",
    TargetField.WEBSITE: "site|site web|siteweb|website|site internet|url|web|internet|lien|"
    "adresse web|homepage|www|site url|primary url|"
    "link|url site|page web|siteinternet",
    TargetField.SOCIAL_LINK: "facebook|twitter|instagram|linkedin|youtube|mastodon|reseaux sociaux|"
    "social|tiktok|bluesky|page facebook|"
    "lien facebook|reseau social|peertube|x twitter",
    TargetField.EMAIL: "email|mail|e mail|courriel|adresse mail|adresse email|contact mail|"
    "adresse e mail|mel|adresse courriel|contact email|"
    "mail contact|adresse electronique",
    TargetField.PHONE: "telephone|tel|phone|tel fixe|telephone fixe|numero de telephone|"
    "phone number|portable|mobile|telephone 1|tel 1|"
    "n telephone|numero telephone|num tel",
    TargetField.DESCRIPTION: "description|presentation|descriptif|resume|abstract|about|a propos|"
    "objet|objet social|mission|description courte|"
    "description longue|activites description|texte",
    TargetField.TAGS: "tags|mots cles|motscles|categories|categorie|taxonomy|secteur|secteurs|"
    "domaine|domaines|activite|activites|keywords|"
    "thematiques|thematique|theme|themes|sector|skills|competences|metiers|metier|secteur activite|"
    "secteur d activite|filiere",
    TargetField.LABELS: "labels|label|certification|certifications|agrement|agrements|labels et certifications",
    TargetField.IMAGE: "image|images|photo|photos|logo|picture|logo url|url logo|visuel|image url",
    TargetField.OPENING_HOURS: "horaires|open hours|opening hours|heures ouverture|"
    "horaires ouverture|horaires d ouverture",
}

_FIELD_OF_NAME = {
    name.strip(): target for target, names in SYNONYMS.items() for name in names.split("|") if name.strip()
}
_FUZZY_LENGTH_MIN, _FUZZY_SCORE_MIN = 5, 86.0
_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
# “Nom de la coop”, “Nom de l’asso”, “Name of the organisation”: never the name of a street, a town or a person.
_NAME_OF_ONE = re.compile(
    r"(?:nom(?: usuel| complet)? (?:de la |de l |du |des |d une |de )?|name of (?:the )?)"
    r"(?:coop|cooperatives?|scop|scic|asso|associations?|structures?|etablissements?|entreprises?|societe|organismes?|"
    r"organisation|organi[sz]ation|membres?|adherente?s?|tiers lieux?|lieu|projet|magasin|epicerie|ferme|boutique|company|place)"
)
_LEADING_WORDS = frozenset(
    "siege structure etablissement address adresse geo contact coordonnees organisation properties location".split()
)


@lru_cache(maxsize=4_096)
def normalized_header(text: str, /) -> str:
    """Give a header as lower-case words: `codePostal`, `Code_postal` and `CODE POSTAL` are one."""
    return folded(_CAMEL.sub(" ", text.replace("\ufeff", "")[:120]))


@lru_cache(maxsize=4_096)
def field_of_header(text: str, /) -> tuple[TargetField | None, float]:
    """Give the field that a header names and how sure that is (1: a known name; less: a part of it or a typing mistake)."""
    words = normalized_header(text)
    if not words:
        return None, 0.0
    for candidate in (words, words.replace(" ", "")):
        if candidate in _FIELD_OF_NAME:
            return _FIELD_OF_NAME[candidate], 1.0
    pieces = words.split(" ")
    if len(pieces) > 1 and pieces[0] in _LEADING_WORDS and " ".join(pieces[1:]) in _FIELD_OF_NAME:
        return _FIELD_OF_NAME[" ".join(pieces[1:])], 0.9  # `address.postalCode` of a flattened record
    if _NAME_OF_ONE.fullmatch(words):
        return TargetField.NAME, 0.9
    return _misspelt(words)


def _misspelt(words: str) -> tuple[TargetField | None, float]:
    if len(words) < _FUZZY_LENGTH_MIN:
        return None, 0.0
    best: tuple[TargetField | None, float] = (None, 0.0)
    for name, target in _FIELD_OF_NAME.items():
        if len(name) >= _FUZZY_LENGTH_MIN and abs(len(name) - len(words)) <= 2:
            score = fuzz.ratio(words, name)
            if score >= _FUZZY_SCORE_MIN and score > 100 * best[1]:
                best = (target, score / 100)
    return (best[0], best[1] * 0.9) if best[0] else best
