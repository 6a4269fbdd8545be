"""Two organizations become one: facts move, nothing is doubled, and undoing gives back what was."""

from uuid import uuid4

import pytest

from maillage.links.models import Introduction, Invitee, Link, LinkFact
from maillage.links.services.facts import record_facts
from maillage.links.services.happenings import note_invited
from maillage.links.services.introductions import suggest_meetings
from maillage.links.services.moving import move_facts, move_facts_back
from maillage.links.types import LinkKind, Meeting, NewFact, pair_of

pytestmark = pytest.mark.django_db


def facts():
    rows = LinkFact.objects.across_scopes(reason="test").order_by("kind", "key", "left_id", "right_id")
    return list(rows.values_list("left_id", "right_id", "kind", "key", "origin_id"))


def links():
    rows = Link.objects.across_scopes(reason="test").order_by("left_id", "right_id", "readership")
    return list(rows.values_list("left_id", "right_id", "readership", "strength", "facts"))


@pytest.fixture
def four(cast, listed, tied, today):
    """Bobine (kept), Fournil (absorbed), and two others that both know."""
    bobine, fournil = cast
    one, other = listed(), listed()
    tied(bobine, one, "won", key="answer:1")
    tied(fournil, one, "won", key="answer:1")
    tied(fournil, one, "supplies", key="declaration:1", origin_id=fournil.pk)
    tied(fournil, other, "met", key="introduction:1")
    tied(bobine, fournil, "premises", key="declaration:2")
    suggest_meetings([Meeting(*pair_of(fournil.pk, other.pk), 0.4)], today=today)
    Introduction.objects.across_scopes(reason="test").update(state="declined")
    brief = uuid4()
    for each in (bobine, fournil):
        note_invited(brief_id=brief, organization_id=each.pk, day=today, today=today)
    return bobine, fournil, one, other


def merge(four, now, today, merge_id):
    return move_facts(kept_id=four[0].pk, absorbed_id=four[1].pk, merge_id=merge_id, now=now, today=today)


def test_facts_move_once_and_tie_nobody_to_itself(four, now, today):
    bobine, fournil, one, other = four
    merge_id = uuid4()
    for _time in range(2):
        merge(four, now, today, merge_id)

    told = facts()
    assert [(kind, key) for _left, _right, kind, key, _origin in told] == [
        ("met", "introduction:1"), ("supplies", "declaration:1"), ("won", "answer:1"),
    ]  # fmt: skip
    assert fournil.pk not in {key for left, right, *_rest, origin in told for key in (left, right, origin)}
    assert {frozenset(row[:2]) for row in links()} == {frozenset((bobine.pk, one.pk)), frozenset((bobine.pk, other.pk))}
    assert Introduction.objects.across_scopes(reason="test").get().left_id == pair_of(bobine.pk, other.pk)[0]
    assert Invitee.objects.across_scopes(reason="test").count() == 1


def test_undoing_gives_both_back_what_they_had(four, now, today):
    before, drawn = facts(), links()
    merge_id = uuid4()
    merge(four, now, today, merge_id)

    assert move_facts_back(merge_id=merge_id, today=today) == 5
    assert move_facts_back(merge_id=merge_id, today=today) == 0

    assert (facts(), links()) == (before, drawn)
    assert Invitee.objects.across_scopes(reason="test").count() == 2


def test_a_late_fact_about_the_absorbed_one_is_about_the_kept(four, now, today):
    bobine, fournil, one, _other = four
    merge(four, now, today, uuid4())

    record_facts(
        [NewFact(pair=pair_of(fournil.pk, one.pk), kind=LinkKind.COPRODUCED, key="coproduction:9", day=today)],
        today=today,
    )

    assert (*pair_of(bobine.pk, one.pk), "coproduced", "coproduction:9", None) in facts()
