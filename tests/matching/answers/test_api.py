"""`/api/v1/briefs/{id}/answers`: who sees which, and what is said of each."""

import uuid

import pytest

from maillage.accounts.types import OrganizationRole
from maillage.matching.models import Brief, ConsortiumPartner
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(team, sent):
    """Give a second answer to the same need, a draft of one organization alone; with one of its people."""
    alone = OrganizationFactory(name="Encre")
    person = UserFactory(email="encre@exemple.fr")
    MembershipFactory(user=person, organization=alone, role=OrganizationRole.MEMBER)
    return team(alone, form="alone"), person


def titles(response):
    assert response.status_code == 200, response.content
    return {one["id"] for one in response.json()["results"]}


def bought_by(answer, **buyer):
    Brief.objects.across_scopes(reason="test").filter(pk=answer.brief_id).update(**buyer)


def test_the_office_sees_all_a_partner_its_own_and_the_buyer_those_sent(call, sent, other, facilitator, elise, driss):
    draft, person = other
    path = f"/briefs/{sent.brief_id}/answers"
    bought_by(sent, buyer_id=elise.pk)

    assert titles(call("GET", path, by=facilitator)) == {str(sent.pk), str(draft.pk)}
    assert titles(call("GET", path, by=elise)) == {str(sent.pk)}
    assert titles(call("GET", path, by=driss)) == {str(sent.pk)}
    assert titles(call("GET", path, by=person)) == {str(draft.pk)}


def test_a_buyer_sees_nothing_of_what_is_being_written(call, written, elise):
    bought_by(written, buyer_id=elise.pk)

    assert titles(call("GET", f"/briefs/{written.brief_id}/answers", by=elise)) == set()


def test_a_buyer_that_is_a_partner_too_sees_its_own_draft(call, sent, other, elise):
    draft, person = other
    bought_by(sent, buyer_id=person.pk)

    assert titles(call("GET", f"/briefs/{sent.brief_id}/answers", by=person)) == {str(sent.pk), str(draft.pk)}


def test_others_and_those_who_have_left_find_nothing(call, sent, elise, driss, le_fournil, now, facilitator):
    path = f"/briefs/{sent.brief_id}/answers"
    assert call("GET", path, by=elise).status_code == 404

    rows = ConsortiumPartner.objects.across_scopes(reason="test").filter(organization=le_fournil)
    rows.update(left_at=now, left_reason="Plus de temps.")

    assert call("GET", path, by=driss).status_code == 404
    assert call("GET", f"/briefs/{uuid.uuid4()}/answers", by=facilitator).status_code == 404


def test_an_answer_is_told_with_its_partners_its_sums_and_its_digest(call, sent, facilitator):
    sent.parts.across_scopes(reason="test").filter(amount_cents=3_500_00).update(vat_basis_points=550)

    [told] = call("GET", f"/briefs/{sent.brief_id}/answers", by=facilitator).json()["results"]

    assert [(one["name"], one["is_lead"]) for one in told["partners"]] == [("La Bobine", True), ("Le Fournil", False)]
    assert told["totals"] == {
        "net_cents": 11_700_00, "vat_cents": 1_832_50, "gross_cents": 13_532_50,
        "vat": [
            {"basis_points": 550, "base_cents": 3_500_00, "vat_cents": 192_50},
            {"basis_points": 2000, "base_cents": 8_200_00, "vat_cents": 1_640_00},
        ],
    }  # fmt: skip
    assert (told["state"], told["form"], told["digest"]) == ("sent", "conjoint", sent.digest)
    assert (told["sent_at"] is None, told["decided_at"]) == (False, None)


def test_a_draft_has_no_digest(call, written, facilitator):
    [told] = call("GET", f"/briefs/{written.brief_id}/answers", by=facilitator).json()["results"]

    assert (told["state"], told["digest"], told["sent_at"]) == ("draft", None, None)


@pytest.mark.parametrize("more", [0, 2])
def test_the_number_of_answers_costs_no_query(call, sent, team, facilitator, more, django_assert_num_queries):
    for number in range(more):
        team(OrganizationFactory(name=f"Encre {number}"), form="alone")
    path = f"/briefs/{sent.brief_id}/answers"
    call("GET", path, by=facilitator)

    # the token with its person, the roles in the office and in organizations, the count of requests;
    # then the need, the answers, the partners, the parts
    with django_assert_num_queries(8):
        call("GET", path, by=facilitator)
