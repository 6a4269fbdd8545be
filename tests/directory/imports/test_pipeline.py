"""What becomes of rows: created, completed, merged, kept from people's words, proposed as duplicates."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from maillage.accounts.models import Organization
from maillage.directory.models import (
    Contact,
    Divergence,
    DuplicatePair,
    Establishment,
    ImportRecord,
    MatchKey,
    OrganizationLabel,
    OrganizationSkill,
    Profile,
    SearchDocument,
)
from maillage.directory.services.imports.files import forget_old_files
from maillage.directory.services.upkeep import refresh
from maillage.directory.types import EvidenceKind, Source
from tests.directory.imports.files import (
    NOW,
    counts,
    imported,
    organization,
    profile,
    rows,
    siren,
    sirene_row,
    siret,
    write_features,
    write_sirene,
    write_table,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
LYON, PARIS = [4.835, 45.758], [2.35, 48.856]


@pytest.fixture
def feature():
    def made(name, number, place=1, **given):
        return {"name": name, "siret": siret(number, place), "address": "3 rue du Lac", "post_code": "69003", "city": "Lyon",
                "at": LYON, **given}  # fmt: skip

    return made


def test_row_of_the_register_becomes_a_listed_organization_that_search_finds(tmp_path):
    path = write_sirene(
        tmp_path / "stock.csv",
        [sirene_row(1, "LES COPEAUX", siret=siret(1), libelleVoieEtablissement="RUE DU LAC", codePostalEtablissement="69003",
                    libelleCommuneEtablissement="LYON 3EME", codeCommuneEtablissement="69383")],
    )  # fmt: skip

    run = imported(path)

    found = profile("Les Copeaux")
    place = rows(Establishment).get()
    skills = rows(OrganizationSkill).values_list("skill__slug", "evidence_kind", "evidence", "source")
    assert counts(run) == (1, 1, 0, 0, 0, 0)
    assert (found.listing, found.organization.siren, found.organization.family, found.organization.slug) == (
        "listed", siren(1), "scop", "les-copeaux",
    )  # fmt: skip
    assert (place.siret, place.commune_code, place.commune_name) == (siret(1), "69383", "Lyon 3e Arrondissement")
    assert {(kind, evidence, source) for _slug, kind, evidence, source in skills} == {
        (EvidenceKind.NAF.value, "62.01Z", Source.SIRENE.value)
    }
    assert "developpement" in {slug for slug, *_rest in skills}
    assert SearchDocument.objects.filter(organization=found.organization).exists()
    assert found.provenance["legal_name"] == {"source": "sirene", "at": "2026-11-24", "run": str(run.pk)}
    assert found.completeness > 0


def test_same_file_twice_writes_nothing(tmp_path, feature, django_assert_max_num_queries):
    path = write_features(
        tmp_path / "s.geojson",
        *(
            feature(f"Structure {number}", number, kind="EI", naf="8899B", website=f"s{number}.fr")
            for number in range(30)
        ),
    )
    imported(path)
    before = _everything()

    run = imported(path)

    assert counts(run) == (30, 0, 0, 30, 0, 0)
    assert _everything() == before


def _everything():
    """Every row that an import may write, with the system column that changes at each write."""
    from django.db import connection

    found = {}
    for model in (Organization, Profile, Establishment, OrganizationSkill, OrganizationLabel, Contact, MatchKey,
                  ImportRecord, SearchDocument):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(f"select ctid::text, xmin::text from {model._meta.db_table} order by 1")
            found[model] = cursor.fetchall()
    return found


def test_places_of_one_siren_are_one_organization(tmp_path, feature):
    path = write_features(
        tmp_path / "s.geojson",
        feature("Humando", 1), feature("Humando Paris", 1, 2, city="Paris", post_code="75004", at=PARIS, address="1 quai"),
    )  # fmt: skip

    run = imported(path)

    assert counts(run) == (2, 1, 0, 0, 1, 0)
    places = rows(Establishment).filter(organization__name="Humando").order_by("-is_head_office")
    assert [place.siret for place in places] == [siret(1), siret(1, 2)]
    assert counts(imported(path)) == (2, 0, 0, 2, 0, 0)


def test_same_siret_twice_keeps_the_last_for_ever(tmp_path, feature):
    path = write_features(
        tmp_path / "s.geojson", feature("Ancien Nom", 1), feature("Nouveau Nom", 1, website="neuf.fr")
    )

    first = imported(path)
    again = imported(path)

    assert (counts(first), counts(again)) == ((2, 1, 0, 0, 1, 0), (2, 0, 0, 2, 0, 0))
    assert [row.name for row in Organization.objects.all()] == ["Nouveau Nom"]


def test_repeated_row_is_one_organization_even_without_identifiers(tmp_path):
    row = {"nom": "L'Atelier", "email": "bonjour@atelier.example"}
    path = write_table(tmp_path / "liste.csv", [row, row])

    assert counts(imported(path)) == (2, 1, 0, 0, 1, 0)


def test_what_people_wrote_is_never_overwritten_and_they_are_shown_the_difference(tmp_path, feature):
    path = write_features(tmp_path / "s.geojson", feature("La Bobine", 1, website="https://ancien.example/"))
    imported(path)
    found = profile("La Bobine")
    found.website = "https://nous.example/"
    found.save(update_fields=["website"])
    refresh(organization_id=found.pk, said=["website"], source=Source.ORGANIZATION, now=NOW)

    run = imported(path)
    again = imported(path)

    found.refresh_from_db()
    told = rows(Divergence).values_list("field", "ours", "theirs")
    assert (counts(run), counts(again)) == ((1, 0, 0, 1, 0, 0), (1, 0, 0, 1, 0, 0))
    assert found.website == "https://nous.example/"
    assert list(told) == [("website", "https://nous.example/", "https://ancien.example/")]


def test_places_and_skills_that_people_chose_stay(tmp_path, feature):
    imported(write_features(tmp_path / "a.geojson", feature("La Bobine", 1, naf="62.01Z")))
    found = profile("La Bobine")
    before = rows(OrganizationSkill).count()
    refresh(organization_id=found.pk, said=["establishments", "skills"], source=Source.ORGANIZATION, now=NOW)

    imported(
        write_features(
            tmp_path / "b.geojson",
            feature("La Bobine", 1, naf="88.99B", address="1 quai", city="Paris", post_code="75004", at=PARIS),
        )
    )

    place = rows(Establishment).get()
    assert (place.commune_name, rows(OrganizationSkill).count()) == ("Lyon 3e Arrondissement", before)
    assert list(rows(Divergence).values_list("field", flat=True)) == ["establishments"]


def test_brand_typed_by_people_beats_capitals_of_the_register_in_any_order(tmp_path, feature):
    stock = write_sirene(tmp_path / "stock.csv", [sirene_row(1, "BALUCHON A TABLE")])
    brands = write_features(tmp_path / "b.geojson", feature("Baluchon à table !", 1))

    imported(stock)
    imported(brands)
    run = imported(stock)

    found = profile("Baluchon à table !")
    assert (counts(run), found.organization.legal_name) == ((1, 0, 0, 1, 0, 0), "BALUCHON A TABLE")


def test_equal_name_in_one_commune_without_identifier_is_merged(tmp_path, feature):
    imported(write_features(tmp_path / "a.geojson", feature("SCOP Ardelaine", 1)))
    path = write_table(
        tmp_path / "b.csv", [{"nom": "Ardelaine", "ville": "Lyon 3e", "cp": "69003", "tel": "04 78 00 00 00"}]
    )

    run = imported(path)

    assert (counts(run), counts(imported(path))) == ((1, 0, 0, 0, 1, 0), (1, 0, 0, 1, 0, 0))
    assert rows(Contact).get().is_public is False


def test_two_sirens_are_two_organizations_whatever_their_names(tmp_path, feature):
    run = imported(write_features(tmp_path / "a.geojson", feature("Ardelaine", 1), feature("Ardelaine", 2)))

    assert (counts(run), rows(DuplicatePair).count()) == ((2, 2, 0, 0, 0, 0), 0)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"nom": "Ardelaines", "ville": "Lyon 3e", "cp": "69003"}, "likeness"),
        ({"nom": "Tout autre chose", "site web": "www.ardelaine.example/contact"}, "site"),
        ({"nom": "Encore autre", "email": "x@ardelaine.example"}, "mail"),
    ],
)
def test_doubtful_ones_wait_side_by_side_and_are_never_merged_alone(tmp_path, feature, given, reason):
    known = feature("Ardelaine", 1, website="https://ardelaine.example/", email="contact@ardelaine.example")
    imported(write_features(tmp_path / "a.geojson", known))

    run = imported(write_table(tmp_path / "b.csv", [given]))

    pair = rows(DuplicatePair).get()
    assert (counts(run), run.doubtful, pair.reasons, pair.run_id) == ((1, 1, 0, 0, 0, 0), 1, [reason], run.pk)


def test_free_mail_and_shared_sites_tell_nothing(tmp_path):
    path = write_table(
        tmp_path / "b.csv",
        [
            {"nom": "Le Fournil", "email": "fournil@gmail.com", "site web": "https://www.facebook.com/fournil"},
            {"nom": "Atelier Vélo", "email": "velo@gmail.com", "site web": "https://www.facebook.com/velo"},
        ],
    )

    imported(path)

    assert rows(DuplicatePair).count() == 0


def test_siren_joined_by_likeness_proposes_and_never_proves(tmp_path):
    imported(write_sirene(tmp_path / "stock.csv", [sirene_row(1, "CYBERGRANGE")]))
    path = write_table(
        tmp_path / "lieux.csv", [{"nom": "La Grange à Vélos", "siren": siren(1), "confiance_jointure": "0.7"}]
    )

    run = imported(path)

    assert counts(run) == (1, 1, 0, 0, 0, 0)
    assert organization("La Grange à Vélos").siren is None
    assert rows(DuplicatePair).get().reasons == ["siren"]


def test_closed_ones_are_not_created_and_leave_the_directory(tmp_path):
    opened = write_sirene(tmp_path / "a.csv", [sirene_row(1, "OUVERTE"), sirene_row(2, "AUSSI")])
    closed = write_sirene(
        tmp_path / "b.csv",
        [
            sirene_row(1, "OUVERTE", etatAdministratifUniteLegale="C"),
            sirene_row(3, "JAMAIS VUE", etatAdministratifUniteLegale="C"),
        ],
    )
    imported(opened)

    run = imported(closed)
    gone = (profile("Ouverte").listing, SearchDocument.objects.count())
    back = imported(opened)

    assert (counts(run), gone) == ((2, 0, 1, 0, 0, 1), ("closed", 1))
    assert (counts(back), profile("Ouverte").listing) == ((2, 0, 1, 1, 0, 0), "listed")


def test_register_lists_the_social_economy_and_leaves_the_rest(tmp_path):
    path = write_sirene(
        tmp_path / "a.csv",
        [
            sirene_row(1, "ESS", categorieJuridiqueUniteLegale="5710"),
            sirene_row(2, "PAS ESS", categorieJuridiqueUniteLegale="5710", economieSocialeSolidaireUniteLegale="N"),
            sirene_row(3, "NE SAIT PAS", categorieJuridiqueUniteLegale="5710", economieSocialeSolidaireUniteLegale=""),
        ],
    )

    run = imported(path)

    assert counts(run) == (3, 2, 0, 0, 0, 1)
    assert (profile("ESS").listing, profile("Ne Sait Pas").listing) == ("listed", "pending")
    assert run.report["reasons"] == {"row.not_social_economy": 1}


def test_masked_unit_has_no_street(tmp_path):
    path = write_sirene(
        tmp_path / "a.csv",
        [sirene_row(1, "DISCRETE", siret=siret(1), statutDiffusionUniteLegale="P", libelleVoieEtablissement="RUE SECRETE",
                    codePostalEtablissement="[ND]", codeCommuneEtablissement="69383")],
    )  # fmt: skip

    imported(path)

    place = rows(Establishment).get()
    assert (place.street, place.is_address_hidden, place.precision) == ("", True, "commune")


def test_label_of_work_integration_is_created_with_its_names(tmp_path, feature):
    imported(write_features(tmp_path / "s.geojson", feature("La Collecterie", 1, kind="ACI")))

    held = rows(OrganizationLabel).get()
    assert (held.label.slug, held.label.name_fr) == ("atelier-chantier-insertion", "Atelier et chantier d'insertion")


def test_file_name_tells_the_skill_of_every_row(tmp_path, feature):
    from maillage.directory.services.imports import skills_in_file_name

    names = ("coop_supermarkets.json", "Tiers-lieux 2024.csv", "liste.csv", "sirene_ess.csv")

    assert [skills_in_file_name(name) for name in names] == [("epicerie",), ("tiers-lieux",), (), ()]


def test_rejects_hold_the_row_and_why_in_both_languages_and_come_back_mended(tmp_path):
    path = write_table(
        tmp_path / "liste.csv",
        [{"nom": "Le Fournil", "ville": "Lyon"}, {"nom": "", "ville": "Paris"}],
        ["nom", "ville"],
    )

    run = imported(path)

    with open(run.reject_file, encoding="utf-8-sig", newline="") as stream:
        (rejected,) = csv.DictReader(stream, delimiter=";")
    assert (counts(run), rejected["ville"], rejected["maillage_row"]) == ((2, 1, 0, 0, 0, 1), "Paris", "2")
    assert rejected["maillage_motif"].startswith("Ni nom ni identifiant")
    assert rejected["maillage_reason"].startswith("Neither")
    mended = write_table(tmp_path / "corrige.csv", [{**rejected, "nom": "La Source"}])
    assert counts(imported(mended)) == (1, 1, 0, 0, 0, 0)


def test_row_that_the_database_refuses_is_rejected_alone(tmp_path, monkeypatch):
    from maillage.directory.services.imports import running

    work = running.work_batch

    def strict(batch, **options):
        if any(getattr(row, "name", "") == "Maudite" for row in batch):
            from django.db import DataError

            raise DataError("value too long")
        return work(batch, **options)

    monkeypatch.setattr(running, "work_batch", strict)
    path = write_table(tmp_path / "liste.csv", [{"nom": name, "ville": "Lyon"} for name in ("Une", "Maudite", "Deux")])

    run = imported(path)

    assert counts(run) == (3, 2, 0, 0, 0, 1)
    assert run.report["reasons"] == {"row.refused_by_database": 1}


def test_dry_run_counts_alike_and_changes_nothing(tmp_path, feature):
    path = write_features(
        tmp_path / "s.geojson", feature("Humando", 1), feature("Humando", 1, 2, address="5 rue X"), {"name": ""}
    )

    preview = imported(path, is_dry_run=True)
    left = (Organization.objects.count(), rows(ImportRecord).count(), SearchDocument.objects.count())
    real = imported(path)

    assert left == (0, 0, 0)
    assert counts(preview) == counts(real) == (3, 1, 0, 0, 1, 1)
    assert preview.reject_file and preview.report["samples"] == real.report["samples"]


def test_preview_tells_what_would_change(tmp_path, feature):
    imported(write_features(tmp_path / "a.geojson", feature("La Bobine", 1)))

    run = imported(
        write_features(tmp_path / "b.geojson", feature("La Bobine", 1, website="https://bobine.example/")),
        is_dry_run=True,
    )

    (sample,) = run.report["samples"]
    assert {"field": "website", "before": "", "after": "https://bobine.example/"} in sample["changes"]
    assert profile("La Bobine").website == ""


def test_html_in_names_is_taken_out(tmp_path):
    imported(write_table(tmp_path / "l.csv", [{"nom": "Park<br>Coop <script>alert(1)</script>", "ville": "Lyon"}]))

    assert Organization.objects.get().name == "Park Coop"


def test_siret_with_a_wrong_key_is_left_out_and_told(tmp_path):
    wrong = siret(1)[:-1] + str((int(siret(1)[-1]) + 1) % 10)

    run = imported(write_table(tmp_path / "l.csv", [{"nom": "Le Fournil", "ville": "Lyon", "siret": wrong}]))

    assert rows(Establishment).get().siret is None
    assert run.report["reasons"]["warning:siret.wrong_key"] == 1


def test_point_outside_the_world_is_left_out(tmp_path):
    here = [
        {"nom": f"Voisine {number}", "ville": "Lyon", "latitude": "45.75", "longitude": "4.8"} for number in range(9)
    ]
    lost = {"nom": "Le Fournil", "ville": "Lyon", "latitude": "912.4", "longitude": "4.8"}

    run = imported(write_table(tmp_path / "l.csv", [*here, lost]))

    place = rows(Establishment).get(organization__name="Le Fournil")
    assert (place.precision, round(place.latitude)) == ("commune", 46)
    assert "warning:point.outside_world" in run.report["reasons"]


def test_a_page_that_waits_for_review_waits_again_when_a_file_reopens_it(tmp_path):
    row = sirene_row(1, "En attente")
    imported(write_sirene(tmp_path / "a.csv", [row]))
    rows(Profile).update(listing="pending")

    imported(write_sirene(tmp_path / "b.csv", [row | {"etatAdministratifUniteLegale": "C"}]))
    closed = profile("En attente").listing
    imported(write_sirene(tmp_path / "c.csv", [row]))

    assert (closed, profile("En attente").listing) == ("closed", "pending")


def test_reject_file_keeps_the_columns_in_their_order(tmp_path):
    run = imported(
        write_table(tmp_path / "a.csv", [{"nom": "", "ville": "Lyon", "adresse": "3 rue du Lac", "code": "69003"}])
    )

    header = Path(run.reject_file).read_text(encoding="utf-8-sig").splitlines()[0]
    assert [column for column in header.replace('"', "").split(";") if column in ("nom", "ville", "adresse", "code")] == [
        "nom", "ville", "adresse", "code",
    ]  # fmt: skip


def test_files_of_imports_are_forgotten_after_a_month_and_the_report_stays(tmp_path):
    run = imported(write_table(tmp_path / "a.csv", [{"nom": "", "ville": "Lyon"}]))
    rejects = Path(run.reject_file)

    forgotten = [forget_old_files(now=NOW + timedelta(days=days)) for days in (20, 40, 41)]

    run.refresh_from_db()
    assert (forgotten, rejects.exists(), run.reject_file, run.rejected) == ([0, 1, 0], False, "", 1)
