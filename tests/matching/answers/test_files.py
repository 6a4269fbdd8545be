"""Files of an answer: joined, signed, read by those whom it concerns alone."""

from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.matching.models import Answer, AnswerFile, Consortium, ConsortiumPartner, FrozenAnswer, Invitation
from maillage.matching.services import intake, personal_data
from maillage.matching.services.answers import files
from maillage.matching.services.answers.signing import document
from maillage.matching.services.answers.writing import AnswerFrozen
from maillage.matching.services.attachments import BadPaper, Sent
from maillage.matching.services.consortia import leave_consortium
from maillage.matching.types import AnswerFileKind, DocumentKind
from tests.factories.accounts import acting
from tests.matching.answers.conftest import BUYER, NEED, buyer_key, freeze, sign

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n% le CV d'Amina\n"


def kept(answer):
    return AnswerFile.objects.across_scopes(reason="test").filter(answer=answer)


def join(answer, person, organization, now, content=PDF, name="cv-amina.pdf", kind=AnswerFileKind.CV):
    return files.add_file(
        actor=acting(person), answer_id=answer.pk, organization_id=organization.pk, kind=kind, sent=Sent(name, content),
        now=now,
    )  # fmt: skip


def read(answer, person, organization, row):
    return files.file_for_partner(
        actor=acting(person), answer_id=answer.pk, organization_id=organization.pk, file_id=row.pk
    )


def url(answer, organization, name="answer_files", *more):
    return reverse(f"matching:{name}", args=[organization.slug, answer.pk, *more])


def test_the_same_file_twice_is_kept_once(answer, amina, driss, la_bobine, le_fournil, now):
    first = join(answer, amina, la_bobine, now)
    again = join(answer, amina, la_bobine, now, name="autre-nom.pdf")

    with pytest.raises(Conflict) as refused:
        join(answer, driss, le_fournil, now)

    assert first.pk == again.pk
    assert "La Bobine" in str(refused.value)
    assert list(kept(answer).values_list("name", "size")) == [("cv-amina.pdf", len(PDF))]


@pytest.mark.parametrize("content", [b"", b"<html><script>alert(1)</script>", b"MZ\x90\x00"])
def test_a_file_that_is_no_paper_is_refused(answer, amina, la_bobine, now, content):
    with pytest.raises(BadPaper):
        join(answer, amina, la_bobine, now, content=content)

    assert not kept(answer).exists()


def test_what_is_signed_holds_for_the_files(written, amina, la_bobine, now):
    row = join(written, amina, la_bobine, now)
    freeze(written, amina, la_bobine, now)

    content = FrozenAnswer.objects.across_scopes(reason="test").get(answer=written).content

    assert content["files"] == [
        {"name": "cv-amina.pdf", "kind": "cv", "organization": str(la_bobine.pk), "digest": row.digest}
    ]
    pdf = document(kind=DocumentKind.ANSWER, content=content, digest=written.digest, made_at=now)
    bare = document(kind=DocumentKind.ANSWER, content=content | {"files": []}, digest=written.digest, made_at=now)
    assert len(pdf) > len(bare)


def test_nothing_is_joined_nor_taken_away_once_signatures_are_asked_for(written, amina, la_bobine, now):
    row = join(written, amina, la_bobine, now)
    freeze(written, amina, la_bobine, now)

    with pytest.raises(AnswerFrozen):
        join(written, amina, la_bobine, now, content=PDF + b"2")
    with pytest.raises(AnswerFrozen):
        files.remove_file(actor=acting(amina), answer_id=written.pk, organization_id=la_bobine.pk, file_id=row.pk)

    assert list(kept(written)) == [row]


def test_one_takes_away_ones_own_files_alone(
    answer, amina, driss, la_bobine, le_fournil, now, django_capture_on_commit_callbacks
):
    row = join(answer, driss, le_fournil, now)
    with pytest.raises(NotAllowed):
        files.remove_file(actor=acting(amina), answer_id=answer.pk, organization_id=la_bobine.pk, file_id=row.pk)
    assert default_storage.exists(row.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        files.remove_file(actor=acting(driss), answer_id=answer.pk, organization_id=le_fournil.pk, file_id=row.pk)

    assert not kept(answer).exists()
    assert not default_storage.exists(row.file.name)


def test_partners_and_office_read_it_and_nobody_else(
    answer, amina, bruno, driss, elise, facilitator, la_bobine, le_fournil, now
):
    row = join(answer, amina, la_bobine, now)

    assert read(answer, driss, le_fournil, row).pk == row.pk
    assert read(answer, facilitator, la_bobine, row).pk == row.pk
    with pytest.raises((NotFound, NotAllowed)):
        read(answer, elise, la_bobine, row)
    with pytest.raises((NotFound, NotAllowed)):
        read(answer, driss, la_bobine, row)


def test_a_file_is_not_read_through_another_answer(team, answer, amina, driss, la_bobine, le_fournil, now):
    row = join(answer, amina, la_bobine, now)
    other = team(le_fournil)

    with pytest.raises(NotFound):
        read(other, driss, le_fournil, row)


def test_who_leaves_loses_the_files_and_takes_its_own(answer, amina, driss, la_bobine, le_fournil, now):
    row, own = join(answer, amina, la_bobine, now), join(answer, driss, le_fournil, now, content=PDF + b"2")

    leave_consortium(
        actor=acting(driss), consortium_id=answer.consortium_id, organization_id=le_fournil.pk, reason="Trop loin",
        now=now,
    )  # fmt: skip

    with pytest.raises(NotFound):
        read(answer, driss, le_fournil, row)
    assert list(kept(answer)) == [row], own


def test_who_declines_after_all_loses_the_files_at_once(sent, amina, driss, la_bobine, le_fournil, now, client_as):
    row = kept_before_sending(sent, la_bobine, now)
    Invitation.objects.create(
        brief_id=sent.brief_id, organization=le_fournil, state="declined", reason="too-far", wave=1, sent_at=now, due_at=now,
        answered_at=now,
    )  # fmt: skip

    page = client_as(driss).get(url(sent, le_fournil, "answer")).content.decode()

    with pytest.raises(NotFound):
        read(sent, driss, le_fournil, row)
    assert "plan.pdf" not in page
    assert read(sent, amina, la_bobine, row).pk == row.pk


def kept_before_sending(answer, organization, now):
    """Put a file beside an answer that was sent, as it would have been joined before."""
    return AnswerFile.objects.create(
        answer=answer, organization=organization, kind="plan", file="private/answers/x.bin", name="plan.pdf",
        content_type="application/pdf", size=9, digest="4" * 64, added_at=now,
    )  # fmt: skip


def test_the_buyer_reads_files_once_the_answer_is_sent(
    written, amina, driss, la_bobine, le_fournil, facilitator, now, client
):
    from maillage.matching.services.answers import sending

    row = join(written, amina, la_bobine, now)
    address = reverse("matching:buyer_answer_file", args=[buyer_key(written), written.pk, row.pk])
    freeze(written, amina, la_bobine, now)
    assert client.get(address).status_code == 404
    sign(written, amina, la_bobine, now)
    sign(written, driss, le_fournil, now)
    sending.send_answer(actor=acting(facilitator), answer_id=written.pk, now=now)

    page = client.get(reverse("matching:buyer_answers", args=[buyer_key(written)])).content.decode()
    given = client.get(address)

    assert address in page
    assert b"".join(given) == PDF
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["Content-Disposition"] == 'attachment; filename="cv-amina.pdf"'
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_files_are_joined_on_the_page_without_a_script(client_as, answer, amina, la_bobine):
    browser = client_as(amina)
    sent = [SimpleUploadedFile("plan.pdf", PDF), SimpleUploadedFile("page.pdf", b"<html>")]

    posted = browser.post(url(answer, la_bobine), {"kind": "plan", "papers": sent}, follow=True)
    page = posted.content.decode()

    assert list(kept(answer).values_list("name", "kind")) == [("plan.pdf", "plan")]
    assert "plan.pdf" in page
    assert "« page.pdf »" in page.replace("\u202f", " ").replace("\u00a0", " ")
    removal = url(answer, la_bobine, "answer_file_removal", kept(answer).get().pk)
    assert removal in page
    assert browser.post(removal).status_code == 303
    assert browser.post(removal).status_code == 404
    assert not kept(answer).exists()


def test_cvs_of_earlier_answers_are_taken_up_by_their_owner_alone(
    client_as, answer, amina, driss, la_bobine, le_fournil, facilitator, now
):
    brief = intake.enter_brief(actor=acting(facilitator), need=replace(NEED, text="Autre chose."), buyer=BUYER, now=now)
    alone = Consortium.objects.create(brief=brief, form="alone", made_at=now)
    ConsortiumPartner.objects.create(consortium=alone, organization=la_bobine, is_lead=True, joined_at=now)
    elsewhere = Answer.objects.create(brief=brief, consortium=alone, title="Seule", created_at=now)
    row = join(answer, amina, la_bobine, now)
    browser, address = client_as(amina), url(elsewhere, la_bobine, "answer_files_taken_up")

    page = browser.get(url(elsewhere, la_bobine, "answer")).content.decode()
    assert "cv-amina.pdf (CV" in page and 'name="earlier_files"' in page
    nothing = browser.post(address)
    posted = [browser.post(address, {"earlier_files": [row.pk]}) for _click in range(2)]
    theirs = client_as(driss).post(url(answer, le_fournil, "answer_files_taken_up"), {"earlier_files": [row.pk]})

    (copy,) = kept(elsewhere)
    with copy.file.open("rb") as file:
        content = file.read()
    files.remove_file(actor=acting(amina), answer_id=answer.pk, organization_id=la_bobine.pk, file_id=row.pk)
    assert [one.status_code for one in (nothing, *posted, theirs)] == [422, 303, 303, 422]
    assert (copy.kind, copy.digest, content) == ("cv", row.digest, PDF)
    assert not kept(answer).exists()


def test_sending_no_file_says_so_beside_the_field(client_as, answer, amina, la_bobine):
    answered = client_as(amina).post(url(answer, la_bobine), {"kind": "plan"})

    assert answered.status_code == 422
    assert 'aria-invalid="true"' in answered.content.decode()
    assert '<option value="plan" selected>' in answered.content.decode()


def test_a_member_reads_and_joins_nothing(client_as, answer, chloe, amina, la_bobine, now):
    row = join(answer, amina, la_bobine, now)
    browser = client_as(chloe)

    assert b"".join(browser.get(url(answer, la_bobine, "answer_file", row.pk))) == PDF
    given = {"kind": "cv", "papers": SimpleUploadedFile("a.pdf", PDF + b"3")}
    assert browser.post(url(answer, la_bobine), given).status_code == 404
    assert browser.post(url(answer, la_bobine, "answer_file_removal", row.pk)).status_code == 404
    assert kept(answer).count() == 1


def test_who_joined_a_file_is_exported_and_forgotten(answer, amina, la_bobine, now):
    join(answer, amina, la_bobine, now)

    assert [one["name"] for one in personal_data.export_person(amina.pk)["files"]] == ["cv-amina.pdf"]
    personal_data.erase_person(amina.pk, now)

    assert kept(answer).get().added_by_id is None
