"""What a first load prepares while it reads: the same index as any other way, whatever changes meanwhile."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from maillage.directory.models import SearchCard, SearchDocument, SearchPrepared
from maillage.directory.search import preparing, upkeep
from maillage.directory.search.index import index_organizations, prepare, remove_from_index
from maillage.directory.services.imports import reading, running
from tests.directory.imports.files import imported, profile, rows, sirene_row, siret, write_sirene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]

# Everything that searches read, but for numbers that depend on the order in which rows came.
INDEX = {
    "documents": "select organization_id, prominence, sort_name, facets, strip(document)::text, earth::text, digest "
    "from directory_search_document order by 1",
    "cards": "select card::text from directory_search_card card order by organization_id",
    "abilities": "select organization_id, skill_id, evidence_kind, comparable, commune_code, earth::text "
    "from directory_search_ability order by 1, 2, 5",
    "starts": "select organization_id, start from directory_search_name_start order by 1, 2",
    "words": "select word, min(stem), sum(count) from directory_search_word group by 1 having sum(count) <> 0 order by 1",
    "tally": "select kind, key, x, y, sum(count), round(sum(longitude_sum)::numeric, 3) from directory_search_tally "
    "group by 1, 2, 3, 4 having sum(count) <> 0 order by 1, 2, 3, 4",
}


def index_now():
    with connection.cursor() as cursor:
        found = {}
        for name, statement in INDEX.items():
            cursor.execute(statement)
            found[name] = cursor.fetchall()
    return found


def built_anew():
    upkeep.rebuild()
    return index_now()


@pytest.fixture
def stock(tmp_path):
    towns = (("31000", "TOULOUSE", "31555"), ("34000", "MONTPELLIER", "34172"), ("", "", ""))
    made = [
        sirene_row(
            number, f"COOPERATIVE {number}",
            **dict(
                zip(
                    ("codePostalEtablissement", "libelleCommuneEtablissement", "codeCommuneEtablissement"),
                    towns[number % 3], strict=True,
                )
            ),
            siret=siret(number),
        )
        for number in range(90)
    ]  # fmt: skip
    # A second place of the third organization, batches later: what was prepared of it must be thrown away.
    made.append(
        made[2] | {"siret": siret(2, 2), "codePostalEtablissement": "69001", "libelleCommuneEtablissement": "LYON",
                   "codeCommuneEtablissement": "69381"}
    )  # fmt: skip
    return write_sirene(tmp_path / "stock.csv", made)


@pytest.fixture
def imported_stock(stock):
    imported(stock)
    return [row.pk for row in rows(type(profile("Cooperative 1"))).order_by("pk")]


def empty_index():
    with connection.cursor() as cursor:
        cursor.execute(
            "truncate directory_search_document, directory_search_card, directory_search_ability, directory_search_word, "
            "directory_search_name_start, directory_search_tally, directory_search_prepared"
        )


class TestFirstLoad:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch):
        monkeypatch.setattr(running, "FIRST_LOAD_ROWS", 30)
        monkeypatch.setitem(reading.ReadAhead.__init__.__kwdefaults__, "batch_rows", 40)

    def test_is_prepared_beside_and_says_what_any_other_index_says(self, stock, monkeypatch):
        prepared = []
        monkeypatch.setattr(preparing, "prepare", lambda ids: (prepared.extend(ids), prepare(ids)))
        monkeypatch.setattr(preparing.Preparer, "end", lambda self: self._queue.put(None))  # it comes to all of them

        imported(stock)
        found = index_now()

        assert len(prepared) == 91
        assert SearchDocument.objects.count() == 90
        assert not SearchPrepared.objects.exists()
        assert found == built_anew()
        third = next(row for row in found["documents"] if row[0] == profile("Cooperative 2").pk)
        assert "department:69" in third[3]

    def test_goes_on_without_a_preparer_that_breaks(self, stock, monkeypatch):
        def broken(ids):
            raise RuntimeError("no memory")

        monkeypatch.setattr(preparing, "prepare", broken)
        imported(stock)

        assert index_now() == built_anew()


class TestPrepared:
    def test_living_and_prepared_index_say_the_same(self, imported_stock):
        living = index_now()
        empty_index()
        prepare(imported_stock[:50])
        held = SearchPrepared.objects.count(), SearchDocument.objects.count()
        upkeep.rebuild(is_first_load=True, workers=2)

        assert held == (50, 0)
        assert index_now() == living
        assert all(cache.get(f"directory.search.folded.{table}") for table in ("word", "tally"))

    def test_who_is_listed_while_a_rebuild_begins_is_found(self, imported_stock, monkeypatch):
        late = profile("Cooperative 1")
        rows(type(late)).filter(pk=late.pk).update(listing="pending")
        index_organizations([late.pk])
        usual = upkeep.drop_indexes

        def list_first():
            rows(type(late)).filter(pk=late.pk).update(listing="listed")
            index_organizations([late.pk])
            usual()

        monkeypatch.setattr(upkeep, "drop_indexes", list_first)
        upkeep.rebuild()

        assert SearchDocument.objects.filter(pk=late.pk).exists()

    def test_change_and_withdrawal_throw_it_away(self, imported_stock):
        empty_index()
        prepare(imported_stock)
        changed, unlisted = profile("Cooperative 1"), profile("Cooperative 2")
        type(changed.organization).objects.filter(pk=changed.pk).update(name="Tout autre nom")
        rows(type(unlisted)).filter(pk=unlisted.pk).update(listing="unlisted")
        index_organizations([changed.pk])
        remove_from_index([unlisted.pk])
        left = set(SearchPrepared.objects.values_list("pk", flat=True))
        cards = set(SearchCard.objects.values_list("pk", flat=True))
        upkeep.rebuild(is_first_load=True)

        assert left == set(imported_stock) - {changed.pk, unlisted.pk}
        assert cards == set(imported_stock) - {unlisted.pk}
        assert SearchCard.objects.get(pk=changed.pk).name == "Tout autre nom"
        assert index_now() == built_anew()

    def test_change_between_adding_and_counting_is_counted_once(self, imported_stock, monkeypatch):
        empty_index()
        prepare(imported_stock)
        changed, unlisted = profile("Cooperative 1"), profile("Cooperative 2")
        usual = upkeep.count_prepared

        def change_first():
            type(changed.organization).objects.filter(pk=changed.pk).update(name="Tout autre nom")
            rows(type(unlisted)).filter(pk=unlisted.pk).update(listing="unlisted")
            index_organizations([changed.pk, unlisted.pk])
            usual()

        monkeypatch.setattr(upkeep, "count_prepared", change_first)
        upkeep.rebuild(is_first_load=True)
        monkeypatch.undo()

        assert index_now() == built_anew()

    def test_what_a_crash_has_emptied_is_prepared_again(self, imported_stock):
        empty_index()
        prepare(imported_stock)
        with connection.cursor() as cursor:
            cursor.execute("truncate directory_search_prepared")  # as PostgreSQL does with unlogged tables
        index_organizations(imported_stock[:1])
        upkeep.rebuild(is_first_load=True)

        assert index_now() == built_anew()

    def test_waits_for_nobody(self, imported_stock):
        empty_index()
        locked, over = threading.Event(), threading.Event()

        def hold():
            try:
                with transaction.atomic():
                    rows(type(profile("Cooperative 1"))).select_for_update().get(pk=imported_stock[0])
                    locked.set()
                    over.wait(10)
            finally:
                connection.close()

        thread = threading.Thread(target=hold)
        thread.start()
        try:
            assert locked.wait(10)
            prepare(imported_stock[:5])
        finally:
            over.set()
            thread.join(10)

        assert set(SearchPrepared.objects.values_list("pk", flat=True)) == set(imported_stock[1:5])
