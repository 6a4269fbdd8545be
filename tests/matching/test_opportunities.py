"""Calls for tender: read in, corrected, ended, told to members, made into needs."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from maillage.matching.importing import read_notices
from maillage.matching.models import Notice, NoticesRun, Opportunity
from maillage.matching.services.opportunities.notices import (
    LONGEST_WAIT,
    expire_opportunities,
    forget_waiting_notices,
    import_notices,
)
from maillage.matching.services.opportunities.runs import NoNotices, fetch_notices, run_command
from maillage.matching.types import NoticeRejection
from tests.factories.events import published_verbs
from tests.matching.notices import AWARD, CALL, CANCELLATION, CORRECTION, as_file, call

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def read_in(*records, now=NOW, **options):
    found = import_notices(read=read_notices(as_file(*records)), now=now, **options)
    return (found.rows, found.created, found.updated, found.unchanged, found.rejected)


def only():
    return Opportunity.objects.across_scopes(reason="test").get()


def test_the_same_call_twice_changes_nothing():
    assert [read_in(CALL) for _time in range(2)] == [(1, 1, 0, 0, 0), (1, 0, 0, 1, 0)]

    row = only()
    assert (row.key, row.state, row.skills, row.departments, row.amount_cents) == (
        "boamp:26-900001",
        "open",
        ["espaces-verts"],
        ["11"],
        12_000_000,
    )
    assert "tonte" in row.text


def test_a_correction_moves_the_deadline_and_is_remembered():
    read_in(CALL)

    assert read_in(CORRECTION) == (1, 0, 1, 0, 0)
    assert read_in(CALL, CORRECTION) == (2, 0, 0, 2, 0)

    row = only()
    assert (row.state, row.deadline) == ("corrected", datetime(2027, 1, 8, 11, 0, tzinfo=UTC))
    (kept,) = Notice.objects.across_scopes(reason="test").filter(kind="correction")
    assert kept.changes == {"deadline": ["2026-12-18T11:00:00+00:00", "2027-01-08T11:00:00+00:00"]}
    assert published_verbs() == ["opportunity.changed"]


@pytest.mark.parametrize(("end", "state"), [(CANCELLATION, "cancelled"), (AWARD, "awarded")], ids=["cancelled", "won"])
def test_a_cancellation_or_an_award_closes_the_call_once(end, state):
    read_in(CALL)

    assert [read_in(end) for _time in range(2)] == [(1, 0, 1, 0, 0), (1, 0, 0, 1, 0)]
    assert only().state == state
    assert only().winners == (["Jardins du Val"] if state == "awarded" else [])
    assert read_in(CORRECTION)[2] == 1
    assert only().state == state


def test_one_file_in_any_order_gives_one_call():
    assert read_in(CANCELLATION, CORRECTION, CALL, CALL) == (4, 1, 2, 1, 0)
    assert (only().key, only().state) == ("boamp:26-900001", "cancelled")


def test_a_call_that_comes_after_its_correction_is_the_same_call():
    read_in(CORRECTION)
    read_in(CALL)

    assert (only().key, only().state) == ("boamp:26-900001", "corrected")
    assert only().deadline == datetime(2027, 1, 8, 11, 0, tzinfo=UTC)


def test_what_is_no_open_call_is_rejected_with_its_reason():
    records = [
        call(2, datelimitereponse=None),
        call(3, datelimitereponse="2026-11-01T12:00:00+01:00"),
        call(4, nature_categorise_libelle="Avis de préinformation"),
        call(5, objet=""),
        AWARD | {"idweb": "26-900099", "annonces_anterieures": []},
        {"objet": "sans numéro"},
        "pas un objet",
    ]
    report = import_notices(read=read_notices(as_file(*records)), now=NOW)

    assert (report.rows, report.created, report.rejected) == (6, 0, 6)
    assert {key: why for key, _title, why in report.rejects} == {
        "boamp:26-900002": NoticeRejection.NO_DEADLINE,
        "boamp:26-900003": NoticeRejection.DEADLINE_PASSED,
        "boamp:26-900004": NoticeRejection.NOT_A_CALL,
        "boamp:26-900005": NoticeRejection.NO_TITLE,
        "boamp:26-900099": NoticeRejection.CALL_UNKNOWN,
        "": None,
    }


@pytest.mark.parametrize(("ending", "state"), [(AWARD, "awarded"), (CANCELLATION, "cancelled")])
def test_an_ending_read_before_its_call_waits_for_it(ending, state):
    early = import_notices(read=read_notices(as_file(ending)), now=NOW)
    again = import_notices(read=read_notices(as_file(ending)), now=NOW)
    assert (early.kept, early.rejected, again.unchanged, again.kept) == (1, 0, 1, 0)
    assert not Opportunity.objects.across_scopes(reason="test").exists()

    for _time in range(2):
        read_in(CALL)
        read_in(ending)

    assert only().state == state
    assert Notice.objects.across_scopes(reason="test").filter(opportunity=only()).count() == 2


def test_an_ending_does_not_wait_for_ever():
    import_notices(read=read_notices(as_file(AWARD)), now=NOW)
    read_in(CALL | {"idweb": "26-900099", "id": "26-900099"})

    assert forget_waiting_notices(now=NOW + LONGEST_WAIT) == 0
    assert forget_waiting_notices(now=NOW + LONGEST_WAIT + timedelta(days=1)) == 1
    assert Notice.objects.across_scopes(reason="test").get().opportunity == only()


def test_both_ways_round_make_the_same_call():
    read_in(CALL)
    read_in(CORRECTION)
    read_in(AWARD)
    told = ("key", "state", "title", "deadline", "winners", "departments", "amount_cents")
    forward = Opportunity.objects.across_scopes(reason="test").values(*told).get()
    Opportunity.objects.across_scopes(reason="test").all().delete()

    read_in(AWARD | {"annonces_anterieures": ["26-900050"]})
    read_in(CALL)
    assert only().state == "open"
    read_in(CORRECTION)

    assert Opportunity.objects.across_scopes(reason="test").values(*told).get() == forward


def test_a_dry_run_says_all_and_keeps_nothing():
    assert read_in(CALL, CORRECTION, is_dry_run=True) == (2, 1, 1, 0, 0)
    assert not Opportunity.objects.across_scopes(reason="test").exists()
    assert published_verbs() == []


def test_ted_notices_are_read_from_the_same_door():
    content = json.dumps(
        {
            "notices": [
                {
                    "publication-number": "123456-2026",
                    "notice-title": {"fra": "Conception d'un site internet"},
                    "buyer-name": {"fra": ["Métropole d'essai"]},
                    "place-of-performance": ["FRK26", "FRA"],
                    "deadline-receipt-tender-date-lot": ["2027-01-12+01:00"],
                    "classification-cpv": ["72413000"],
                    "description-lot": {"fra": ["Refonte du site de la métropole, accessibilité comprise."]},
                    "estimated-value-proc": "90000",
                }
            ],
            "totalNoticeCount": 1,
        }
    ).encode()

    import_notices(read=read_notices(content), now=NOW)

    row = only()
    assert (row.key, row.departments, row.amount_cents) == ("ted:123456-2026", ["69"], 9_000_000)
    assert row.text.startswith("Refonte du site")


@pytest.mark.parametrize(
    ("codes", "departments"),
    [(["FRM"], ["2A", "2B"]), (["FRM0", "FRK26"], ["2A", "2B", "69"]), (["FR", "FRA"], []), (["FRZ9", "DE1"], [])],
)
def test_a_ted_notice_of_a_region_is_one_of_its_departements(codes, departments):
    notice = {
        "publication-number": "123457-2026", "notice-title": {"fra": "Affiches"}, "place-of-performance": codes,
        "deadline-receipt-tender-date-lot": ["2027-01-12+01:00"],
    }  # fmt: skip

    import_notices(read=read_notices(json.dumps({"notices": [notice], "totalNoticeCount": 1}).encode()), now=NOW)

    assert only().departments == departments


def test_a_passed_deadline_expires_a_call_once():
    read_in(CALL)
    later = datetime(2026, 12, 19, tzinfo=UTC)

    assert [expire_opportunities(now=at) for at in (NOW, later, later)] == [0, 1, 0]
    assert only().state == "expired"


def test_the_command_reports_and_writes_the_refused_rows(tmp_path, settings):
    settings.MAILLAGE_HOME = tmp_path
    file = tmp_path / "avis.json"
    file.write_bytes(as_file(CALL, call(3, datelimitereponse=None)))

    report = run_command(path=file, now=NOW, clock=lambda: NOW)

    reject_file = report.pop("reject_file")
    assert report == {"rows": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1, "merged": 0}
    with open(reject_file, encoding="utf-8") as rejects:
        assert "boamp:26-900003" in rejects.read()
    (run,) = NoticesRun.objects.across_scopes(reason="test")
    assert (run.origin, run.state, run.created) == ("command", "done", 1)


@pytest.mark.parametrize("content", [b"", b"<html>busy</html>", b"[]", b"{oops"])
def test_other_files_are_refused_with_a_remedy(tmp_path, content):
    file = tmp_path / "avis.json"
    file.write_bytes(content)

    with pytest.raises(NoNotices):
        run_command(path=file, now=NOW, clock=lambda: NOW)


def test_the_configured_address_is_read_page_after_page():
    asked = []

    def fetch(address):
        asked.append(address)
        page = [call(3)] if "offset" in address else [CALL, call(2)]
        return json.dumps({"total_count": 3, "results": page}).encode()

    run = fetch_notices(address="https://boamp.example/records?limit=2", fetch=fetch, clock=lambda: NOW)

    assert asked == ["https://boamp.example/records?limit=2", "https://boamp.example/records?limit=2&offset=2"]
    assert (run.state, run.rows, run.created) == ("done", 3, 3)
    assert fetch_notices(address="", fetch=fetch, clock=lambda: NOW) is None


def test_an_address_that_answers_nonsense_is_told():
    run = fetch_notices(address="https://boamp.example/x", fetch=lambda _a: b"<html>", clock=lambda: NOW)

    assert (run.state, run.rows, bool(run.error)) == ("failed", 0, True)


def test_a_large_file_is_read_in_pieces():
    records = [call(number + 10) for number in range(620)]
    seen = []

    read_in(*records, watch=lambda report: seen.append(report.created))

    assert seen == [500, 620]
    assert read_in(*records, now=NOW + timedelta(days=1)) == (620, 0, 0, 620, 0)
