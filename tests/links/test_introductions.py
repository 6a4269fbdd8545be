"""Introductions: suggested, proposed by a click, answered by a link, followed until they have met."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from maillage.directory.models import Profile
from maillage.directory.types import Listing
from maillage.kit.errors import Conflict, IllegalMove, NotAllowed, NotFound
from maillage.links.models import Introduction, LinkFact
from maillage.links.services.introductions import (
    IntroductionOver,
    answer_introduction,
    introduction_of_key,
    note_met,
    propose_introduction,
    set_introduction_aside,
    suggest_meetings,
)
from maillage.links.services.keys import address_for, key_for
from maillage.links.services.mail import mail_accepted, mail_introduction
from maillage.links.types import Meeting, Reason, Why, pair_of
from tests.factories.accounts import acting
from tests.factories.events import published_verbs

pytestmark = pytest.mark.django_db


def rows():
    return Introduction.objects.across_scopes(reason="test")


@pytest.fixture
def suggested(cast, today):
    left, right = pair_of(cast[0].pk, cast[1].pk)
    why = (Why(Reason.NEAR, 0.8, metres=4_200), Why(Reason.NEIGHBOURS, 0.5, ("Encre commune", "Métal utile")))
    suggest_meetings([Meeting(left, right, 0.7, why)], today=today)
    return rows().get()


@pytest.fixture
def proposed(suggested, facilitator, now):
    return propose_introduction(
        actor=acting(facilitator), introduction_id=suggested.pk, note="Pensez au salon de juin.", now=now
    )


def say(row, organization, is_yes, now, actor=None):
    return answer_introduction(
        introduction_id=row.pk, organization_id=organization.pk, is_yes=is_yes, actor=actor or acting(None), now=now
    )


def test_a_night_s_suggestions_replace_the_last_but_not_what_was_decided(
    cast, listed, suggested, facilitator, now, today
):
    third = listed()
    left, right = pair_of(cast[0].pk, third.pk)
    suggest_meetings([Meeting(left, right, 0.5)], today=today)
    assert rows().count() == 1 and rows().get().score == 0.5

    set_introduction_aside(actor=acting(facilitator), introduction_id=rows().get().pk, now=now)
    assert suggest_meetings([Meeting(left, right, 0.9)], today=today) == 0
    assert rows().get().state == "set-aside"


def test_one_click_writes_to_both_in_their_languages(proposed, amina, bruno, driss, facilitator, now):
    driss.language = "en"
    driss.save()
    propose_introduction(actor=acting(facilitator), introduction_id=proposed.pk, note="", now=now)

    mail_introduction(introduction_id=proposed.pk)

    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {amina.email, bruno.email, driss.email}
    assert told[driss.email].subject == "Would you like to meet La Bobine?"
    assert told[amina.email].subject == "Souhaitez-vous rencontrer Le Fournil ?"
    assert "They are 4 km apart." in told[driss.email].body.replace("\N{NARROW NO-BREAK SPACE}", " ")
    for answer in ("oui", "non"):
        assert f"reponse={answer}" in told[driss.email].body
    assert "Pensez au salon de juin." in told[amina.email].body
    assert published_verbs().count("introduction.proposed") == 1


def test_an_organization_without_people_is_told_by_the_office(suggested, facilitator, now):
    propose_introduction(actor=acting(facilitator), introduction_id=suggested.pk, note="", now=now)

    mail_introduction(introduction_id=suggested.pk)

    assert [message.to for message in mail.outbox] == [[facilitator.email]] * 2


def test_both_say_yes_and_get_each_other_s_contacts(cast, proposed, amina, driss, now):
    say(proposed, cast[0], True, now)
    assert rows().get().state == "proposed"
    for _click in range(2):
        say(proposed, cast[1], True, now)

    assert rows().get().state == "accepted"
    assert published_verbs().count("introduction.accepted") == 1
    mail_accepted(introduction_id=proposed.pk)
    told = {message.to[0]: message.body for message in mail.outbox}
    assert driss.email in told[amina.email] and amina.email in told[driss.email]


def test_a_no_ends_it_and_the_other_is_not_told_by_whom(cast, proposed, now, client):
    say(proposed, cast[0], True, now)
    say(proposed, cast[1], False, now)

    page = client.get(address_for(rows().get(), organization_id=cast[0].pk)).content.decode()
    assert rows().get().state == "declined"
    assert not any(words in page for words in ("a dit non", "a décliné", "a refusé"))
    with pytest.raises(IntroductionOver):
        say(proposed, cast[1], True, now)


def test_met_becomes_a_fact_once(cast, proposed, amina, elise, driss, facilitator, now, today):
    with pytest.raises(NotFound):
        note_met(actor=acting(elise), introduction_id=proposed.pk, day=today, now=now, today=today)
    for _click in range(2):
        note_met(
            actor=acting(facilitator), introduction_id=proposed.pk, day=today - timedelta(days=2), now=now, today=today
        )

    fact = LinkFact.objects.across_scopes(reason="test").get()
    assert (fact.kind, fact.day, fact.readership) == ("met", today - timedelta(days=2), "shared")
    assert rows().get().state == "met"


def test_only_the_office_proposes_and_once(suggested, amina, elise, facilitator, now):
    for person in (amina, elise):
        with pytest.raises(NotAllowed):
            propose_introduction(actor=acting(person), introduction_id=suggested.pk, note="", now=now)
    for _click in range(2):
        propose_introduction(actor=acting(facilitator), introduction_id=suggested.pk, note="", now=now)

    assert published_verbs() == ["introduction.proposed"]
    with pytest.raises(IllegalMove):
        set_introduction_aside(actor=acting(facilitator), introduction_id=suggested.pk, now=now)


def test_whoever_has_left_the_directory_is_not_introduced(cast, suggested, facilitator, now):
    Profile.objects.across_scopes(reason="test").filter(pk=cast[0].pk).update(listing=Listing.UNLISTED.value)

    with pytest.raises(Conflict):
        propose_introduction(actor=acting(facilitator), introduction_id=suggested.pk, note="", now=now)


def test_keys_open_one_side_and_die_with_their_generation(cast, listed, proposed):
    key = key_for(proposed, organization_id=cast[0].pk)
    assert introduction_of_key(key)[1] == cast[0].pk

    with pytest.raises(NotFound):
        introduction_of_key(f"{key}x")
    with pytest.raises(NotFound):
        introduction_of_key(key_for(proposed, organization_id=listed().pk))
    rows().update(link_generation=9)
    with pytest.raises(IntroductionOver):
        introduction_of_key(key)


def test_a_visit_alone_answers_nothing_and_the_buttons_do(client, cast, proposed):
    key = key_for(proposed, organization_id=cast[0].pk)
    page = client.get(reverse("links:introduction", args=[key]), {"reponse": "oui"})

    assert (page.status_code, rows().get().left_answer, rows().get().right_answer) == (200, None, None)
    assert "Le Fournil" in page.content.decode()
    wrong = client.post(reverse("links:introduction_answer", args=[key]), {"reponse": "peut-être"})
    right = client.post(reverse("links:introduction_answer", args=[key]), {"reponse": "oui"})
    row = rows().get()
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert (row.left_answer if row.left_id == cast[0].pk else row.right_answer) is True


def test_suggestions_are_found_in_the_graph(listed, tied, today):
    from maillage.links.services.drawing import suggest_introductions

    hub, one, other = listed(), listed(), listed()
    tied(hub, one, "won")
    tied(hub, other, "won")

    assert suggest_introductions(today=today) == 1
    row = rows().get()
    assert {row.left_id, row.right_id} == {one.pk, other.pk}
    assert row.reasons[0] == {
        "reason": "neighbours",
        "share": pytest.approx(0.514, abs=0.01),
        "names": [hub.name],
        "metres": None,
    }
