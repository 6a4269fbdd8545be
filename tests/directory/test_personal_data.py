from datetime import timedelta

import pytest

from maillage.accounts.personal_data import personal_data
from maillage.directory.models import Claim, ContactMessage, Edit, SavedSearch
from maillage.directory.services.personal_data import erase_person, export_person, forget_old_messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def traces(elise, driss, la_bobine, now):
    """What Élise left, beside the same of Driss."""
    for person in (elise, driss):
        SavedSearch.objects.create(
            user=person, name="Bois", query_string="q=bois", frequency="weekly", created_at=now, seen_until=now
        )
        Claim.objects.create(
            organization=la_bobine, user=person, method="approval", message="C'est moi.", created_at=now, expires_at=now
        )
        Edit.objects.create(
            organization=la_bobine, section="identity", before={}, after={}, state="published", actor=person,
            source="organization", at=now,
        )  # fmt: skip
        ContactMessage.objects.create(
            organization=la_bobine, sender_name=person.name, sender_email=person.email, text="Bonjour", sent_at=now
        )


def count(model):
    rows = model.objects
    return (rows.across_scopes(reason="test") if hasattr(rows.all(), "across_scopes") else rows).count()


def test_export_holds_ones_own_traces_and_nobody_elses(traces, elise, driss):
    given = export_person(elise.pk)

    assert {name: len(rows) for name, rows in given.items()} == {
        "saved_searches": 1, "claims": 1, "edits": 1, "messages": 1, "news": 0,
    }  # fmt: skip
    assert given["messages"][0]["e-mail"] == elise.email


def test_erasure_leaves_the_others_and_the_history_without_a_name(traces, elise, driss, now):
    erase_person(elise.pk, now)

    assert [count(model) for model in (SavedSearch, Claim, ContactMessage, Edit)] == [1, 1, 1, 2]
    edits = Edit.objects.across_scopes(reason="test").order_by("actor_id")
    assert {edit.actor_id for edit in edits} == {None, driss.pk}


def test_messages_are_forgotten_after_two_years(traces, now):
    ContactMessage.objects.across_scopes(reason="test").filter(sender_name__startswith="Élise").update(
        sent_at=now - timedelta(days=731)
    )

    assert (forget_old_messages(now=now), count(ContactMessage)) == (1, 1)


def test_the_directory_takes_part_in_every_export():
    assert "directory" in [part.context for part in personal_data.parts()]
