"""A large file is read by a process of its own: the same rows, the same refusals, and no process left behind."""

import os
import pickle
import signal
from pathlib import Path

import pytest

from maillage.directory.importing import Format, ImportFileError, MappingError, Reason, read
from maillage.directory.importing.batching import read_batches
from maillage.directory.importing.candidates import CandidateMaker
from maillage.directory.importing.reader_process import ReaderDied, read_in_process
from maillage.directory.importing.skills import SkillSuggester
from maillage.directory.models import ImportRun, SearchDocument
from maillage.directory.services.imports import reading
from maillage.directory.types import ImportState, Source
from tests.directory.imports.files import counts, imported, rows, siren, sirene_row, write_sirene

SUGGESTER = SkillSuggester(skills=(), division_fallback={})


@pytest.fixture
def stock(tmp_path):
    made = [sirene_row(number, f"COOPERATIVE {number}") for number in range(60)]
    made[7] |= {"siren": "123456789"}  # a key that is wrong: refused
    return write_sirene(tmp_path / "stock.csv", made)


def maker(form):
    return CandidateMaker(
        form=form, source=Source.SIRENE, mapping=None, suggester=SUGGESTER, skill_ids={}, skill_of_tag={}
    )


def readers():
    """Give the processes that this one has reading."""
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [pid for listed in children for pid in listed.read_text().split()]
    return [int(pid) for pid in pids if b"reader_process" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_gives_what_reading_here_gives(stock):
    here = list(read_batches(read(stock), maker(Format.SIRENE), batch_rows=25))
    there = list(read_in_process(read(stock), maker(Format.SIRENE), batch_rows=25))

    assert [len(batch.rows) for batch in there] == [25, 25, 10]
    assert there == here
    assert readers() == []


def test_file_that_breaks_gives_what_came_before_and_why(tmp_path):
    path = tmp_path / "cut.geojson"
    feature = '{"type": "Feature", "geometry": null, "properties": {"name": "Le Fournil"}}'
    path.write_text(f'{{"type": "FeatureCollection", "features": [{feature}, {feature}, {{"type": "Fea', "utf-8")
    found = {}
    for name, way in (("here", read_batches), ("there", read_in_process)):
        batches = []
        with pytest.raises(ImportFileError) as refused:
            batches.extend(way(read(path, form=Format.GEOJSON), maker(Format.GEOJSON), batch_rows=1))
        found[name] = [batch.rows for batch in batches], refused.value.reason
    assert len(found["here"][0]) == 2
    assert found["here"] == found["there"]


def test_other_refusals_come_whole():
    said = MappingError([Reason("mapping.nothing_known"), Reason("mapping.two_names", "nom")])

    assert pickle.loads(pickle.dumps(said)).reasons == said.reasons


def test_process_that_is_killed_is_told(stock):
    batches = read_in_process(read(stock), maker(Format.SIRENE), batch_rows=1)
    next(batches)
    for pid in readers():
        os.kill(pid, signal.SIGKILL)

    with pytest.raises(ReaderDied, match=r"stock\.csv"):
        list(batches)


def test_process_ends_with_whoever_listens(stock):
    batches = read_in_process(read(stock), maker(Format.SIRENE), batch_rows=1)
    next(batches)
    at_work = len(readers())
    batches.close()

    assert (at_work, readers()) == (1, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taxonomy")
class TestImports:
    @pytest.fixture(autouse=True)
    def _always_a_process(self, monkeypatch):
        monkeypatch.setattr(reading, "WORTH_A_PROCESS_BYTES", 0)
        monkeypatch.setitem(reading.ReadAhead.__init__.__kwdefaults__, "batch_rows", 25)

    def test_import_is_the_same(self, stock):
        done = imported(stock)

        assert (done.state, counts(done)) == (ImportState.DONE.value, (60, 59, 0, 0, 0, 1))
        assert SearchDocument.objects.count() == 59
        assert Path(done.reject_file).read_text("utf-8").count("123456789") >= 1
        assert counts(imported(stock)) == (60, 0, 0, 59, 0, 1)

    def test_cancelled_import_leaves_no_process(self, stock, monkeypatch):
        monkeypatch.setitem(reading.ReadAhead.__init__.__kwdefaults__, "batch_rows", 1)
        at_work = []

        def cancel(run):
            at_work.append(len(readers()))
            ImportRun.objects.across_scopes(reason="a test").filter(pk=run.pk).update(is_cancel_requested=True)

        large = sirene_row(0, "X" * 150)
        write_sirene(stock, [large | {"siren": siren(number)} for number in range(3_000)])
        done = imported(stock, watch=cancel)

        assert (done.state, done.rows, at_work[0], readers()) == (ImportState.CANCELLED.value, 1, 1, [])

    def test_dead_reader_fails_the_import_and_keeps_what_came_before(self, stock, monkeypatch):
        def dies(reading_, maker_, *, batch_rows):
            yield next(read_batches(reading_, maker_, batch_rows=batch_rows))
            raise ReaderDied("out of memory")

        monkeypatch.setattr(reading, "read_in_process", dies)
        done = imported(stock)

        assert (done.state, done.rows) == (ImportState.FAILED.value, 25)
        assert done.error["reasons"][0][0] == "file.broke_down"
        assert rows(ImportRun).get().checkpoint == {"row": 25}
