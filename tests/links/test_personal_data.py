"""What a person declared is theirs to have, and theirs no more once they are gone."""

import pytest

from maillage.accounts.personal_data import personal_data
from maillage.links.models import Declaration, Introduction
from maillage.links.services.personal_data import erase_person, export_person
from maillage.links.types import pair_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(cast, amina, driss, facilitator, now, today):
    """La Bobine recommends Le Fournil, and said that they share premises, which Driss confirmed; the office makes them meet."""
    bobine, fournil = cast
    left, right = pair_of(bobine.pk, fournil.pk)
    for kind, answered_by in (("recommended", None), ("premises", driss)):
        Declaration.objects.create(
            left_id=left, right_id=right, origin=bobine, kind=kind, state="confirmed", sentence="Du travail soigné.",
            day=today, declared_at=now, declared_by=amina, answered_by=answered_by, answered_at=answered_by and now,
        )  # fmt: skip
    Introduction.objects.create(
        left_id=left, right_id=right, state="proposed", score=0.4, note="Voisins", suggested_on=today, proposed_at=now,
        proposed_by=facilitator,
    )  # fmt: skip
    return bobine, fournil


def test_links_take_part_in_every_export():
    assert "links" in {one.context for one in personal_data.parts()}


def test_a_person_has_what_they_declared_answered_and_proposed(said, amina, driss, elise, facilitator):
    bobine, fournil = said

    of_amina, of_driss = export_person(amina.pk), export_person(driss.pk)

    assert [(one["organization"], one["other"], one["sentence"]) for one in of_amina["links_declared"]] == [
        (bobine.pk, fournil.pk, "Du travail soigné.")
    ] * 2
    assert [one["kind"] for one in of_driss["links_answered"]] == ["premises"]
    assert [one["note"] for one in export_person(facilitator.pk)["introductions_proposed"]] == ["Voisins"]
    assert not any(export_person(elise.pk).values())


def test_who_is_erased_leaves_the_links_without_their_name(said, amina, driss, facilitator, now):
    for person in (amina, driss, facilitator):
        erase_person(person.pk, now)
        erase_person(person.pk, now)

    rows = Declaration.objects.across_scopes(reason="test")
    assert set(rows.values_list("declared_by", "answered_by", "sentence")) == {(None, None, "Du travail soigné.")}
    assert Introduction.objects.across_scopes(reason="test").get().proposed_by_id is None
