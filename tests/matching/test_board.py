"""The office's work on a brief: two facilitators at once overwrite nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from maillage.kit.errors import Conflict, NotAllowed
from maillage.matching.queries.board import board
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import conversation, intake, qualification
from maillage.matching.services.buyer_links import key_of
from maillage.matching.types import BriefKind, BriefState
from tests.factories.accounts import acting
from tests.factories.events import published_verbs

pytestmark = pytest.mark.django_db

NEED = NeedGiven(title="Affiches", text="Deux cents affiches pour la fête.", kind=BriefKind.QUOTE)
BUYER = BuyerGiven(name="Maison des jeunes", email="mj@exemple.fr")


@pytest.fixture
def brief(facilitator, now):
    return intake.enter_brief(actor=acting(facilitator), need=NEED, buyer=BUYER, now=now)


def moved(person, brief, seen, target, now):
    return qualification.move_brief(
        actor=acting(person), brief_id=brief.pk, seen=BriefState(seen), target=BriefState(target), now=now
    )


def test_a_move_asked_twice_is_done_once(facilitator, brief, now):
    for _click in range(2):
        moved(facilitator, brief, "new", "qualifying", now)

    brief.refresh_from_db()
    assert brief.state == "qualifying"
    assert published_verbs().count("brief.moved") == 1


def test_a_move_from_a_state_that_is_past_is_told_and_not_done(facilitator, administrator, brief, now):
    moved(facilitator, brief, "new", "contacted", now)

    with pytest.raises(Conflict) as refusal:
        moved(administrator, brief, "new", "shortlisting", now)

    brief.refresh_from_db()
    assert (brief.state, refusal.value.code) == ("contacted", "moved_meanwhile")


def test_an_award_needs_an_answer_that_the_buyer_has_seen(facilitator, brief, now):
    with pytest.raises(qualification.AwardedByHand):
        moved(facilitator, brief, "new", "awarded", now)


def test_who_moves_a_brief_first_has_it_in_hand(administrator, facilitator, brief, now):
    qualification.assign_brief(actor=acting(facilitator), brief_id=brief.pk, owner_id=None, now=now)

    moved(administrator, brief, "new", "qualifying", now)

    brief.refresh_from_db()
    assert brief.owner_id == administrator.pk


def test_two_corrections_at_once_lose_nothing(client_as, facilitator, administrator, brief, now):
    address = reverse("matching:brief_correction", args=[brief.number])
    given = {"step": "send", "version": "1", "text": NEED.text, "kind": "quote", "buyer_name": "MJ"}

    first = client_as(facilitator).post(address, {**given, "title": "Cent affiches"})
    second = client_as(administrator).post(address, {**given, "title": "Mille affiches"})

    brief.refresh_from_db()
    page = second.content.decode()
    assert (first.status_code, second.status_code, brief.title) == (303, 409, "Cent affiches")
    assert "Mille affiches" in page
    assert 'name="version" value="2"' in page


def test_members_and_strangers_reach_nothing_of_a_brief(client_as, amina, elise, brief, now):
    address = reverse("matching:brief", args=[brief.number])

    assert [client_as(person).get(address).status_code for person in (amina, elise)] == [404, 404]
    with pytest.raises(NotAllowed):
        qualification.write_note(actor=acting(amina), brief_id=brief.pk, text="…", now=now)


def test_the_first_answer_keeps_the_promise(facilitator, brief, now):
    brief.first_reply_at = None
    later = now + timedelta(hours=2)

    for text in ("Bonjour !", "Encore une question."):
        conversation.write_to_buyer(actor=acting(facilitator), brief_id=brief.pk, text=text, now=later)

    brief.refresh_from_db()
    assert brief.first_reply_at == later


def test_the_thread_is_read_on_both_sides(client, client_as, facilitator, brief, now):
    conversation.write_to_buyer(actor=acting(facilitator), brief_id=brief.pk, text="Pour quelle date ?", now=now)
    client.post(reverse("matching:buyer_message", args=[key_of(brief)]), {"text": "Pour le 12 mars."})

    office = client_as(facilitator).get(reverse("matching:brief", args=[brief.number])).content.decode()
    buyer = client.get(reverse("matching:buyer_brief", args=[key_of(brief)])).content.decode()
    assert all(words in page for words in ("Pour quelle date", "Pour le 12 mars.") for page in (office, buyer))


def test_notes_of_the_office_never_reach_the_buyer(client, facilitator, brief, now):
    qualification.write_note(actor=acting(facilitator), brief_id=brief.pk, text="Mauvais payeur ?", now=now)

    assert "Mauvais payeur" not in client.get(reverse("matching:buyer_brief", args=[key_of(brief)])).content.decode()


def test_a_withdrawn_need_cannot_be_moved_by_who_saw_it_open(client, facilitator, brief, now):
    client.post(reverse("matching:buyer_withdrawal", args=[key_of(brief)]))

    with pytest.raises(Conflict):
        moved(facilitator, brief, "new", "qualifying", now)


def test_late_is_told_in_working_hours(facilitator, now):
    friday_evening = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    brief = intake.enter_brief(actor=acting(facilitator), need=NEED, buyer=BUYER, now=friday_evening)
    scope = acting(facilitator).scope

    def is_late(at):
        (column,) = [c for c in board(scope=scope, now=at, today=at.date()) if c.state is BriefState.NEW]
        return column.cards[0].promise.is_broken

    assert brief.number > 0
    assert [is_late(datetime(2026, 11, 23, hour, 0, tzinfo=UTC)) for hour in (10, 13)] == [False, True]


def test_the_board_is_filtered_by_words_number_and_hands(client_as, facilitator, administrator, brief, now):
    other = intake.enter_brief(
        actor=acting(administrator), need=NeedGiven(title="Site web", text="Un site pour notre épicerie.", kind=BriefKind.QUOTE),
        buyer=BUYER, now=now,
    )  # fmt: skip
    office, address = client_as(facilitator), reverse("matching:board")

    def shown(**query):
        page = office.get(address, query).content.decode()
        return [title for title in ("Affiches", "Site web") if f">{title}</a>" in page]

    assert shown(q="épicerie") == ["Site web"]
    assert shown(q=f"B-{other.number}") == ["Site web"]
    assert shown(mine="1") == ["Affiches"]
    assert shown() == ["Affiches", "Site web"]


def test_the_next_action_is_noted_and_its_day_told(client_as, facilitator, brief):
    office = client_as(facilitator)

    office.post(
        reverse("matching:brief_action", args=[brief.number]),
        {"next_action": "Rappeler", "next_action_due": "2026-11-20"},
    )

    brief.refresh_from_db()
    assert (brief.next_action, brief.next_action_due) == ("Rappeler", date(2026, 11, 20))


def test_the_page_of_a_need_tells_its_history_with_who_and_why(client_as, facilitator, administrator, brief, now):
    office = client_as(facilitator)
    moved(administrator, brief, "new", "qualifying", now)
    office.post(
        reverse("matching:brief_move", args=[brief.number]),
        {"seen": "qualifying", "target": "not-awarded", "reason": "Le budget est gelé."},
    )

    page = office.get(reverse("matching:brief", args=[brief.number])).content.decode()

    told = page.split('id="history"')[1].split("</section>")[0]
    assert told.index("Le budget est gelé.") < told.index(administrator.name)
    assert facilitator.name in told
    assert told.count("<li>") == 2
