"""One award a brief; a refusal with a reason; silence chased, then closed."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from maillage.accounts.types import Actor
from maillage.kit.errors import Conflict, DomainError, IllegalMove, Invalid, NotAllowed, NotFound
from maillage.matching.models import Answer
from maillage.matching.services import qualification
from maillage.matching.services.answers import deciding, sending
from maillage.matching.types import BuyerReason
from tests.factories.accounts import OrganizationFactory, acting
from tests.factories.events import published_verbs
from tests.matching.answers.conftest import brief_state, buyer_key, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rival(team, sent, now):
    """Give a second answer before the same buyer."""
    other = team(OrganizationFactory(name="Le Rival"), form="alone")
    Answer.objects.across_scopes(reason="test").filter(pk=other.pk).update(state="sent", digest="f" * 64, sent_at=now)
    other.refresh_from_db()
    return other


def award(answer, now, comment="Bravo."):
    return deciding.award_as_buyer(key=buyer_key(answer), answer_id=answer.pk, comment=comment, now=now)


def decline(answer, now, reason=BuyerReason.PRICE, comment=""):
    return deciding.decline_as_buyer(
        key=buyer_key(answer), answer_id=answer.pk, reason=reason, comment=comment, now=now
    )


def test_only_the_office_sends_and_only_what_all_have_signed(written, signed, amina, facilitator, now):
    with pytest.raises(NotAllowed):
        sending.send_answer(actor=acting(amina), answer_id=signed.pk, now=now)

    sending.send_answer(actor=acting(facilitator), answer_id=signed.pk, now=now)
    with pytest.raises(IllegalMove):
        sending.send_answer(actor=acting(facilitator), answer_id=signed.pk, now=now)

    assert (state_of(signed), brief_state(signed), published_verbs().count("answer.sent")) == ("sent", "proposed", 1)


def test_an_award_ends_the_other_answers_and_a_double_click_is_one(sent, rival, now):
    award(sent, now)
    award(sent, now)

    assert (state_of(sent), state_of(rival), brief_state(sent)) == ("awarded", "declined", "awarded")
    assert [published_verbs().count(verb) for verb in ("answer.awarded", "answer.declined")] == [1, 1]
    rival.refresh_from_db()
    assert rival.buyer_reason == "other-chosen"
    with pytest.raises(DomainError):
        award(rival, now)


def test_no_award_after_withdrawal(sent, now):
    qualification.withdraw_brief(key=buyer_key(sent), now=now)
    deciding.close_answers(brief_id=sent.brief_id, now=now)
    again = deciding.close_answers(brief_id=sent.brief_id, now=now)

    with pytest.raises(Conflict):
        award(sent, now)

    assert (again, state_of(sent), brief_state(sent)) == (0, "declined", "withdrawn")


def test_the_last_refusal_closes_the_need(sent, rival, now):
    decline(sent, now)
    assert brief_state(sent) == "proposed"
    decline(rival, now)

    assert (state_of(rival), brief_state(sent)) == ("declined", "not-awarded")


def test_another_reason_asks_for_a_word(sent, now):
    with pytest.raises(Invalid):
        decline(sent, now, reason=BuyerReason.OTHER, comment=" ")


def test_a_draft_is_nothing_to_a_buyer(signed, now):
    with pytest.raises(NotFound):
        award(signed, now)
    with pytest.raises(NotFound):
        sending.ask_about(key=buyer_key(signed), answer_id=signed.pk, text="Quand ?", now=now)


def test_a_question_is_asked_once_and_answered_once(sent, amina, driss, la_bobine, le_fournil, now):
    ask = {"key": buyer_key(sent), "answer_id": sent.pk, "text": "Quand livrez-vous ?", "now": now}
    question, same = (sending.ask_about(**ask) for _click in range(2))
    reply = {"answer_id": sent.pk, "question_id": question.pk, "now": now}

    with pytest.raises(NotAllowed):
        sending.reply_to_buyer(actor=acting(driss), organization_id=le_fournil.pk, text="En mars.", **reply)
    sending.reply_to_buyer(actor=acting(amina), organization_id=la_bobine.pk, text="En mars.", **reply)
    with pytest.raises(Conflict):
        sending.reply_to_buyer(actor=acting(amina), organization_id=la_bobine.pk, text="En avril.", **reply)

    assert question.pk == same.pk
    assert [published_verbs().count(f"answer.question_{what}") for what in ("asked", "replied")] == [1, 1]


def test_the_office_records_what_it_was_told(sent, facilitator, elise, now):
    with pytest.raises(NotAllowed):
        deciding.record_award(actor=acting(elise), answer_id=sent.pk, comment="", now=now)

    deciding.record_award(actor=acting(facilitator), answer_id=sent.pk, comment="Au téléphone.", now=now)

    assert brief_state(sent) == "awarded"


def test_silence_is_chased_twice_then_closed(sent, now):
    chased = [len(deciding.chase_silent(now=now + timedelta(days=days))) for days in (6, 7, 7, 8, 14, 14, 29, 30, 31)]

    assert chased == [0, 1, 0, 0, 1, 0, 0, 0, 0]
    sent.refresh_from_db()
    assert (sent.state, sent.buyer_reason, brief_state(sent)) == ("declined", "silence", "not-awarded")


@pytest.mark.django_db(transaction=True)
def test_two_awards_at_the_same_moment_are_one(sent, rival, now):
    outcomes, start = [], Barrier(2)

    def click(answer):
        start.wait()
        try:
            deciding.record_award(actor=Actor.system(reason="test"), answer_id=answer.pk, comment="", now=now)
            outcomes.append("awarded")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=click, args=[answer]) for answer in (sent, rival)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) in (["awarded", "decided_already"], ["awarded", "illegal_move"])
    assert sorted([state_of(sent), state_of(rival)]) == ["awarded", "declined"]
