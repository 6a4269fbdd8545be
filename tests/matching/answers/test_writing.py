"""Partners write together and lose nothing; others do not learn that the answer exists."""

import pytest
from django.urls import reverse

from maillage.directory.models import Reference
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.matching.models import AnswerPart, AnswerText
from maillage.matching.rules.answers import PartGiven
from maillage.matching.services.answers import writing
from maillage.matching.types import AnswerSection
from tests.factories.accounts import OrganizationFactory, acting
from tests.matching.answers.conftest import buyer_key, freeze

pytestmark = pytest.mark.django_db


def save(answer, person, organization, now, *, text, seen):
    return writing.save_text(
        actor=acting(person), answer_id=answer.pk, organization_id=organization.pk, section=AnswerSection.METHOD,
        text=text, seen_version=seen, now=now,
    )  # fmt: skip


def parts():
    return AnswerPart.objects.across_scopes(reason="test").order_by("position")


def test_two_who_write_at_once_are_told_and_both_texts_stay(answer, amina, driss, la_bobine, le_fournil, now):
    save(answer, amina, la_bobine, now, text="Un.", seen=0)
    save(answer, driss, le_fournil, now, text="Deux.", seen=1)

    with pytest.raises(writing.TextChanged) as caught:
        save(answer, amina, la_bobine, now, text="Trois.", seen=1)

    assert caught.value.theirs.text == "Deux."
    texts = AnswerText.objects.across_scopes(reason="test").order_by("version")
    assert list(texts.values_list("version", "text")) == [(1, "Un."), (2, "Deux.")]


def test_a_text_saved_twice_is_one_version(answer, amina, la_bobine, now):
    versions = [save(answer, amina, la_bobine, now, text="Un.", seen=0).version for _click in range(2)]

    assert versions == [1, 1]


@pytest.mark.parametrize("who", ["elise", "chloe", "stranger"])
def test_others_and_mere_members_write_nothing(request, answer, who, la_bobine, now):
    person = request.getfixturevalue("elise" if who == "stranger" else who)
    organization = OrganizationFactory() if who == "stranger" else la_bobine

    with pytest.raises(NotAllowed):
        save(answer, person, organization, now, text="Non.", seen=0)


def test_an_organization_that_is_no_partner_does_not_learn_of_the_answer(team, la_bobine, driss, le_fournil, now):
    answer = team(la_bobine, form="alone")

    with pytest.raises(NotFound):
        save(answer, driss, le_fournil, now, text="Non.", seen=0)


def test_each_writes_its_own_parts_and_the_lead_everybodys(written, amina, driss, la_bobine, le_fournil):
    own, theirs = parts()
    changed = PartGiven("Affiches et tracts", amount_cents=4_000_00)

    with pytest.raises(NotAllowed):
        writing.change_part(
            actor=acting(driss), answer_id=written.pk, organization_id=le_fournil.pk, part_id=own.pk, part=changed,
            seen_version=1,
        )  # fmt: skip
    writing.change_part(
        actor=acting(amina),
        answer_id=written.pk,
        organization_id=la_bobine.pk,
        part_id=theirs.pk,
        part=changed,
        seen_version=1,
    )
    with pytest.raises(Conflict):
        writing.change_part(
            actor=acting(driss), answer_id=written.pk, organization_id=le_fournil.pk, part_id=theirs.pk, part=changed,
            seen_version=1,
        )  # fmt: skip

    theirs.refresh_from_db()
    assert (theirs.title, theirs.amount_cents, theirs.version, theirs.organization_id) == (
        "Affiches et tracts", 4_000_00, 2, le_fournil.pk,
    )  # fmt: skip


def test_a_part_goes_to_a_partner_and_to_a_known_rate(written, amina, la_bobine):
    with pytest.raises(Invalid):
        writing.add_part(
            actor=acting(amina), answer_id=written.pk, organization_id=la_bobine.pk, part=PartGiven("X"),
            doing_id=OrganizationFactory().pk,
        )  # fmt: skip
    with pytest.raises(Invalid):
        writing.add_part(
            actor=acting(amina), answer_id=written.pk, organization_id=la_bobine.pk,
            part=PartGiven("X", vat_basis_points=1960),
        )  # fmt: skip

    assert parts().count() == 2


def test_a_part_taken_out_can_be_put_back(written, amina, la_bobine):
    gone = writing.remove_part(
        actor=acting(amina), answer_id=written.pk, organization_id=la_bobine.pk, part_id=parts()[0].pk
    )
    writing.add_part(actor=acting(amina), answer_id=written.pk, organization_id=la_bobine.pk, part=gone)

    assert sorted(parts().values_list("title", "amount_cents")) == [("Affiches", 3_500_00), ("Film", 8_200_00)]


def test_only_ones_own_past_jobs_are_chosen_and_those_of_others_stay(answer, amina, driss, la_bobine, le_fournil):
    ours, theirs = (
        Reference.objects.create(organization=one, title="Un travail", position=1) for one in (la_bobine, le_fournil)
    )
    for person, organization in ((amina, la_bobine), (driss, le_fournil)):
        writing.choose_references(
            actor=acting(person),
            answer_id=answer.pk,
            organization_id=organization.pk,
            reference_ids=[ours.pk, theirs.pk],
        )
    answer.refresh_from_db()
    both = set(answer.reference_ids)
    writing.choose_references(actor=acting(driss), answer_id=answer.pk, organization_id=le_fournil.pk, reference_ids=[])

    answer.refresh_from_db()
    assert (both, answer.reference_ids) == ({ours.pk, theirs.pk}, [ours.pk])


def test_a_frozen_answer_is_written_no_more(written, amina, la_bobine, now):
    freeze(written, amina, la_bobine, now)

    with pytest.raises(writing.AnswerFrozen):
        save(written, amina, la_bobine, now, text="Encore.", seen=1)


def test_a_word_to_the_partners_is_read_by_them_and_by_no_buyer(
    client, client_as, sent, chloe, driss, elise, la_bobine, le_fournil
):
    def comments(organization):
        return reverse("matching:answer_comment", args=[organization.slug, sent.pk])

    refused = client_as(elise).post(comments(la_bobine), {"text": "Curieuse."}).status_code
    empty = client_as(chloe).post(comments(la_bobine), {"text": " "}).status_code
    said = client_as(chloe).post(comments(la_bobine), {"text": "Qui apporte l’échelle ?"}).status_code

    page = client_as(driss).get(reverse("matching:answer", args=[le_fournil.slug, sent.pk])).content.decode()
    buyer = client.get(reverse("matching:buyer_answers", args=[buyer_key(sent)])).content.decode()
    assert (refused, empty, said) == (404, 422, 303)
    assert ("Qui apporte l’échelle" in page, "Qui apporte l’échelle" in buyer) == (True, False)
