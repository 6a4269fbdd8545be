"""Each format, from a file to organizations."""

import json
from datetime import date

import pytest

from maillage.directory.importing import Format, ImportFileError, ReadOptions, read
from maillage.directory.importing.families import family_of, social_economy_of
from maillage.directory.importing.types import ActivityCode, FamilyGuess, Nomenclature, State
from maillage.directory.types import Precision
from tests.directory.importing.files import kept, outcomes, real_file, reason_codes, refused

UNIT = (
    "siren,statutDiffusionUniteLegale,dateCreationUniteLegale,sigleUniteLegale,trancheEffectifsUniteLegale,etatAdministratifUniteLegale,"
    "nomUniteLegale,prenom1UniteLegale,denominationUniteLegale,denominationUsuelle1UniteLegale,categorieJuridiqueUniteLegale,"
    "activitePrincipaleUniteLegale,nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale,economieSocialeSolidaireUniteLegale,nouvelle"
)
SITE = (
    "siren,nic,siret,statutDiffusionEtablissement,etablissementSiege,numeroVoieEtablissement,indiceRepetitionEtablissement,typeVoieEtablissement,"
    "libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement,codeCommuneEtablissement,"
    "coordonneeLambertAbscisseEtablissement,coordonneeLambertOrdonneeEtablissement,etatAdministratifEtablissement,enseigne1Etablissement,"
    "enseigne2Etablissement,caractereEmployeurEtablissement"
)

SHAPE = [[[4, 45], [5, 45], [5, 46], [4, 45]]]


def write(folder, *lines, name="file.csv"):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def as_json(folder, document):
    return write(folder, json.dumps(document, ensure_ascii=False), name="file.json")


def test_a_legal_unit(tmp_path):
    row = "404833048,O,2011-03-01,ARD,11,A,,,ARDELAINE SCOP SA,LES MOUTONS D'ARDELAINE,5558,13.92Z,NAFRev2,00022,O,x"
    one = kept(write(tmp_path, UNIT, row))[0]

    assert (one.siren, one.head_office_siret, one.legal_name) == ("404833048", "40483304800022", "ARDELAINE SCOP SA")
    assert (one.display_name, one.trade_names, one.acronym) == ("Les Moutons d'Ardelaine", (), "ARD")
    assert (one.activity, one.headcount_band, one.created_on) == (
        ActivityCode("13.92Z", Nomenclature.NAF_REV2),
        "11",
        date(2011, 3, 1),
    )
    assert (one.state, one.family.kinds, one.social_economy.rule) == (State.ACTIVE, {"scop"}, "ess.insee")
    assert one.original.cells[-1] == "x"


def test_masked_units_lose_their_place_and_masked_persons_are_skipped(tmp_path):
    person = "732829320,P,1990-01-01,[ND],NN,A,[ND],[ND],[ND],,1000,62.01Z,NAFRev2,00074,N,"
    company = "404833048,P,1990-01-01,[ND],NN,A,,,COOP MASQUEE,,5560,62.01Z,NAFRev2,00022,O,"
    units = outcomes(write(tmp_path, UNIT, person, company))
    site = "404833048,00022,40483304800022,P,true,[ND],,[ND],[ND],[ND],LYON 3EME,69383,[ND],[ND],A,,,O"
    masked = kept(write(tmp_path, SITE, site))[0]

    assert (reason_codes(units[0]), units[0].is_skip) == (["row.masked_person"], True)
    assert (units[1].is_masked, units[1].display_name, units[1].acronym) == (True, "Coop Masquee", "")
    assert (masked.address.street, masked.address.postal_code, masked.point) == ("", "", None)
    assert (masked.address.commune_code, masked.point_precision) == ("69383", Precision.COMMUNE)


def test_establishments_open_and_closed(tmp_path):
    opened = "404833048,00022,40483304800022,O,true,3,B,AV,DE LA GARE,69001,LYON 1ER,69381,842000.0,6519000.0,A,LES ,COPEAUX,O"
    closed = "404833048,00022,40483304800022,O,false,,,,,97400,SAINT-DENIS,97411,,,F,,,"
    one, other = outcomes(write(tmp_path, SITE, opened, closed))

    assert (one.siret, one.is_head_office, one.display_name) == ("40483304800022", True, "Les Copeaux")
    assert one.address.street == "3 bis avenue de la Gare"
    assert one.point.latitude == pytest.approx(45.76, abs=0.05) and one.point.longitude == pytest.approx(4.83, abs=0.05)
    assert (one.state, other.state, other.display_name, other.address.department) == (
        State.ACTIVE,
        State.CLOSED,
        "",
        "974",
    )


def test_reduced_and_reordered_columns_are_enough(tmp_path):
    one = kept(write(tmp_path, "denominationUniteLegale;siren;etatAdministratifUniteLegale", "LES COPEAUX;5410220;C"))[
        0
    ]

    assert (one.siren, one.display_name, one.state, one.social_economy.rule) == (
        "005410220",
        "Les Copeaux",
        State.CLOSED,
        "ess.closed",
    )


def test_only_the_social_economy_when_asked(tmp_path):
    rows = ("404833048,O,,,,A,,,ARDELAINE,,5558,13.92Z,NAFRev2,,,", "732829320,O,,,,A,,,AUTRE,,5710,62.01Z,NAFRev2,,N,")
    found = outcomes(write(tmp_path, UNIT, *rows), options=ReadOptions(social_economy_only=True))

    assert [type(one).__name__ for one in found] == ["ImportedOrganization", "RejectedRow"]
    assert reason_codes(found[1]) == ["row.outside_social_economy"]


def test_recherche_entreprises(tmp_path):
    seat = {
        "siret": "40483304800022", "code_postal": "07190", "commune": "07255", "libelle_commune": "SAINT-PIERREVILLE", "latitude": "44.82",
        "longitude": "4.48", "numero_voie": "8", "type_voie": "RUE", "libelle_voie": "DU PUY", "liste_enseignes": ["ARDELAINE"],
    }  # fmt: skip
    result = {
        "siren": "404833048", "nom_complet": "ARDELAINE SCOP (ARDELAINE)", "nom_raison_sociale": "ARDELAINE SCOP",
        "sigle": "[NON-DIFFUSIBLE]",
        "siege": seat, "activite_principale": "13.92Z", "nature_juridique": "5558", "etat_administratif": "A",
        "date_creation": "1982-01-01",
        "tranche_effectif_salarie": "12", "complements": {"est_ess": True, "est_siae": True, "type_siae": "EI"},
        "dirigeants": [{"nom": "SECRET"}], "matching_etablissements": [],
    }  # fmt: skip
    one = kept(
        as_json(tmp_path, {"results": [result], "total_results": 1, "page": 1, "per_page": 10, "total_pages": 1})
    )[0]

    assert (one.siren, one.siret, one.display_name, one.acronym) == ("404833048", "40483304800022", "Ardelaine", "")
    assert (one.address.commune_code, one.point.latitude, one.social_economy.is_member) == ("07255", 44.82, True)
    assert one.labels == ("siae", "entreprise-insertion")
    assert "SECRET" not in repr(one._replace(original=None))


def gogo(**fields):
    return {
        "id": "4Fh", "name": "Les Copeaux", "geo": {"latitude": 45.76, "longitude": 4.83}, "sourceKey": "Annuaire local",
        "address": {"streetAddress": "3 rue X", "addressLocality": "Lyon", "postalCode": "69001", "addressCountry": "FR"},
        "openHours": {"Mo": "08:00-12:00"}, "updatedAt": "03/02/2020", "categories": [12, "Menuiserie"], "images": ["https://x.fr/a.png"],
        "site_web": "www.x.fr", "telephone": "04.78.00.00.00",
    } | fields  # fmt: skip


def test_gogocarto_full_flat_compact_and_hidden(tmp_path):
    flat = {
        "id": 7,
        "name": "Plate",
        "latitude": "45,76",
        "longitude": "4,83",
        "streetAddress": "1 rue Y",
        "postalCode": "1000",
        "sourceKey": "",
    }
    document = {
        "data": [gogo(), flat, ["c1", "Compacte", 45.1, 4.2, ["Bio"], 1], gogo(status=-4), "?"],
        "ontology": "gogofull",
    }
    full, flattened, compact, hidden, wrong = outcomes(as_json(tmp_path, document))

    assert (full.source_id, full.source_name, full.source_updated_on, full.tags) == (
        "4Fh",
        "Annuaire local",
        date(2020, 2, 3),
        ("Menuiserie",),
    )
    assert (full.website, full.phone, full.images) == ("https://www.x.fr", "+33478000000", ("https://x.fr/a.png",))
    assert (full.address.street, full.point.longitude, full.opening_hours) == ("3 rue X", 4.83, "Mo 08:00-12:00")
    assert (flattened.address.postal_code, flattened.point.latitude) == ("01000", 45.76)
    assert (compact.display_name, compact.point.latitude, compact.tags) == ("Compacte", 45.1, ("Bio",))
    assert [reason_codes(row) for row in (hidden, wrong)] == [["row.hidden_element"], ["row.not_an_object"]]


def test_gogocarto_csv(tmp_path):
    header = "id,name,taxonomy,streetAddress,addressLocality,postalCode,addressCountry,email,latitude,longitude,images,owner,source,Tél"
    row = '8.0,Les Copeaux,"Bois,Réemploi",3 rue X,Lyon,69001,FR,a@x.fr,45.76,4.83,"https://x.fr/a.png,https://x.fr/b.png",,,0478000000'
    one = kept(write(tmp_path, header, row))[0]

    assert (one.source_id, one.tags, one.email, one.phone) == ("8", ("Bois", "Réemploi"), "a@x.fr", "+33478000000")
    assert (len(one.images), one.address.city, one.point.latitude) == (2, "Lyon", 45.76)


def test_murmurations_profile_list_and_index(tmp_path):
    profile = {
        "linked_schemas": ["organizations_schema-v1.0.0"], "name": "Les Copeaux", "primary_url": "https://x.fr", "tags": ["bois"],
        "geolocation": {"lat": 45.76, "lon": 4.83}, "full_address": "3 rue X, 69001 Lyon, France", "country_iso_3166": "FR",
        "unique_id": "404833048", "telephone": "+33 4 78 00 00 00", "starts_at": 1299000000, "contact_details": {"email": "a@x.fr"},
        "urls": [{"name": "fb", "url": "https://www.facebook.com/x"}],
    }  # fmt: skip
    one = kept(as_json(tmp_path, profile))[0]
    other = kept(
        as_json(
            tmp_path,
            {"data": [{"profile_url": "https://y.fr/m.json", "name": "Y", "locality": "Nice", "linked_schemas": []}]},
        )
    )[0]

    assert (one.siren, one.created_on, one.social_links, one.email) == (
        "404833048",
        date(2011, 3, 1),
        ("https://www.facebook.com/x",),
        "a@x.fr",
    )
    assert (one.address.street, one.address.postal_code, one.address.city) == ("3 rue X", "69001", "Lyon")
    assert (other.source_id, other.address.city) == ("https://y.fr/m.json", "Nice")
    assert reason_codes(
        refused(as_json(tmp_path, profile | {"linked_schemas": ["offers_wants_schema-v0.1.0"]}))[0]
    ) == ["row.other_schema"]


def test_geojson_odd_features(tmp_path):
    features = [
        {"type": "Feature", "id": 3, "geometry": None, "properties": {"name": "Sans point", "city": "Nice"}},
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": SHAPE},
            "properties": {"nom": "Aire"},
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [45.76, 4.83]},
            "properties": {"nom": "Inversée"},
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [500, 500]},
            "properties": {"nom": "Ailleurs"},
        },
        {"type": "Feature", "geometry": None},
        {"type": "Feature", "geometry": None, "properties": {"ville": "Nice"}},
    ]
    found = outcomes(as_json(tmp_path, {"type": "FeatureCollection", "features": features}))

    assert (found[0].source_id, found[0].point, found[0].point_precision) == ("3", None, Precision.COMMUNE)
    assert (found[1].point.longitude, found[1].point.latitude) == (4.5, 45.5)
    assert (found[2].point.latitude, reason_codes(found[2])) == (45.76, ["point.swapped"])
    assert (found[3].point, reason_codes(found[3])) == (None, ["point.outside_world"])
    assert [reason_codes(row) for row in found[4:]] == [["row.not_a_feature"], ["row.no_name_no_identifier"]]


def test_totals_and_empty_rows_are_accounted_for(tmp_path):
    found = outcomes(write(tmp_path, "nom;ville;effectif", "Bobine;Lyon;3", ";;", "", "TOTAL;;3", ";Nice;"))

    assert [reason_codes(row) for row in found] == [[], ["row.empty"], ["row.total"], ["row.no_name_no_identifier"]]


def test_a_format_that_is_not_the_files_is_refused(tmp_path):
    path = write(tmp_path, "nom;ville", "Bobine;Lyon")

    with pytest.raises(ImportFileError) as caught:
        outcomes(path, form=Format.GEOJSON)
    assert caught.value.reason.code == "file.not_this_format"


@pytest.mark.parametrize(
    ("legal_form", "names", "kinds", "rule"),
    [
        ("5458", "ARDELAINE", {"scop"}, "kind.legal_form"),
        ("5560", "CITIZ SCIC", {"scic"}, "kind.legal_form_and_name"),
        ("5560", "CITIZ", {"coop"}, "kind.legal_form"),
        ("5710", "ALTER ECO SCIC SAS", {"scic"}, "kind.name"),
        ("5458", "COOPERATIVE D'ACTIVITES ET D'EMPLOI DU LAC", {"scop", "cae"}, "kind.legal_form_and_name"),
        ("5710", "SOCIETE COOPERATIVE D'INTERET COLLECTIF X", {"scic"}, "kind.name"),
        ("6316", "DU VAL", {"cuma"}, "kind.legal_form"),
        ("9220", "LES AMIS DE LA COOPERATIVE", {"association"}, "kind.legal_form"),
        ("5499", "DUPONT", set(), "kind.unknown"),
    ],
)
def test_families(legal_form, names, kinds, rule):
    guess = family_of(legal_form=legal_form, names=names)

    assert (guess.kinds, guess.rule) == (kinds, rule)


@pytest.mark.parametrize(
    ("state", "flag", "legal_form", "naf", "approvals", "expected"),
    [
        (State.CLOSED, "O", "5458", "", set(), (False, "ess.closed")),
        (State.ACTIVE, "O", "5710", "", set(), (True, "ess.insee")),
        (State.ACTIVE, "N", "5458", "", set(), (True, "ess.form")),
        (State.ACTIVE, "", "9220", "94.99Z", set(), (True, "ess.association")),
        (State.ACTIVE, "", "9220", "94.91Z", set(), (None, "ess.unknown")),
        (State.ACTIVE, "", "9220", "84.11Z", {"aci"}, (True, "ess.approval")),
        (State.ACTIVE, "N", "5710", "", set(), (False, "ess.unknown")),
    ],
)
def test_social_economy_table(state, flag, legal_form, naf, approvals, expected):
    activity = ActivityCode(naf, Nomenclature.NAF_REV2) if naf else None
    found = social_economy_of(
        state=state,
        flag=flag,
        legal_form=legal_form,
        family=FamilyGuess(),
        activity=activity,
        approvals=frozenset(approvals),
    )

    assert tuple(found) == expected


def test_real_sirene_extract_is_read_whole():
    found = outcomes(real_file("sirene_ess_numerique.csv"))

    assert (len(found), sum(1 for one in found if reason_codes(one))) == (3_372, 0)
    assert all(one.siren and one.display_name and one.activity for one in found)
    assert sum("scop" in one.family.kinds for one in found) >= 69
    assert sum(one.headcount_band == "NN" for one in found) == 2_862


def test_real_inclusion_structures_are_read_whole():
    reading = read(real_file("inclusion_structures.geojson"))
    found = list(reading)

    warned = [code for one in found for code in reason_codes(one) if code.startswith("siret")]
    assert (reading.format, len(found), len(kept(real_file("inclusion_structures.geojson")))) == (
        Format.GEOJSON,
        3_853,
        3_853,
    )
    assert (sum(one.point is None for one in found), warned.count("siret.truncated"), len(warned)) == (33, 2, 13)
    assert all(one.labels for one in found)
    assert found[0].display_name == "Baluchon-À table citoyens"


def test_real_supermarkets_are_read_whole():
    found = kept(real_file("coop_supermarkets.json"))

    assert (len(found), sum(one.point is None for one in found)) == (130, 0)
    assert (found[0].display_name, found[0].address.country) == ("Park Slop Food Coop", "US")
    assert {code for one in found for code in reason_codes(one)} == {"image.not_a_url"}


def test_real_third_places_are_read_whole():
    found = outcomes(real_file("tiers_lieux.csv"))

    by_id = {one.source_id: one for one in found[:-1]}
    assert (len(found), reason_codes(found[-1])) == (47, ["row.no_name_no_identifier"])
    assert (by_id["1166"].address.postal_code, by_id["1164"].siren, by_id["8"].identifier_confidence) == (
        "07400",
        "062201199",
        1.0,
    )
    assert by_id["360"].display_name == "Escale & CO (L')"
