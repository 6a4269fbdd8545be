"""The pages: rights, fixed query counts, forms that keep what was typed, the calendar's contract."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from maillage.directory.models import Profile
from maillage.matching.models import Brief, Coproduction, Milestone
from maillage.matching.services.coproductions import opening, partners, planning, reviewing
from tests.factories.accounts import acting
from tests.matching.coproductions.conftest import GIVEN, delivered, fresh, review, seat, shares
from tests.matching.coproductions.test_working import DUE, STEP, entry

pytestmark = pytest.mark.django_db


def address(work, slug="la-bobine", end=""):
    return f"/o/{slug}/coproductions/{work.pk}/{end}"


def test_partners_and_office_see_it_and_nobody_else(
    work, amina, chloe, driss, elise, facilitator, client_as, le_fournil
):
    own = [client_as(one).get(address(work)).status_code for one in (amina, chloe, facilitator)]
    partner = client_as(driss).get(address(work, "le-fournil")).status_code
    strangers = [client_as(one).get(address(work)).status_code for one in (driss, elise)]
    office = [client_as(one).get(f"/reseau/coproductions/{work.pk}/").status_code for one in (facilitator, driss)]

    assert (own, partner, strangers, office) == ([200, 200, 200], 200, [404, 404], [200, 404])


def test_who_has_left_sees_it_no_more(work, driss, le_fournil, client_as, now):
    partners.leave(**seat(driss, le_fournil, work), reason="", now=now)

    assert client_as(driss).get(address(work, "le-fournil")).status_code == 404
    assert "Un documentaire" not in client_as(driss).get("/o/le-fournil/coproductions/").text


def test_the_list_takes_the_same_queries_for_one_and_for_three(work, amina, la_bobine, le_fournil, client_as, now):
    browser = client_as(amina)
    counts = []
    browser.get("/o/la-bobine/coproductions/")
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            browser.get("/o/la-bobine/coproductions/")
        counts.append(len(seen))
        for number in range(2):
            opening.open_by_member(
                actor=acting(amina), organization_id=la_bobine.pk, key=None, role="", weight=1, now=now,
                work=opening.WorkGiven(title=f"Autre {number}"),
                partners=[opening.PartnerGiven(organization_id=le_fournil.pk)],
            )  # fmt: skip

    assert counts[0] == counts[1] <= 13


def test_the_page_takes_the_same_queries_for_one_and_for_three_of_each(work, amina, la_bobine, client_as, now):
    browser, counts = client_as(amina), []
    browser.get(address(work))
    for times in (1, 2):
        for _time in range(times):
            planning.add_milestone(**seat(amina, la_bobine, work), key=None, step=STEP, now=now)
            planning.add_deliverable(**seat(amina, la_bobine, work), key=None, step=DUE, now=now)
            entry(amina, la_bobine, work, now)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address(work))
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 22


@pytest.mark.parametrize("sort", ["recents", "titre", "fin", "budget", "n’importe"])
def test_a_list_is_walked_whole_in_every_order(amina, la_bobine, le_fournil, client_as, now, sort):
    for number in range(23):
        opening.open_by_member(
            actor=acting(amina), organization_id=la_bobine.pk, key=None, role="", weight=1, now=now,
            work=opening.WorkGiven(
                title=f"Projet {number:02}", budget_cents=number % 3, ends_on=date(2027, 1, 1 + number % 5) if number % 2 else None,
            ),
            partners=[opening.PartnerGiven(organization_id=le_fournil.pk)],
        )  # fmt: skip
    browser = client_as(amina)

    first = browser.get(f"/o/la-bobine/coproductions/?tri={sort}").context["page"]
    second = browser.get(f"/o/la-bobine/coproductions/?tri={sort}&cursor={first.next_cursor}").context["page"]

    titles = [line.work.title for page in (first, second) for line in page.rows]
    assert sorted(titles) == [f"Projet {number:02}" for number in range(23)]
    assert second.next_cursor == ""


def test_states_filter_and_the_export_holds_no_formula(work, amina, facilitator, client_as, now):
    Coproduction.objects.across_scopes(reason="test").update(title="=1+1")
    browser = client_as(amina)

    csv = b"".join(browser.get("/o/la-bobine/coproductions/export.csv")).decode("utf-8-sig").splitlines()
    none = b"".join(browser.get("/o/la-bobine/coproductions/export.csv?etat=closed")).decode().splitlines()
    office = client_as(facilitator).get("/reseau/coproductions/?etat=planned").text

    assert csv[1].startswith("'=1+1;")
    assert "10000,01;EUR;La Bobine;La Bobine, Le Fournil" in csv[1]
    assert (len(csv), len(none)) == (2, 1)
    assert "=1+1" in office


def form_of_new(le_fournil, **more):
    return {
        "title": "Une fête", "language": "fr", "weight": "1", "partners-TOTAL_FORMS": "1", "partners-INITIAL_FORMS": "0",
        "partners-0-name": le_fournil.name, "partners-0-organization": str(le_fournil.pk), "partners-0-weight": "1",
        "budget": "1000", **more,
    }  # fmt: skip


def test_a_member_starts_common_work_in_the_browser(amina, la_bobine, le_fournil, client_as):
    Profile.objects.create(organization=le_fournil, listing="listed")
    browser = client_as(amina)
    blank = browser.get("/o/la-bobine/coproductions/nouvelle/")
    wrong = browser.post(
        "/o/la-bobine/coproductions/nouvelle/",
        form_of_new(le_fournil, **{"partners-0-name": "Personne", "description": "gardée", "ends_on": "2020-01-01",
                                   "starts_on": "2021-01-01"}),
    )  # fmt: skip
    alone = browser.post("/o/la-bobine/coproductions/nouvelle/", form_of_new(le_fournil, **{"partners-0-name": ""}))
    made = browser.post("/o/la-bobine/coproductions/nouvelle/", form_of_new(le_fournil))

    assert [one.status_code for one in (blank, wrong, alone, made)] == [200, 422, 422, 303]
    assert "gardée" in wrong.text
    assert Coproduction.objects.across_scopes(reason="test").get().title == "Une fête"
    assert browser.get(made.headers["Location"]).status_code == 200


def test_an_entry_that_is_refused_keeps_what_was_typed(work, amina, client_as):
    refused = client_as(amina).post(
        address(work, end="temps/"), {"day": "2026-11-02", "time": "beaucoup", "note": "gardé"}
    )

    assert refused.status_code == 422
    assert 'value="gardé"' in refused.text


def test_a_conflict_shows_both_versions(work, amina, la_bobine, client_as, now):
    row = planning.add_milestone(**seat(amina, la_bobine, work), key=None, step=STEP, now=now)
    browser = client_as(amina)
    typed = {"title": "Le mien", "starts_on": "2026-11-02", "ends_on": "2026-11-20", "version": "1"}
    Milestone.objects.across_scopes(reason="test").filter(pk=row.pk).update(title="Le sien", version=2)
    details = {"title": "Mon titre", "language": "fr", "version": "1", "budget": "10"}
    Coproduction.objects.across_scopes(reason="test").filter(pk=work.pk).update(title="Son titre", version=2)

    step = browser.post(address(work, end=f"jalons/{row.pk}/"), typed)
    whole = browser.post(address(work, end="description/"), details)
    saved = browser.post(address(work, end=f"jalons/{row.pk}/"), typed | {"version": "2"})

    assert (step.status_code, whole.status_code, saved.status_code) == (409, 409, 303)
    assert all(word in step.text for word in ("Le mien", "Le sien"))
    assert all(word in whole.text for word in ("Mon titre", "Son titre"))


def test_every_small_form_answers(work, amina, driss, la_bobine, le_fournil, client_as, now):
    row = planning.add_deliverable(**seat(amina, la_bobine, work), key=None, step=DUE, now=now)
    done = entry(amina, la_bobine, work, now)
    browser = client_as(amina)
    parts = {one.organization.slug: one for one in partners.partners_in(work)}
    sent = [
        ("jalons/", {"title": "A", "starts_on": "2026-11-02", "ends_on": "2026-11-03"}),
        ("livrables/", {"title": "B", "due_on": "2026-11-02"}),
        (f"livrables/{row.pk}/remise/", {"choice": "deliver"}),
        ("temps/", {"day": "2026-11-02", "time": "3h30"}),
        (f"temps/{done.pk}/correction/", {}),
        ("decisions/", {"text": "Oui.", "day": "2026-11-02"}),
        ("role/", {"role": "Image"}),
        ("parts/", {"version": "1", f"share-{parts['la-bobine'].pk}": "1", f"share-{parts['le-fournil'].pk}": "3"}),
        ("etat/", {"seen": "planned", "target": "running"}),
        ("mandataire/", {"partner": str(parts["le-fournil"].pk)}),
    ]

    assert [(end, browser.post(address(work, end=end), data).status_code) for end, data in sent] == [
        (end, 303) for end, _data in sent
    ]
    assert browser.post(address(work, end="etat/"), {"seen": "x", "target": "y"}).status_code == 422
    assert client_as(driss).post(address(work, "le-fournil", "participation/"), {"choice": "?"}).status_code == 422


def test_the_buyer_reviews_by_a_private_link_and_the_private_word_is_for_the_office(
    with_buyer, amina, driss, facilitator, la_bobine, client, client_as, now
):
    delivered(with_buyer, amina, la_bobine, now)
    url = f"/coproductions/avis/{reviewing.review_key(fresh(with_buyer))}/"
    marks = dict.fromkeys(("quality", "deadlines", "communication", "budget", "cooperation"), "5")
    typed = {**marks, "author_name": "Sabine", "public_quote": "Parfait.", "private_comment": "Un retard tu."}

    missing = client.post(url, typed | {"quality": ""})
    sent = client.post(url, typed)
    again = client.post(url, typed)
    partner, office = (
        client_as(amina).get(address(with_buyer)).text,
        client_as(facilitator).get(f"/reseau/coproductions/{with_buyer.pk}/").text,
    )

    assert [client.get(url).status_code, missing.status_code, sent.status_code, again.status_code] == [
        200,
        422,
        303,
        409,
    ]
    assert ("Un retard tu." in partner, "Un retard tu." in office) == (False, True)
    assert client.get("/coproductions/avis/forge/").status_code == 404


def test_partners_read_reviews_once_they_have_given_theirs(work, amina, driss, la_bobine, le_fournil, client_as, now):
    delivered(work, amina, la_bobine, now)
    whole = review(2, public_quote="Difficile.", has_quote_consent=True)
    reviewing.review_as_partner(**seat(amina, la_bobine, work), whole=whole, others={le_fournil.pk: review(2)}, now=now)
    browser = client_as(driss)
    before = browser.get(address(work, "le-fournil")).text
    marks = dict.fromkeys(("quality", "deadlines", "communication", "budget", "cooperation"), "4")

    half = browser.post(address(work, "le-fournil", "avis/"), {**marks, "author_name": "Driss",
        f"p{partners.partners_in(work)[0].pk.hex}-quality": "3"})  # fmt: skip
    sent = browser.post(address(work, "le-fournil", "avis/"), {**marks, "author_name": "Driss"})

    assert (half.status_code, sent.status_code) == (422, 303)
    assert ("Difficile." in before, "Difficile." in browser.get(address(work, "le-fournil")).text) == (False, True)


def test_the_calendar_follows_by_a_secret_address(work, amina, la_bobine, client, client_as, now):
    row = planning.add_milestone(**seat(amina, la_bobine, work), key=None, step=STEP, now=now)
    planning.add_deliverable(**seat(amina, la_bobine, work), key=None, step=DUE, now=now)
    browser = client_as(amina)
    secret = browser.get("/o/la-bobine/coproductions/").context["calendar_address"].partition("/coproductions/")[2]

    answer = client.get(f"/coproductions/{secret}")
    events = {str(one["uid"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    browser.post("/o/la-bobine/coproductions/agenda/")

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(events) == 2
    one = events[f"{row.pk}@maillage"]
    assert (str(one["summary"]), one["dtstart"].dt, one["dtend"].dt) == (
        "Tournage",
        date(2026, 11, 2),
        date(2026, 11, 21),
    )
    assert str(one["url"]).endswith(f"/o/la-bobine/coproductions/{work.pk}/")
    assert b"\r\n" in answer.content
    assert client.get(f"/coproductions/{secret}").status_code == 410
    assert client.get("/coproductions/agenda/forge.ics").status_code == 404
    assert GIVEN.title == work.title


def test_shares_far_from_the_budget_are_refused_and_small_weights_are_not(work, amina, la_bobine, client_as):
    browser, rows = client_as(amina), {one.organization.slug: one.pk for one in partners.partners_in(work)}

    def sent(version, lead, other):
        data = {"version": version, f"share-{rows['la-bobine']}": lead, f"share-{rows['le-fournil']}": other}
        return browser.post(address(work, end="parts/"), data)

    before = shares(work)
    mistyped = sent("1", "999999", "2300.50")
    kept = shares(work)
    weighted = sent("1", "3", "1")

    assert (mistyped.status_code, kept, weighted.status_code) == (422, before, 303)
    assert all(figure in mistyped.text.replace("\u202f", " ") for figure in ("1 002 299,50", "10 000,01"))
    assert shares(work) == {"la-bobine": 7_500_01, "le-fournil": 2_500_00}


def test_the_words_that_a_buyer_wrote_in_confidence_are_not_proposed_for_the_public_page(
    with_buyer, amina, la_bobine, client_as, now
):
    told = "Un film pour nos 30 ans, budget de 9 000 euros."
    Brief.objects.across_scopes(reason="test").filter(pk=with_buyer.brief_id).update(text=told)
    delivered(with_buyer, amina, la_bobine, now)
    Coproduction.objects.across_scopes(reason="test").filter(pk=with_buyer.pk).update(description=told)
    copied = client_as(amina).get(address(with_buyer, end="publication/"))
    Coproduction.objects.across_scopes(reason="test").filter(pk=with_buyer.pk).update(description="Cinq portraits.")
    own = client_as(amina).get(address(with_buyer, end="publication/"))

    assert (copied.status_code, "9 000 euros" in copied.text) == (200, False)
    assert "Cinq portraits." in own.text
