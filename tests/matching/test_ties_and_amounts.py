"""A ranking knows the links of candidates and the largest work that each has finished."""

import pytest

from maillage.links.models import Link
from maillage.links.services.facts import record_facts
from maillage.links.types import LinkKind, NewFact, pair_of
from maillage.matching.models import Coproduction, CoproductionPartner
from maillage.matching.queries.facts import Moment, tie_to_buyer, ties_to_able
from maillage.matching.queries.track_records import largest_shares
from maillage.matching.rules.ranking import CandidateFacts, Need, SkillShown, SkillWish, rank, replay, to_document
from tests.factories.accounts import OrganizationFactory

FILM = Need(brief_id="b", skills=(SkillWish("film"),), budget_most_cents=20_000_00)


@pytest.mark.django_db
def test_ties_are_the_links_of_all_evidence_with_those_able_chosen_and_the_buyer(now):
    one, able, chosen, buyer, stranger = (OrganizationFactory() for _ in range(5))
    today = now.date()
    for other, kind in ((able, "coproduced"), (chosen, "premises"), (buyer, "supplies"), (stranger, "coproduced")):
        record_facts([NewFact(pair=pair_of(one.pk, other.pk), kind=LinkKind(kind), key=kind, day=today)], today=today)
    need = Need(brief_id="b", skills=(SkillWish("film"),), buyer_organization_id=str(buyer.pk))
    strengths = dict(
        Link.objects.across_scopes(reason="test").filter(readership="office").values_list("kinds__0", "strength")
    )

    moment = Moment(
        now=now, today=today, received={}, banned=(), able_ids=frozenset({one.pk, able.pk}),
        chosen=frozenset({chosen.pk}),
    ).tied(need=need)  # fmt: skip

    assert tie_to_buyer(one.pk, need=need, moment=moment) == strengths["supplies"]
    expected = sorted((0.5, strengths["premises"]), reverse=True)
    assert ties_to_able(one.pk, moment=moment) == pytest.approx(tuple(expected))
    assert tie_to_buyer(stranger.pk, need=need, moment=moment) == 0.0


@pytest.mark.django_db
def test_links_cost_one_query_whatever_the_number_of_candidates(now, django_assert_num_queries):
    ids = frozenset(OrganizationFactory().pk for _ in range(3))
    moment = Moment(now=now, today=now.date(), received={}, banned=(), able_ids=ids)

    with django_assert_num_queries(1):
        moment.tied(need=FILM)


@pytest.mark.django_db
def test_the_largest_amount_is_a_share_of_work_that_is_finished(now, django_assert_num_queries):
    done, other = OrganizationFactory(), OrganizationFactory()
    for state, cents, accepted in (
        ("closed", 4_000_00, now), ("delivered", 9_000_00, now), ("running", 50_000_00, now), ("closed", 60_000_00, None),
    ):  # fmt: skip
        work = Coproduction.objects.create(
            title="Film", state=state, budget_cents=cents, created_at=now, ended_at=now if state == "closed" else None
        )
        CoproductionPartner.objects.create(
            coproduction=work, organization=done, share_cents=cents, invited_at=now, accepted_at=accepted
        )

    with django_assert_num_queries(1):
        found = largest_shares()

    assert found == {done.pk: 9_000_00}, other


def test_a_ranking_of_the_first_formula_is_replayed_to_the_same_result():
    facts = [CandidateFacts(organization_id=name, skills=(SkillShown("film"),)) for name in "ab"]
    stored = to_document(ranking=rank(need=FILM, candidates=facts)) | {"formula_version": 1}

    assert to_document(ranking=replay(document=stored)) == stored
