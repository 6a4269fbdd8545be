"""Steps, entries, decisions and files: rights, double clicks, two people at once."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.matching.models import CoproductionFile, Decision, Milestone, WorkEntry
from maillage.matching.queries.coproductions import work_page
from maillage.matching.services.coproductions import files, partners, planning, working
from maillage.matching.services.coproductions.access import WorkEnded
from maillage.matching.types import CoproductionState
from tests.matching.coproductions.conftest import fresh, go, seat

pytestmark = pytest.mark.django_db
STEP = planning.MilestoneGiven(title="Tournage", starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 20))
DUE = planning.DeliverableGiven(title="Film", due_on=date(2026, 11, 23))
PDF = b"%PDF-1.7 hello"


def test_a_form_sent_twice_adds_one_step(work, amina, la_bobine, now):
    key = new_id()

    rows = [planning.add_milestone(**seat(amina, la_bobine, work), key=key, step=STEP, now=now) for _ in range(2)]

    assert (rows[0].pk, rows[1].pk) == (key, key)
    assert Milestone.objects.across_scopes(reason="test").count() == 1


def test_a_step_of_another_is_not_changed_and_strangers_find_nothing(
    work, amina, driss, elise, chloe, la_bobine, le_fournil, now
):
    row = planning.add_milestone(
        **seat(amina, la_bobine, work), key=None, now=now,
        step=planning.MilestoneGiven(
            title="Montage", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 9),
            partner_id=partners.partners_in(work)[0].pk,
        ),
    )  # fmt: skip
    change = {"milestone_id": row.pk, "step": STEP, "is_done": True, "seen_version": 1, "now": now}

    with pytest.raises(NotAllowed):
        planning.change_milestone(**seat(driss, le_fournil, work), **change)
    for stranger in (elise, chloe, driss):
        with pytest.raises(NotAllowed):
            planning.change_milestone(**seat(stranger, la_bobine, work), **change)
    foreign = seat(driss, le_fournil, work) | {"coproduction_id": new_id()}
    with pytest.raises(NotFound):
        planning.change_milestone(**foreign, **change)


def test_two_people_at_once_lose_nothing(work, amina, bruno, la_bobine, now):
    row = planning.add_milestone(**seat(amina, la_bobine, work), key=None, step=STEP, now=now)
    mine = planning.MilestoneGiven(title="À moi", starts_on=STEP.starts_on, ends_on=STEP.ends_on)
    planning.change_milestone(
        **seat(amina, la_bobine, work), milestone_id=row.pk, step=mine, is_done=False, seen_version=1, now=now
    )

    with pytest.raises(Conflict) as refusal:
        planning.change_milestone(
            **seat(bruno, la_bobine, work), milestone_id=row.pk, step=STEP, is_done=True, seen_version=1, now=now
        )
    with pytest.raises(Conflict):
        planning.remove_milestone(**seat(bruno, la_bobine, work), milestone_id=row.pk, seen_version=1, now=now)

    assert refusal.value.theirs.title == "À moi"


def test_delivered_once_accepted_by_the_lead_returned(work, amina, driss, la_bobine, le_fournil, now):
    row = planning.add_deliverable(**seat(driss, le_fournil, work), key=None, step=DUE, now=now)
    which = {"deliverable_id": row.pk, "now": now}

    with pytest.raises(Invalid):
        planning.judge_deliverable(**seat(amina, la_bobine, work), **which, is_accepted=True)
    for _click in range(2):
        planning.deliver(**seat(driss, le_fournil, work), **which)
    with pytest.raises(NotAllowed):
        planning.judge_deliverable(**seat(driss, le_fournil, work), **which, is_accepted=True)
    accepted = planning.judge_deliverable(**seat(amina, la_bobine, work), **which, is_accepted=True)
    with pytest.raises(Invalid):
        planning.change_deliverable(
            **seat(amina, la_bobine, work), deliverable_id=row.pk, now=now, seen_version=accepted.version,
            step=planning.DeliverableGiven(title="Autre", due_on=DUE.due_on),
        )  # fmt: skip
    returned = planning.judge_deliverable(**seat(amina, la_bobine, work), **which, is_accepted=False)

    assert (accepted.accepted_at, returned.accepted_at, returned.delivered_at) == (now, None, None)


def entry(person, organization, work, now, *, key=None, day=None, minutes=90, cents=0):
    given = working.EntryGiven(day=day or now.date(), minutes=minutes, amount_cents=cents, note="Montage")
    return working.enter_work(**seat(person, organization, work), key=key, entry=given, now=now, today=now.date())


def test_an_entry_is_corrected_by_its_opposite_once(work, amina, driss, la_bobine, le_fournil, now):
    key = new_id()
    row, again = (entry(amina, la_bobine, work, now, key=key) for _click in range(2))
    entry(driss, le_fournil, work, now, minutes=0, cents=250_00)

    with pytest.raises(NotAllowed):
        working.correct_entry(**seat(driss, le_fournil, work), entry_id=row.pk, now=now)
    first, second = (
        working.correct_entry(**seat(amina, la_bobine, work), entry_id=row.pk, now=now) for _click in range(2)
    )
    with pytest.raises(Invalid):
        working.correct_entry(**seat(amina, la_bobine, work), entry_id=first.pk, now=now)

    assert (row.pk, first.pk, first.minutes) == (again.pk, second.pk, -90)
    shown = {one.partner.organization.slug: one.spent for one in work_page(fresh(work), today=now.date()).partners}
    assert [(one.minutes, one.amount_cents) for one in shown.values()] == [(0, 0), (0, 250_00)]


def test_nonsense_is_not_entered_and_rows_are_never_edited(work, amina, la_bobine, now):
    for wrong in ({"minutes": 0}, {"cents": 5}, {"minutes": -5}, {"minutes": 1441}, {"day": date(2027, 1, 1)}):
        with pytest.raises(Invalid):
            entry(amina, la_bobine, work, now, **wrong)
    row = entry(amina, la_bobine, work, now)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        WorkEntry.objects.across_scopes(reason="test").filter(pk=row.pk).update(minutes=5)


def test_a_decision_is_agreed_to_by_each(work, amina, driss, la_bobine, le_fournil, now):
    made = working.note_decision(
        **seat(amina, la_bobine, work), key=None, text="Licence libre.", day=now.date(), now=now
    )
    before = work_page(fresh(work), today=now.date()).decisions[0].missing
    for _click in range(2):
        working.agree_to_decision(**seat(driss, le_fournil, work), decision_id=made.pk, now=now)

    assert (before, work_page(fresh(work), today=now.date()).decisions[0].missing) == (["Le Fournil"], [])
    assert Decision.objects.across_scopes(reason="test").count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<script>"), ("film.pdf", b"<html>"), ("x.svg", b"<svg>"), ("nom", PDF), ("a.exe", b"MZ"),
     ("grand.pdf", PDF + b"x" * files.LARGEST_BYTES)],
)  # fmt: skip
def test_only_papers_and_pictures_are_kept(work, amina, la_bobine, now, name, content):
    with pytest.raises(files.BadFile):
        files.add_file(**seat(amina, la_bobine, work), name=name, file=io.BytesIO(content), now=now)


def test_a_file_is_a_download_for_partners_and_office_alone(
    work, amina, driss, elise, facilitator, la_bobine, le_fournil, client_as, now
):
    row = files.add_file(**seat(amina, la_bobine, work), name="../../script.pdf", file=io.BytesIO(PDF), now=now)
    again = files.add_file(**seat(driss, le_fournil, work), name="copie.pdf", file=io.BytesIO(PDF), now=now)
    of = "/o/{}/coproductions/" + f"{work.pk}/fichiers/{row.pk}/"

    answers = [
        client_as(person).get(of.format(slug))
        for person, slug in ((amina, "la-bobine"), (driss, "le-fournil"), (driss, "la-bobine"), (elise, "la-bobine"))
    ]
    office = client_as(facilitator).get(f"/reseau/coproductions/{work.pk}/fichiers/{row.pk}/")

    assert (row.pk, row.name) == (again.pk, "script.pdf")
    assert [one.status_code for one in [*answers, office]] == [200, 200, 404, 404, 200]
    assert b"".join(answers[0].streaming_content) == PDF
    assert answers[0].headers["Content-Disposition"] == 'attachment; filename="script.pdf"'
    assert "sandbox" in answers[0].headers["Content-Security-Policy"]
    assert client_as(elise).get(f"/media/{row.file.name}").status_code == 404
    assert CoproductionFile.objects.across_scopes(reason="test").count() == 1
    for one in [*answers, office]:
        one.close()


def test_a_deliverable_is_handed_over_as_a_file(work, amina, la_bobine, client_as, now):
    row = planning.add_deliverable(**seat(amina, la_bobine, work), key=None, step=DUE, now=now)
    url = f"/o/la-bobine/coproductions/{work.pk}/livrables/{row.pk}/remise/"
    browser = client_as(amina)

    wrong = browser.post(url, {"choice": "deliver", "file": SimpleUploadedFile("film.exe", b"MZ")})
    row.refresh_from_db()
    before = row.delivered_at
    right = browser.post(url, {"choice": "deliver", "file": SimpleUploadedFile("film.pdf", PDF)})

    row.refresh_from_db()
    assert (wrong.status_code, before, right.status_code) == (422, None, 303)
    assert (row.delivered_at is not None, row.file.name) == (True, "film.pdf")
    assert "film.pdf" in browser.get(f"/o/la-bobine/coproductions/{work.pk}/").text


def test_what_has_ended_is_not_changed(work, amina, la_bobine, now):
    go(work, amina, la_bobine, now, CoproductionState.ABANDONED)

    with pytest.raises(WorkEnded):
        planning.add_milestone(**seat(amina, la_bobine, work), key=None, step=STEP, now=now)
    with pytest.raises(WorkEnded):
        entry(amina, la_bobine, work, now)
