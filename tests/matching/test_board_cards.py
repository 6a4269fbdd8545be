"""The board's filters, and what is planned from its cards by two people at once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from maillage.kit.errors import Conflict
from maillage.matching.models import Brief
from maillage.matching.queries.board import Sought, board
from maillage.matching.queries.office_days import public_holidays
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.promise import working_hours_ago, working_hours_between
from maillage.matching.services import conversation, intake, qualification
from maillage.matching.services.qualification import plan_next, plan_seen
from maillage.matching.types import BriefKind, BriefState
from tests.factories.accounts import acting

DAY = date(2026, 11, 24)
INSTANTS = st.datetimes(min_value=datetime(2026, 1, 2), max_value=datetime(2026, 12, 30), timezones=st.just(UTC))


@given(INSTANTS, st.floats(min_value=0.1, max_value=60))
def test_so_many_hours_ago_so_many_have_passed(end, hours):
    holidays = public_holidays(years=(2025, 2026))

    start = working_hours_ago(end, hours, holidays=holidays)

    assert working_hours_between(start, end, holidays=holidays) == pytest.approx(hours, abs=1e-4)


@pytest.fixture
def enter(facilitator):
    def made(title, now, *, place="", skills=(), state=""):
        brief = intake.enter_brief(
            actor=acting(facilitator), buyer=BuyerGiven(name="MJ", email="mj@exemple.fr"), now=now,
            need=NeedGiven(
                title=title, text=f"Nous cherchons : {title}.", kind=BriefKind.QUOTE, place_code=place,
                skills=tuple(SkillAsked(slug) for slug in skills),
            ),
        )  # fmt: skip
        if state:
            qualification.move_brief(
                actor=acting(facilitator), brief_id=brief.pk, seen=BriefState.NEW, target=BriefState(state), now=now
            )
        brief.refresh_from_db()
        return brief

    return made


def titles(scope, now, **sought):
    found = board(scope=scope, now=now, today=now.date(), sought=Sought(**sought))
    return {card.brief.title for column in found for card in column.cards}


@pytest.mark.django_db
def test_place_skill_and_hands_filter_the_board(enter, facilitator, administrator, taxonomy, now):
    enter("Affiches", now, place="commune:69266", skills=["imprimerie"])
    jardin = enter("Jardin", now, place="department:11", skills=["espaces-verts"])
    enter("Site", now)
    qualification.assign_brief(actor=acting(facilitator), brief_id=jardin.pk, owner_id=None, now=now)
    scope = acting(facilitator).scope

    assert titles(scope, now, department="69") == {"Affiches"}
    assert titles(scope, now, department="11") == {"Jardin"}
    assert titles(scope, now, skill="imprimerie") == {"Affiches"}
    assert titles(scope, now, is_unowned=True) == {"Jardin"}
    assert titles(scope, now, owner_id=administrator.pk) == set()
    assert titles(scope, now) == {"Affiches", "Jardin", "Site"}


@pytest.mark.django_db
def test_late_is_what_the_cards_say(enter, facilitator, now):
    long_ago = now - timedelta(days=90)
    for number, state in enumerate(("", "qualifying", "shortlisting", "contacted", "answering", "proposed")):
        enter(f"Vieux {number}", long_ago, state=state)
        enter(f"Neuf {number}", now, state=state)
    answered = enter("Répondu", long_ago)
    conversation.write_to_buyer(actor=acting(facilitator), brief_id=answered.pk, text="Bonjour", now=long_ago)
    overdue = enter("À rappeler", now)
    qualification.plan_action(
        actor=acting(facilitator), brief_id=overdue.pk, action="Rappeler", due=now.date() - timedelta(days=1)
    )
    scope = acting(facilitator).scope

    cards = [card for column in board(scope=scope, now=now, today=now.date()) for card in column.cards]
    said = {card.brief.title for card in cards if card.promise.is_broken or card.is_action_late}

    assert titles(scope, now, is_late=True) == said
    assert {"Vieux 0", "À rappeler"} <= said
    assert "Répondu" not in said


@pytest.mark.django_db
def test_filters_stand_in_the_address_and_nonsense_is_passed_over(client_as, facilitator, enter, now):
    enter("Affiches", now)
    office, address = client_as(facilitator), reverse("matching:board")

    filtered = office.get(address, {"q": "Affiches", "dense": "on", "owner": "me"}).content.decode()
    odd = office.get(address, {"owner": "x", "skill": "x", "department": "999", "q": "y" * 500})

    assert 'value="Affiches"' in filtered
    assert "board--dense" in filtered
    assert "/reseau/besoins/?q=Affiches&amp;dense=on&amp;owner=me" in filtered
    assert (odd.status_code, "Affiches</a>" in odd.content.decode()) == (200, True)


@pytest.mark.django_db
def test_a_card_is_planned_where_it_stands_and_the_filters_stay(client_as, facilitator, administrator, enter, now):
    brief = enter("Affiches", now)
    office, address = client_as(facilitator), reverse("matching:brief_plan", args=[brief.number])
    given = {
        "owner": str(administrator.pk), "next_action": "Rappeler", "next_action_due": "2026-12-01",
        "seen": plan_seen(brief), "next": "/reseau/besoins/?q=Affiches",
    }  # fmt: skip

    form = office.get(address, headers={"HX-Request": "true"}).content.decode()
    answers = [office.post(address, given)["Location"] for _click in range(2)]
    away = office.post(address, {**given, "next": "https://ailleurs.example/"})["Location"]
    moved = office.post(
        reverse("matching:brief_move", args=[brief.number]),
        {"from": "board", "next": "/reseau/besoins/?q=x&card=1", "seen": "new", "target": "qualifying"},
    )["Location"]

    brief.refresh_from_db()
    assert 'name="next_action"' in form
    assert "<html" not in form
    assert answers == [f"/reseau/besoins/?q=Affiches&card={brief.number}#card-{brief.number}"] * 2
    assert away == f"/reseau/besoins/?card={brief.number}#card-{brief.number}"
    assert moved == f"/reseau/besoins/?q=x&card={brief.number}#card-{brief.number}"
    assert (brief.owner_id, brief.next_action, brief.next_action_due) == (
        administrator.pk,
        "Rappeler",
        date(2026, 12, 1),
    )


@pytest.mark.django_db
def test_what_somebody_planned_meanwhile_is_shown_and_nothing_typed_is_lost(
    client_as, facilitator, administrator, enter, now
):
    brief = enter("Affiches", now)
    address, seen = reverse("matching:brief_plan", args=[brief.number]), plan_seen(brief)

    client_as(administrator).post(address, {"owner": "", "next_action": "Attendre", "seen": seen})
    second = client_as(facilitator).post(address, {"owner": "", "next_action": "Rappeler", "seen": seen})

    brief.refresh_from_db()
    page = second.content.decode()
    assert (second.status_code, brief.next_action) == (409, "Attendre")
    assert 'value="Rappeler"' in page
    assert "Attendre" in page
    assert f'value="{plan_seen(brief)}"' in page


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_at_the_same_moment_do_not_overwrite_each_other(facilitator, administrator, enter, now):
    brief = enter("Affiches", now)
    seen, start, outcomes = plan_seen(brief), threading.Barrier(2), []

    def plan(person, action):
        start.wait()
        try:
            plan_next(
                actor=acting(person), brief_id=brief.pk, owner_id=person.pk, action=action, due=None, seen=seen, now=now
            )
            outcomes.append(action)
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=plan, args=pair) for pair in ((facilitator, "A"), (administrator, "B"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = Brief.objects.across_scopes(reason="test").get(pk=brief.pk).next_action
    assert sorted(outcomes) == sorted([kept, "conflict"])


@pytest.mark.django_db
def test_a_need_of_a_wider_place_counts_for_each_of_its_departements(enter, facilitator, taxonomy, now):
    enter("Métropole", now, place="epci:200046977")
    enter("Beaujolais", now, place="epci:200040590")  # in the Rhône and the Ain
    enter("Région", now, place="region:84")
    enter("Bretagne", now, place="region:53")
    scope = acting(facilitator).scope

    assert titles(scope, now, department="69") == {"Métropole", "Beaujolais", "Région"}
    assert titles(scope, now, department="01") == {"Beaujolais", "Région"}
    assert titles(scope, now, department="35") == {"Bretagne"}
