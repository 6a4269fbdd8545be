"""The index built anew: whole at its end, whatever died, changed or was rebuilt beside it."""

import re
import threading

import pytest
from django.db import close_old_connections, connection

from maillage.directory.models import SearchDocument
from maillage.directory.search import upkeep
from maillage.directory.search.index import index_organizations
from maillage.directory.search.schema import INDEXES, broken_indexes
from maillage.directory.services.imports import reading, running
from maillage.directory.types import ImportState
from tests.directory.imports.files import NOW, imported, profile, rows, sirene_row, write_sirene

transactional = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


class Killed(BaseException):
    """What a test raises where a process would die."""


@pytest.fixture
def stock(tmp_path):
    return write_sirene(tmp_path / "stock.csv", [sirene_row(number, f"COOPERATIVE {number}") for number in range(120)])


@pytest.fixture
def indexed_at_the_end(monkeypatch):
    monkeypatch.setattr(running, "FIRST_LOAD_ROWS", 30)
    monkeypatch.setitem(reading.ReadAhead.__init__.__kwdefaults__, "batch_rows", 40)


def made_by_migrations():
    with connection.cursor() as cursor:
        cursor.execute(
            r"select indexname, indexdef from pg_indexes where schemaname = current_schema() "
            r"and tablename like 'directory\_search\_%' and indexname like 'search\_%'"
        )
        return dict(cursor.fetchall())


def elsewhere(work):
    """Run in another thread, on a connection of its own, and give what it raised."""
    raised = []

    def run():
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def spelled(definition):
    return re.sub(r"\s+", " ", definition.lower().replace(" on public.", " on "))


@pytest.mark.django_db
def test_indexes_are_those_of_the_migrations():
    kept = {name: spelled(f"create index {name} {definition}") for name, definition in INDEXES.items()}

    assert kept == {name: spelled(definition) for name, definition in made_by_migrations().items()}
    assert broken_indexes() == []


class TestFirstLoad:
    pytestmark = transactional

    def test_is_indexed_at_its_end_and_when_it_is_stopped(self, stock, indexed_at_the_end):
        seen = []

        def cancel(run):
            seen.append((run.phase, SearchDocument.objects.count()))
            if run.rows == 80:
                type(run).objects.across_scopes(reason="a test").filter(pk=run.pk).update(is_cancel_requested=True)

        stopped = imported(stock, watch=cancel)

        assert (stopped.state, SearchDocument.objects.count()) == (ImportState.CANCELLED.value, 80)
        assert ("indexing", 40) in seen or ("indexing", 0) in seen
        assert broken_indexes() == []

    def test_killed_while_indexing_goes_on(self, stock, indexed_at_the_end, monkeypatch):
        before = made_by_migrations()

        def die(ids):
            raise Killed

        with monkeypatch.context() as dying:
            dying.setattr(upkeep, "add_prepared", die)
            with pytest.raises(Killed):
                imported(stock)
        left = broken_indexes()
        run = rows(running.ImportRun).get()
        done = running.execute_run(run_id=run.pk, clock=lambda: NOW)

        assert set(left) == set(INDEXES)
        assert (done.state, done.rows, SearchDocument.objects.count()) == (ImportState.DONE.value, 120, 120)
        assert made_by_migrations() == before

    def test_broken_index_is_mended_once(self, stock, indexed_at_the_end):
        imported(stock)
        with connection.cursor() as cursor:
            cursor.execute("drop index search_by_name")
            cursor.execute("truncate directory_search_document")

        assert (upkeep.mend(), upkeep.mend()) == (True, False)
        assert (broken_indexes(), SearchDocument.objects.count()) == ([], 120)

    def test_changes_beside_a_rebuild_hold_and_do_not_wait_for_its_end(self, stock, indexed_at_the_end, monkeypatch):
        imported(stock)
        unlisted, renamed = profile("Cooperative 1"), profile("Cooperative 2")
        waited = []
        usual = upkeep.create_index

        def change():
            rows(type(unlisted)).filter(pk=unlisted.pk).update(listing="unlisted")
            type(renamed.organization).objects.filter(pk=renamed.pk).update(name="Tout autre nom")
            index_organizations([unlisted.pk, renamed.pk])

        def change_first(name, **how):
            if not waited:
                close_old_connections()
                thread, raised = elsewhere(change)
                thread.join(10)
                waited.append((thread.is_alive(), raised))
            usual(name, **how)

        monkeypatch.setattr(upkeep, "create_index", change_first)
        upkeep.rebuild()

        with connection.cursor() as cursor:
            cursor.execute("select name from directory_search_card where organization_id = %s", [renamed.pk])
            shown = cursor.fetchone()
        assert waited == [(False, [])]
        assert shown == ("Tout autre nom",)
        assert not SearchDocument.objects.filter(pk=unlisted.pk).exists()
        assert SearchDocument.objects.count() == 119

    def test_change_before_its_batch_is_added_once(self, stock, indexed_at_the_end, monkeypatch):
        imported(stock)
        unlisted, kept = profile("Cooperative 1"), profile("Cooperative 2")
        usual = upkeep.add_prepared

        def change_first(ids):
            rows(type(unlisted)).filter(pk=unlisted.pk).update(listing="unlisted")
            index_organizations([unlisted.pk, kept.pk])
            usual(ids)

        monkeypatch.setattr(upkeep, "add_prepared", change_first)
        upkeep.rebuild()

        assert SearchDocument.objects.count() == 119
        assert not SearchDocument.objects.filter(pk=unlisted.pk).exists()

    def test_two_rebuilds_follow_one_another(self, stock, indexed_at_the_end, monkeypatch):
        imported(stock)
        usual, others = upkeep.create_index, []

        def start_another(name, **how):
            if not others:
                others.append(elsewhere(upkeep.rebuild))
            usual(name, **how)

        monkeypatch.setattr(upkeep, "create_index", start_another)
        upkeep.rebuild()
        thread, raised = others[0]
        thread.join(30)

        assert (thread.is_alive(), raised, broken_indexes()) == (False, [], [])
        assert SearchDocument.objects.count() == 120
