"""Calls for tender as members and the office see them, and what they make of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from maillage.directory.models import Establishment, OrganizationSkill, Profile, Skill
from maillage.kit.errors import Conflict, NotAllowed
from maillage.matching.importing import read_notices
from maillage.matching.models import Brief, NoticesRun, Opportunity, OpportunityInterest
from maillage.matching.rules.fit import Nearness, fit_of
from maillage.matching.services.mail_of_opportunities import mail_change, mail_interest
from maillage.matching.services.opportunities import digests, runs, uses
from maillage.matching.services.opportunities.notices import import_notices
from tests.factories.accounts import acting
from tests.factories.events import published_verbs
from tests.matching.notices import CALL, CANCELLATION, CORRECTION, as_file, call

pytestmark = pytest.mark.django_db
SOON = "2099-12-18T12:00:00+01:00"
GREEN = CALL | {"datelimitereponse": SOON}


def read_in(*records, now):
    import_notices(read=read_notices(as_file(*records)), now=now)


def calls():
    return Opportunity.objects.across_scopes(reason="test").order_by("key")


@pytest.fixture
def gardeners(la_bobine, taxonomy):
    """La Bobine keeps green spaces in the Aude."""

    def made(**served):
        Profile.objects.create(organization=la_bobine, listing="listed", listed_at=timezone.now(), **served)
        skill = Skill.objects.get(slug="espaces-verts")
        OrganizationSkill.objects.create(organization=la_bobine, skill=skill, evidence_kind="claimed")
        Establishment.objects.create(
            organization=la_bobine, is_head_office=True, commune_code="11069", department_code="11", region_code="76",
            longitude=2.35, latitude=43.21,
        )  # fmt: skip
        return la_bobine

    return made


def member_page(client, organization, **query):
    return client.get(reverse("matching:member_opportunity_list", args=[organization.slug]), query).content.decode()


def test_a_member_sees_what_suits_it_and_why(client_as, chloe, gardeners, now):
    organization = gardeners()
    read_in(
        GREEN,
        call(2, datelimitereponse=SOON, objet="Tonte à Lille", code_departement=["59"]),
        call(3, datelimitereponse=SOON, objet="Site internet", donnees="{}"),
        call(4, datelimitereponse=SOON, objet="Tonte à Toulouse", code_departement=["31"]),
        now=now,
    )

    page = member_page(client_as(chloe), organization)

    assert "Entretien des espaces verts de la commune" in page
    assert "là où vous êtes\u202f: Aude (11)" in page
    assert "dans votre région\u202f: Haute-Garonne (31)" in page
    assert ("Tonte à Lille" in page, "Site internet" in page) == (False, False)
    assert 'name="frequency"' not in page  # a member without the editor's role only reads


@pytest.mark.parametrize(
    ("served", "seen"),
    [
        ({"served_kind": "national"}, {"11", "31", "59"}),
        ({"served_kind": "places", "served_places": ["department:59"]}, {"11", "59"}),
        ({"served_kind": "radius", "served_radius_km": 120}, {"11", "31"}),
        ({}, {"11", "31"}),
    ],
    ids=["national", "places", "radius", "unsaid"],
)
def test_the_territory_said_decides(client_as, chloe, gardeners, now, served, seen):
    organization = gardeners(**served)
    read_in(
        *(call(int(code), datelimitereponse=SOON, objet=f"Tonte {code}", code_departement=[code]) for code in ("11", "31", "59")),
        now=now,
    )  # fmt: skip

    page = member_page(client_as(chloe), organization)

    assert {code for code in ("11", "31", "59") if f"Tonte {code}" in page} == seen


@pytest.mark.parametrize(
    ("departments", "own", "served", "nearness"),
    [
        ((), {"11"}, {"11"}, Nearness.UNSAID),
        (("11", "31"), {"11"}, {"11", "31"}, Nearness.OWN),
        (("31",), {"11"}, {"11", "31"}, Nearness.SERVED),
        (("31",), {"11"}, None, Nearness.NATIONAL),
        (("59",), {"11"}, {"11", "31"}, Nearness.FAR),
    ],
)
def test_how_a_place_stands_to_an_organization(departments, own, served, nearness):
    fit = fit_of(asked=["a", "b"], departments=departments, skills={"b"}, own=own, served=served, is_said=True)

    assert (fit.nearness, fit.skills, fit.suits) == (nearness, ("b",), nearness is not Nearness.FAR)


def test_the_offices_list_is_filtered_sorted_paged_and_exported(client_as, facilitator, taxonomy, now):
    read_in(
        GREEN, *(call(n, datelimitereponse=f"2099-11-{n:02d}T10:00:00+01:00", objet=f"Tonte {n}") for n in range(2, 26)),
        call(40, datelimitereponse=SOON, objet='=HYPERLINK("x")', donnees="{}", code_departement=["59"]), now=now,
    )  # fmt: skip
    office, address = client_as(facilitator), reverse("matching:opportunity_list")

    first = office.get(address).content.decode()
    by_place = office.get(address, {"department": "59"}).content.decode()
    by_skill = office.get(address, {"skill": "espaces-verts", "sort": "latest", "q": "Tonte 3"}).content.decode()
    table = b"".join(office.get(reverse("matching:opportunity_export"), {"department": "59"})).decode()

    assert first.index("Tonte 2<") < first.index("Tonte 10<")
    assert (first.count("<tr>"), "cursor=" in first) == (21, True)
    assert ("HYPERLINK" in by_place, "Tonte 2<" in by_place) == (True, False)
    assert ("Tonte 3<" in by_skill, "Tonte 4<" in by_skill) == (True, False)
    assert "'=HYPERLINK" in table
    assert office.get(address, {"skill": "nulle-part", "days": "x", "sort": "…"}).status_code == 200
    assert office.get(address, {"cursor": "…"}).status_code == 400


def test_the_list_costs_the_same_however_many(client_as, facilitator, taxonomy, django_assert_max_num_queries, now):
    office, address = client_as(facilitator), reverse("matching:opportunity_list")
    read_in(GREEN, now=now)
    office.get(address)
    read_in(*(call(n, datelimitereponse=SOON) for n in range(2, 15)), now=now)

    with django_assert_max_num_queries(12):
        office.get(address)


def test_a_need_is_made_in_one_click_and_only_once(client_as, facilitator, taxonomy, now):
    read_in(GREEN, now=now)
    address = reverse("matching:opportunity_brief", args=[calls().get().pk])

    answers = [client_as(facilitator).post(address)["Location"] for _click in range(2)]

    brief = Brief.objects.across_scopes(reason="test").get()
    assert answers == [reverse("matching:brief", args=[brief.number])] * 2
    assert (brief.origin, brief.kind, brief.place_code, brief.owner_id, brief.buyer_organization_name) == (
        "opportunity", "tender", "department:11", facilitator.pk, "Commune de Villeneuve-l'Essai",
    )  # fmt: skip
    assert (brief.budget_most_cents, str(brief.answers_due)) == (12_000_000, "2099-12-18")
    assert published_verbs().count("brief.received") == 1


def test_no_need_is_made_of_a_call_that_has_ended(facilitator, amina, taxonomy, now):
    read_in(GREEN, CANCELLATION, now=now)

    with pytest.raises(Conflict):
        uses.make_brief(actor=acting(facilitator), opportunity_id=calls().get().pk, now=now)
    with pytest.raises(NotAllowed):
        uses.make_brief(actor=acting(amina), opportunity_id=calls().get().pk, now=now)


def test_an_interest_is_said_once_told_to_the_office_and_taken_back(
    client_as, amina, chloe, facilitator, gardeners, now
):
    organization = gardeners()
    read_in(GREEN, now=now)
    row = calls().get()
    address = reverse("matching:opportunity_interest", args=[organization.slug, row.pk])

    refused = client_as(chloe).post(address).status_code
    for _click in range(2):
        client_as(amina).post(address)
    mail_interest(opportunity_id=row.pk, organization_id=organization.pk)
    page = client_as(facilitator).get(reverse("matching:opportunity", args=[row.pk])).content.decode()
    client_as(amina).post(address, {"back": "1"})

    assert (refused, published_verbs().count("opportunity.interest_said")) == (404, 1)
    assert [message.to for message in mail.outbox] == [[facilitator.email]]
    assert organization.name in page
    assert not OpportunityInterest.objects.across_scopes(reason="test").exists()


def test_those_interested_learn_of_a_correction(gardeners, amina, bruno, facilitator, now):
    organization = gardeners()
    read_in(GREEN, now=now)
    row = calls().get()
    uses.say_interest(actor=acting(amina), organization_id=organization.pk, opportunity_id=row.pk, now=now)
    read_in(CORRECTION | {"datelimitereponse": "2099-12-30T12:00:00+01:00"}, now=now)

    mail_change(opportunity_id=row.pk)

    assert {message.to[0] for message in mail.outbox} == {amina.email, bruno.email}
    assert all("Corrigé" in message.subject for message in mail.outbox)


def test_a_digest_tells_each_call_once(gardeners, amina, chloe, le_fournil, driss, now):
    gardeners()
    read_in(GREEN, now=now)
    week = timedelta(days=7)

    sent = [digests.send_digests(now=at) for at in (now, now, now + week)]
    read_in(call(2, datelimitereponse=SOON, objet="Tonte du stade"), now=now + week)
    sent += [digests.send_digests(now=at) for at in (now + week, now + 2 * week)]

    assert sent == [1, 0, 0, 0, 1]
    assert [message.to for message in mail.outbox] == [[amina.email]] * 2
    assert "Entretien des espaces verts" in mail.outbox[0].body
    assert ("Entretien des espaces verts" in mail.outbox[1].body, "Tonte du stade" in mail.outbox[1].body) == (
        False,
        True,
    )


def test_the_letters_stop_by_their_link_and_by_the_mail_program(client, client_as, gardeners, amina, now):
    organization = gardeners()
    read_in(GREEN, now=now)
    digests.send_digests(now=now)
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").partition("/opportunites/")[2]

    asked = client.get(f"/opportunites/{address}").content.decode()
    client.post(f"/opportunites/{address}", {"List-Unsubscribe": "One-Click"})
    read_in(call(2, datelimitereponse=SOON), now=now)

    assert "Arrêter ces courriels" in asked
    assert digests.send_digests(now=now + timedelta(days=8)) == 0
    client_as(amina).post(reverse("matching:opportunity_letters", args=[organization.slug]), {"frequency": "daily"})
    assert digests.send_digests(now=now + timedelta(days=8)) == 1
    assert client.get("/opportunites/desabonnement/faux/").status_code == 404


def test_a_file_sent_by_the_page_is_read_as_a_job(client_as, facilitator, taxonomy):
    office, address = client_as(facilitator), reverse("matching:notices_run_list")

    answer = office.post(
        address, {"file": SimpleUploadedFile("avis.json", as_file(GREEN, call(2, datelimitereponse=None)))}
    )
    run = NoticesRun.objects.across_scopes(reason="test").get()
    waiting = office.get(answer["Location"]).content.decode()
    runs.execute_run(run_id=run.pk, clock=timezone.now)
    again = runs.execute_run(run_id=run.pk, clock=timezone.now)
    done = office.get(answer["Location"]).content.decode()

    run.refresh_from_db()
    assert (run.state, run.created, run.rejected, again, bool(run.file)) == ("done", 1, 1, None, False)
    assert ("hx-trigger" in waiting, "every 1s" in done) == (True, False)
    assert "aucune date limite" in done


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"<html>", b"{}"])
def test_a_file_that_holds_no_notices_is_refused_by_the_page(client_as, facilitator, content):
    answer = client_as(facilitator).post(
        reverse("matching:notices_run_list"), {"file": SimpleUploadedFile("avis.json", content)}
    )

    assert answer.status_code == 422
    assert not NoticesRun.objects.across_scopes(reason="test").exists()


def test_markup_in_a_notice_is_shown_as_words(client_as, facilitator, taxonomy, now):
    read_in(GREEN | {"objet": "<script>alert(1)</script>", "url_avis": "javascript:alert(1)"}, now=now)

    page = client_as(facilitator).get(reverse("matching:opportunity", args=[calls().get().pk])).content.decode()

    assert ("<script>alert(1)" in page, "javascript:" in page) == (False, False)


def test_a_deadline_that_has_just_passed_hides_the_call(client_as, chloe, gardeners):
    organization = gardeners()
    read_in(CALL, now=datetime(2026, 11, 21, tzinfo=UTC))
    calls().update(deadline=timezone.now() - timedelta(minutes=1))

    assert "Entretien des espaces verts" not in member_page(client_as(chloe), organization)
