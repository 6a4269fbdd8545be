"""The box: what is taken, what takes whose place, who is reminded, what is forgotten."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.matching.models import Paper
from maillage.matching.rules.document_box import PaperKind
from maillage.matching.services import document_box, document_box_people
from maillage.matching.services.document_box import ReplacedMeanwhile
from maillage.matching.services.document_box_files import BadPaper, SentFile, clean_file
from maillage.matching.services.document_box_mail import mail_paper_expiring
from maillage.stream.models import Fact
from tests.factories.accounts import acting
from tests.matching.box.conftest import PDF, add, given_of, papers, photograph

K = PaperKind
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def office_file(size=10):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("attestation.pdf", SVG),
        ("attestation.pdf", b""),
        ("attestation.pdf", b"<html><script>alert(1)</script></html>"),
        ("kbis.pdf", b"MZ\x90\x00" + b"0" * 100),
        ("kbis.pdf", PDF + b"0" * (50 * 2**20)),
        ("piège.docx", office_file(64 * 2**20)),
        ("photo.jpg", photograph()[:60]),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50),
    ],
)
def test_bad_files_are_refused_whatever_their_name(name, content):
    with pytest.raises(BadPaper) as refusal:
        clean_file(SentFile(name, content))

    assert refusal.value.field == "file"


def test_a_photograph_keeps_its_picture_and_loses_what_it_tells():
    kept = clean_file(SentFile("IMG_2231.JPG", photograph()))

    picture = Image.open(io.BytesIO(kept.content))
    assert (kept.name, kept.content_type, picture.size) == ("IMG_2231.jpg", "image/jpeg", (40, 60))  # turned upright
    assert dict(picture.getexif()) == {}
    assert "téléphone".encode() not in kept.content


def test_a_huge_picture_is_not_decoded():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")

    with pytest.raises(BadPaper):
        clean_file(SentFile("plan.png", out.getvalue()))


@pytest.mark.django_db
class TestTheBox:
    def test_a_paper_gets_the_end_of_its_kind(self, amina, la_bobine, now, today):
        paper = add(amina, la_bobine, K.BANK, now, number="FR76", content=PDF)
        dated = add(amina, la_bobine, K.VIGILANCE, now, age=0)

        assert (paper.expires_on, paper.number, paper.name) == (None, "FR76", "papier.pdf")
        assert str(dated.expires_on) == "2027-05-24"
        assert paper.file.name.startswith("private/papers/") and "papier" not in paper.file.name

    def test_a_newer_paper_takes_the_place_of_the_older(self, amina, bruno, la_bobine, now):
        older = add(amina, la_bobine, K.REGISTRATION, now, age=60)
        newer = add(bruno, la_bobine, K.REGISTRATION, now, age=2)

        older.refresh_from_db()
        assert (older.replaced_by_id, older.replaced_at, newer.replaced_at) == (newer.pk, now, None)

    def test_an_older_paper_does_not_take_the_place_of_a_newer(self, amina, la_bobine, now):
        newer = add(amina, la_bobine, K.REGISTRATION, now, age=2)

        with pytest.raises(Invalid) as refusal:
            add(amina, la_bobine, K.REGISTRATION, now, age=60)

        assert refusal.value.field == "issued_on"
        assert list(papers()) == [newer]

    def test_the_same_file_sent_twice_is_one_paper_with_the_last_words(self, amina, la_bobine, now):
        first = add(amina, la_bobine, K.TAX, now, content=PDF)
        second = add(amina, la_bobine, K.TAX, now, content=PDF, number="2026-7")

        assert (first.pk, papers().count(), papers().get().number) == (second.pk, 1, "2026-7")

    def test_the_same_file_is_not_two_papers(self, amina, la_bobine, now):
        add(amina, la_bobine, K.TAX, now, content=PDF)

        with pytest.raises(Invalid):
            add(amina, la_bobine, K.VIGILANCE, now, content=PDF)

    def test_labels_stand_beside_one_another_and_are_replaced_by_name(self, amina, la_bobine, now):
        rge = add(amina, la_bobine, K.LABEL, now, title="RGE")
        add(amina, la_bobine, K.LABEL, now, title="ESUS", age=11)
        add(amina, la_bobine, K.LABEL, now, title="RGE 2027", age=1, replaces_id=rge.pk)

        standing = papers().filter(replaced_at=None).values_list("title", flat=True)
        assert list(standing) == ["ESUS", "RGE 2027"]

    @pytest.mark.parametrize(
        ("said", "age", "field"),
        [
            ({}, -1, "issued_on"),
            ({}, 200, "expires_on"),
            ({"expires_days": -20}, 10, "expires_on"),
            ({"kind": K.LABEL}, 10, "title"),
        ],
    )
    def test_days_that_cannot_be_are_named(self, amina, la_bobine, now, today, said, age, field):
        end = {"expires_on": today + timedelta(days=said["expires_days"])} if "expires_days" in said else {}

        with pytest.raises(Invalid) as refusal:
            add(amina, la_bobine, said.get("kind", K.VIGILANCE), now, age=age, **end)

        assert (refusal.value.field, papers().count()) == (field, 0)

    def test_a_member_and_others_write_nothing(self, chloe, driss, la_bobine, le_fournil, now):
        for person in (chloe, driss):
            with pytest.raises(NotAllowed):
                add(person, la_bobine, K.TAX, now)

    def test_a_paper_of_another_box_is_not_found_through_ones_own(
        self, amina, driss, la_bobine, le_fournil, now, today
    ):
        paper = add(amina, la_bobine, K.LABEL, now, title="RGE")
        own = {"actor": acting(driss), "organization_id": le_fournil.pk, "paper_id": paper.pk}

        for attempt in (
            lambda: document_box.remove_paper(**own, now=now),
            lambda: document_box.restore_paper(**own),
            lambda: document_box.correct_paper(**own, given=given_of(K.LABEL, today, title="X"), today=today),
            lambda: add(driss, le_fournil, K.LABEL, now, title="Y", replaces_id=paper.pk),
        ):
            with pytest.raises(NotFound):
                attempt()

    def test_a_removal_is_undone_unless_another_came(self, amina, la_bobine, now):
        paper = add(amina, la_bobine, K.TAX, now)
        own = {"actor": acting(amina), "organization_id": la_bobine.pk, "paper_id": paper.pk}
        document_box.remove_paper(**own, now=now)
        for _click in range(2):
            assert document_box.restore_paper(**own).removed_at is None
        document_box.remove_paper(**own, now=now)
        add(amina, la_bobine, K.TAX, now, age=3)

        with pytest.raises(ReplacedMeanwhile):
            document_box.restore_paper(**own)

    def test_the_database_keeps_one_current_paper_a_kind(self, amina, la_bobine, now):
        paper = add(amina, la_bobine, K.TAX, now)

        for changed in (
            {"digest": "2" * 64},
            {"kind": "bank"},
            {"kind": "label", "expires_on": "2020-01-01", "digest": "3" * 64},
        ):
            twin = Paper.objects.across_scopes(reason="test").get(pk=paper.pk)
            twin.pk = None
            for name, value in changed.items():
                setattr(twin, name, value)
            with pytest.raises(IntegrityError), transaction.atomic():
                twin.save(force_insert=True)


@pytest.mark.django_db
class TestReminders:
    def expiring(self):
        return list(
            Fact.objects.filter(verb="paper.expiring").order_by("at", "id").values_list("data__days_left", flat=True)
        )

    def remind(self, now):
        return document_box.remind_of_papers(now=now, today=now.date())

    def test_each_step_is_told_once_however_often_the_job_runs(self, amina, la_bobine, now):
        add(amina, la_bobine, K.BANK, now)
        add(amina, la_bobine, K.VIGILANCE, now, expires_on=now.date() + timedelta(days=40))

        told = [self.remind(now + timedelta(days=days)) for days in (0, 9, 10, 10, 20, 33, 33, 40, 41)]

        assert told == [0, 0, 1, 0, 0, 1, 0, 0, 0]
        assert self.expiring() == [30, 7]

    def test_a_renewed_or_removed_paper_is_not_spoken_of(self, amina, la_bobine, now):
        add(amina, la_bobine, K.VIGILANCE, now, expires_on=now.date() + timedelta(days=40))
        add(amina, la_bobine, K.VIGILANCE, now, age=1)
        tax = add(amina, la_bobine, K.TAX, now)  # ends on 31 December
        document_box.remove_paper(actor=acting(amina), organization_id=la_bobine.pk, paper_id=tax.pk, now=now)

        assert self.remind(now + timedelta(days=20)) == 0

    def test_who_adds_a_paper_near_its_end_hears_of_the_last_week_alone(self, amina, la_bobine, now):
        add(amina, la_bobine, K.VIGILANCE, now, expires_on=now.date() + timedelta(days=20))

        assert [self.remind(now + timedelta(days=days)) for days in (1, 12, 13)] == [0, 0, 1]

    def test_a_correction_starts_again(self, amina, la_bobine, now, today):
        paper = add(amina, la_bobine, K.VIGILANCE, now, expires_on=today + timedelta(days=31))
        assert self.remind(now + timedelta(days=1)) == 1
        document_box.correct_paper(
            actor=acting(amina), organization_id=la_bobine.pk, paper_id=paper.pk, today=today,
            given=given_of(K.VIGILANCE, today, expires_on=today + timedelta(days=60)),
        )  # fmt: skip

        assert [self.remind(now + timedelta(days=days)) for days in (29, 30, 53)] == [0, 1, 1]

    def test_those_who_may_renew_are_written_to_in_their_language(self, amina, bruno, chloe, la_bobine, now, today):
        paper = add(amina, la_bobine, K.VIGILANCE, now, expires_on=today + timedelta(days=7))
        mail_paper_expiring(paper_id=paper.pk, today=today)

        assert [message.to[0] for message in mail.outbox] == [amina.email, bruno.email]
        assert "Attestation de vigilance" in mail.outbox[0].subject
        assert "7 jours" in mail.outbox[0].subject
        assert "/o/la-bobine/documents/ajout/?kind=vigilance" in mail.outbox[0].body

        add(amina, la_bobine, K.VIGILANCE, now, age=0)
        mail_paper_expiring(paper_id=paper.pk, today=today)
        assert len(mail.outbox) == 2


@pytest.mark.django_db
def test_papers_that_nobody_needs_are_deleted_with_their_files(
    amina, la_bobine, now, django_capture_on_commit_callbacks
):
    older = add(amina, la_bobine, K.TAX, now, age=20)
    newer = add(amina, la_bobine, K.TAX, now)
    removed = add(amina, la_bobine, K.BANK, now)
    document_box.remove_paper(actor=acting(amina), organization_id=la_bobine.pk, paper_id=removed.pk, now=now)
    files = {paper.pk: paper.file.name for paper in (older, newer, removed)}

    with django_capture_on_commit_callbacks(execute=True):
        counts = [document_box.forget_old_papers(now=now + timedelta(days=days)) for days in (29, 31, 31)]

    assert counts == [0, 2, 0]
    assert [default_storage.exists(files[one.pk]) for one in (older, newer, removed)] == [False, True, False]
    assert list(papers()) == [newer]


@pytest.mark.django_db
def test_a_person_takes_their_name_away_and_the_paper_stays(amina, la_bobine, now):
    paper = add(amina, la_bobine, K.TAX, now)

    known = document_box_people.export_person(amina.pk)
    document_box_people.erase_person(amina.pk, now)

    assert [one["kind"] for one in known["papers_added"]] == ["tax"]
    assert document_box_people.export_person(amina.pk) == {"papers_added": [], "papers_shared": [], "papers_read": []}
    assert list(papers()) == [paper]


@pytest.mark.django_db
def test_the_demonstration_has_papers_once_and_none_elsewhere(amina, driss, la_bobine, le_fournil, now, today):
    from maillage.accounts.models import Organization
    from maillage.accounts.queries import network
    from maillage.accounts.queries.people import NETWORK_CACHE_KEY
    from maillage.matching.services.demo_papers import forget_papers, load_papers

    Organization.objects.update(is_fictional=True)
    assert load_papers(now=now, today=today) == 0
    host = network()
    host.is_fictional = True
    host.save()
    cache.delete(NETWORK_CACHE_KEY)

    counts = [load_papers(now=now, today=today) for _time in range(2)]

    assert (counts, papers().count()) == ([10, 0], 10)
    forget_papers()
    assert papers().count() == 0


@pytest.mark.django_db
def test_the_job_tells_those_who_may_renew_in_the_shell(amina, bruno, chloe, la_bobine, now, today):
    from maillage.matching.events import PaperExpiring
    from maillage.matching.jobs import keep_document_boxes
    from maillage.web.jobs import notify_of_expiring_paper
    from maillage.web.models import Notification
    from maillage.web.sentences import sentence_of

    paper = add(amina, la_bobine, K.VIGILANCE, now, expires_on=today + timedelta(days=60))
    Paper.objects.across_scopes(reason="test").update(
        expires_on=timezone.localdate() + timedelta(days=6), reminded_days=30
    )
    for _run in range(2):
        keep_document_boxes(timestamp=0)

    fact = Fact.objects.get(verb="paper.expiring")
    assert (fact.object_id, fact.data["days_left"]) == (paper.pk, 6)
    notify_of_expiring_paper(
        PaperExpiring(
            at=now, actor_id=None, object_id=paper.pk, organization_id=la_bobine.pk, kind="vigilance", days_left=6
        )
    )
    told = Notification.objects.filter(verb="paper.expiring")
    assert {one.recipient_id for one in told} == {amina.pk, bruno.pk}
    assert "La Bobine" in sentence_of(verb="paper.expiring", data=told[0].data)
