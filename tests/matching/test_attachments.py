"""Papers of a need: what is taken, and who has them."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maillage.accounts.types import Actor
from maillage.kit.errors import NotFound
from maillage.matching.models import BriefFile, Candidate
from maillage.matching.rules.attachments import LARGEST_PAPER, Paper, PaperRefusal, paper_of
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import attachments, intake, invitations
from maillage.matching.services.attachments import MOST_PAPERS, Sent, TooManyPapers
from maillage.matching.services.buyer_links import key_of
from maillage.matching.types import BriefKind, DeclineReason
from tests.factories.accounts import acting

PDF = b"%PDF-1.7\n% un plan\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def zipped(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("Types", "[Content_Types].xml"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("plan.pdf", PDF, "pdf"),
        ("photo.pdf", PNG, "png"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"0" * 20, "jpg"),
        ("cctp.docx", zipped(Types="<x/>", word__document="<x/>"), "docx"),
        ("prix.xlsx", zipped(Types="<x/>", xl__workbook="<x/>"), "xlsx"),
        ("plan.odt", zipped(mimetype="application/vnd.oasis.opendocument.text", content="<x/>"), "odt"),
        ("vieux.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "doc"),
    ],
)
def test_a_file_is_what_its_content_says(name, content, ending):
    found = paper_of(name, content)

    assert isinstance(found, Paper)
    assert found.name == f"{name.rpartition('.')[0]}.{ending}"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("vide.pdf", b"", PaperRefusal.EMPTY),
        ("page.pdf", b"<html><script>alert(1)</script>", PaperRefusal.UNKNOWN),
        ("dessin.svg", b"<svg onload='alert(1)'/>", PaperRefusal.UNKNOWN),
        ("prog.pdf", b"MZ\x90\x00", PaperRefusal.UNKNOWN),
        ("gros.pdf", PDF + b"0" * LARGEST_PAPER, PaperRefusal.TOO_LARGE),
        ("macro.docx", zipped(Types="<x/>", word__vbaProject="x"), PaperRefusal.MACROS),
        ("macro.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), PaperRefusal.MACROS),
        ("coupe.docx", zipped(Types="<x/>", word__document="<x/>")[:40], PaperRefusal.BROKEN),
        ("archive.zip", zipped(plan="x"), PaperRefusal.UNKNOWN),
        ("vieux.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, PaperRefusal.UNKNOWN),
    ],
)
def test_other_files_are_refused_with_their_reason(name, content, why):
    assert paper_of(name, content) is why


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ('a"; filename=x\r\nSet-Cookie: b.pdf', "a__ filename=x__Set-Cookie_ b.pdf"),
        ("C:\\Users\\moi\\plan.pdf", "plan.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 400, "x" * 120 + ".pdf"),
    ],
)
def test_names_are_made_safe(typed, kept):
    assert paper_of(typed, PDF).name == kept


@pytest.fixture
def brief(facilitator, now):
    need = NeedGiven(title="Affiches", text="Deux cents affiches pour la fête.", kind=BriefKind.QUOTE)
    buyer = BuyerGiven(name="Maison des jeunes", email="mj@exemple.fr", is_hidden=True)
    return intake.enter_brief(actor=acting(facilitator), need=need, buyer=buyer, now=now)


@pytest.fixture
def invite(facilitator, brief, now):
    def made(*organizations):
        for position, organization in enumerate(organizations, start=1):
            Candidate.objects.create(
                brief=brief, organization=organization, is_kept=True, position=position, decided_at=now
            )
        rows = invitations.invite_wave(
            actor=acting(facilitator), brief_id=brief.pk, count=len(organizations), answer_hours=400,
            is_automatic=False, now=now,
        )  # fmt: skip
        return {row.organization_id: row for row in rows}

    return made


def status_of(client, name, *arguments):
    answer = client.get(reverse(f"matching:{name}", args=arguments))
    list(answer)  # read to its end, a file is closed
    return answer.status_code


def rows():
    return BriefFile.objects.across_scopes(reason="test").order_by("added_at", "id")


@pytest.mark.django_db
def test_the_buyer_joins_papers_once_each_and_hears_of_bad_ones(client, brief):
    address = reverse("matching:buyer_attachments", args=[key_of(brief)])

    for _time in range(2):
        files = [SimpleUploadedFile("plan.pdf", PDF), SimpleUploadedFile("page.html", b"<html>")]
        answer = client.post(address, {"papers": files}, follow=True)

    page = answer.content.decode()
    assert [row.name for row in rows()] == ["plan.pdf"]
    assert "page.html" in page
    assert "PowerPoint" in page
    assert client.post(address, {}, follow=True).status_code == 200


@pytest.mark.django_db
def test_papers_are_sent_with_the_form(client, taxonomy):
    client.post(
        reverse("matching:need_new"),
        {
            "step": "send", "text": "Deux cents affiches pour la fête du quartier.", "title": "Affiches", "kind": "quote",
            "buyer_name": "MJ", "buyer_email": "mj@exemple.fr", "papers": [SimpleUploadedFile("plan.pdf", PDF)],
        },
    )  # fmt: skip

    assert [(row.name, row.is_from_buyer) for row in rows()] == [("plan.pdf", True)]


@pytest.mark.django_db
def test_a_paper_is_served_inertly(client, brief, now):
    row = attachments.add_as_buyer(key=key_of(brief), sent=Sent("plan <b>.pdf", PDF), now=now)

    answer = client.get(reverse("matching:buyer_attachment", args=[key_of(brief), row.pk]))

    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan _b_.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/media/{row.file.name}").status_code == 404


@pytest.mark.django_db
def test_only_those_who_accept_have_the_papers_and_who_declines_loses_them(
    client, brief, invite, la_bobine, le_fournil, now
):
    row = attachments.add_as_buyer(key=key_of(brief), sent=Sent("plan.pdf", PDF), now=now)
    asked = invite(la_bobine, le_fournil)
    ours, theirs = asked[la_bobine.pk], asked[le_fournil.pk]

    def status(invitation):
        key = invitations.invitation_key(invitation)
        return status_of(client, "invited_attachment", key, row.pk)

    before = status(ours)
    invitations.accept_invitation(invitation_id=ours.pk, actor=Actor(), now=now)
    accepted = (status(ours), status(theirs))
    page = client.get(reverse("matching:invitation", args=[invitations.invitation_key(ours)])).content.decode()
    invitations.decline_invitation(invitation_id=ours.pk, actor=Actor(), reason=DeclineReason.PRICE, now=now)

    assert (before, accepted, status(ours)) == (404, (200, 404), 404)
    assert "plan.pdf" in page


@pytest.mark.django_db
def test_what_one_organization_sends_is_for_the_office_alone(
    client, client_as, facilitator, brief, invite, la_bobine, le_fournil, now
):
    asked = invite(la_bobine, le_fournil)
    for one in asked.values():
        invitations.accept_invitation(invitation_id=one.pk, actor=Actor(), now=now)
    row = attachments.keep(brief, Sent("devis.pdf", PDF), is_from_buyer=False, invitation=asked[la_bobine.pk], now=now)
    own, other = (invitations.invitation_key(asked[one.pk]) for one in (la_bobine, le_fournil))

    statuses = [
        status_of(client, "buyer_attachment", key_of(brief), row.pk),
        status_of(client, "invited_attachment", other, row.pk),
        status_of(client, "invited_attachment", own, row.pk),
        status_of(client_as(facilitator), "office_attachment", brief.number, row.pk),
    ]

    assert statuses == [404, 404, 200, 200]
    assert "devis.pdf" not in client.get(reverse("matching:buyer_brief", args=[key_of(brief)])).content.decode()


@pytest.mark.django_db
def test_strangers_and_other_briefs_reach_no_paper(client_as, amina, facilitator, brief, now):
    row = attachments.add_as_office(actor=acting(facilitator), brief_id=brief.pk, sent=Sent("plan.pdf", PDF), now=now)
    other = intake.enter_brief(
        actor=acting(facilitator), need=NeedGiven(title="Autre", text="Un autre besoin.", kind=BriefKind.QUOTE),
        buyer=BuyerGiven(email="autre@exemple.fr"), now=now,
    )  # fmt: skip

    assert client_as(amina).get(reverse("matching:office_attachment", args=[brief.number, row.pk])).status_code == 404
    with pytest.raises(NotFound):
        attachments.paper_for_buyer(key=key_of(other), file_id=row.pk, now=now)


@pytest.mark.django_db(transaction=True)
def test_a_paper_taken_away_leaves_the_disk(client, brief, facilitator, now):
    row = attachments.add_as_buyer(key=key_of(brief), sent=Sent("plan.pdf", PDF), now=now)
    office = attachments.add_as_office(
        actor=acting(facilitator), brief_id=brief.pk, sent=Sent("note.png", PNG), now=now
    )

    kept = client.post(reverse("matching:buyer_attachment_removal", args=[key_of(brief), office.pk])).status_code
    client.post(reverse("matching:buyer_attachment_removal", args=[key_of(brief), row.pk]))

    assert (kept, [one.name for one in rows()]) == (404, ["note.png"])
    assert (default_storage.exists(row.file.name), default_storage.exists(office.file.name)) == (False, True)


@pytest.mark.django_db
def test_papers_are_not_without_number(brief, now):
    for number in range(MOST_PAPERS):
        attachments.add_as_buyer(key=key_of(brief), sent=Sent(f"{number}.pdf", PDF + bytes([number])), now=now)

    with pytest.raises(TooManyPapers):
        attachments.add_as_buyer(key=key_of(brief), sent=Sent("de trop.pdf", PDF + b"x"), now=now)
