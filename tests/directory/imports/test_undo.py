"""Undoing an import: what it made goes, what it changed comes back, what people touched stays."""

import pytest

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor
from maillage.directory.models import Claim, Establishment, ImportRun, OrganizationLabel, Profile, SearchDocument
from maillage.directory.services import imports
from maillage.directory.services.upkeep import refresh
from maillage.directory.types import Source
from maillage.kit.errors import NotAllowed
from maillage.matching.models import Candidate
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services.intake import enter_brief
from maillage.matching.types import BriefKind
from tests.directory.imports.files import NOW, counts, imported, profile, rows, siret, write_features
from tests.factories.accounts import acting
from tests.factories.events import published_verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
OFFICE = Actor.system(reason="a test")
AT = {"address": "3 rue du Lac", "post_code": "69003", "city": "Lyon", "at": [4.835, 45.758]}


def structures(path, *names, **given):
    return write_features(
        path, *({"name": name, "siret": siret(number), **AT, **given} for number, name in enumerate(names))
    )


def undone(run):
    run = rows(ImportRun).get(pk=run.pk)
    return imports.undo_run(actor=OFFICE, run=run, now=NOW)


def test_what_an_import_created_goes_with_its_traces_and_the_file_can_come_back(tmp_path):
    path = structures(tmp_path / "a.geojson", "Une", "Deux", kind="ACI", website="https://x.example/")
    run = imported(path)

    report = undone(run)

    assert (report.removed, report.restored, report.kept) == (2, 0, 0)
    assert (Organization.objects.count(), SearchDocument.objects.count(), rows(Establishment).count()) == (0, 0, 0)
    assert not imports.may_be_undone(rows(ImportRun).get(pk=run.pk))
    assert counts(imported(path)) == (2, 2, 0, 0, 0, 0)


def test_what_an_import_changed_comes_back_as_it_was(tmp_path):
    imported(structures(tmp_path / "a.geojson", "La Bobine"))
    before = _state("La Bobine")
    run = imported(
        structures(tmp_path / "b.geojson", "La Bobine", website="https://x.example/", kind="EI", naf="62.01Z",
                   description="Un lieu.", address="12 rue Neuve")
    )  # fmt: skip
    changed = _state("La Bobine")

    report = undone(run)

    assert counts(run) == (1, 0, 1, 0, 0, 0)
    assert changed != before
    assert (report.removed, report.restored, report.kept) == (0, 1, 0)
    assert _state("La Bobine") == before


def _state(name):
    found = profile(name)
    place = rows(Establishment).get(organization=found.organization)
    labels = rows(OrganizationLabel).filter(organization=found.organization).count()
    words = SearchDocument.objects.get(organization=found.organization).facets
    return found.website, found.description, found.naf_code, place.street, labels, words, found.provenance


def test_what_people_touched_since_stays(tmp_path, amina, la_bobine):
    run = imported(structures(tmp_path / "a.geojson", "Éditée", "Tenue", "Intacte"))
    edited = profile("Éditée")
    refresh(organization_id=edited.pk, said=["pitch"], source=Source.ORGANIZATION, now=NOW)
    rows(Profile).filter(organization__name="Tenue").update(claimed_at=NOW)

    report = undone(run)

    assert (report.removed, report.kept) == (1, 2)
    assert set(Organization.objects.exclude(pk=la_bobine.pk).values_list("name", flat=True)) == {"Éditée", "Tenue"}


def test_what_a_later_import_changed_stays_until_that_one_is_undone(tmp_path):
    first = imported(structures(tmp_path / "a.geojson", "La Bobine"))
    second = imported(structures(tmp_path / "b.geojson", "La Bobine", website="https://x.example/"))

    kept = undone(first)
    back = undone(second)

    assert (kept.removed, kept.kept) == (0, 1)
    assert (back.restored, profile("La Bobine").website) == (1, "")


def test_members_of_organizations_do_not_undo_imports(tmp_path, amina):
    from tests.factories import acting

    run = imported(structures(tmp_path / "a.geojson", "La Bobine"))

    with pytest.raises(NotAllowed):
        imports.undo_run(actor=acting(amina), run=run, now=NOW)


def test_what_another_context_or_a_claim_points_to_stays(tmp_path, elise, facilitator):
    run = imported(structures(tmp_path / "a.geojson", "Revendiquée", "Retenue", "Intacte"))
    Claim.objects.create(
        organization=profile("Revendiquée").organization, user=elise, method="approval", created_at=NOW, expires_at=NOW
    )
    need = NeedGiven(title="Un besoin", text="Un besoin.", kind=BriefKind.QUOTE)
    brief = enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(), now=NOW)
    Candidate.objects.create(brief=brief, organization=profile("Retenue").organization, is_kept=True, decided_at=NOW)

    report = undone(run)

    assert (report.removed, report.kept) == (1, 2)
    assert set(Organization.objects.values_list("name", flat=True)) == {"Revendiquée", "Retenue"}
    assert published_verbs()[-1] == "import.undone"
