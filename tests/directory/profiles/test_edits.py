from datetime import timedelta

import pytest
from django.core.cache import cache

from maillage.accounts.models import Network
from maillage.accounts.queries import NETWORK_CACHE_KEY
from maillage.directory.models import Edit, Profile
from maillage.directory.services.edits import SectionChanged, edit_section, restore_edit, working_document
from maillage.directory.services.reviews import review_edit
from maillage.directory.services.sections import KINDS
from maillage.directory.types import EditState, Section
from maillage.kit.errors import IllegalMove, Invalid, NotAllowed, NotFound
from maillage.stream.models import Fact
from tests.directory.profiles import rows
from tests.factories import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(la_bobine):
    return rows.listed(la_bobine, provenance={"pitch": {"source": "sirene", "at": "2026-01-01", "run": None}})


@pytest.fixture
def moderated(db):
    Network.objects.update_or_create(pk=1, defaults={"moderates_edits": True})
    cache.delete(NETWORK_CACHE_KEY)


def _edit(person, organization, now, section=Section.PRESENTATION, base=None, **fields):
    working = working_document(actor=acting(person), organization_id=organization.pk, section=section)
    return edit_section(
        actor=acting(person),
        organization_id=organization.pk,
        section=section,
        document={**working.document, **fields},
        base_version=base or working.version,
        now=now,
    )


def _read(organization):
    return Profile.objects.across_scopes(reason="test").get(pk=organization.pk)


def _edits():
    return list(Edit.objects.across_scopes(reason="test").order_by("at", "pk"))


def test_edit_is_applied_recorded_and_published(profile, la_bobine, bruno, now):
    edit = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent.")

    after = _read(la_bobine)
    fact = Fact.objects.get(verb="profile.edited")
    assert after.pitch == "Des vélos qui portent."
    assert after.provenance == {"pitch": {"source": "organization", "at": "2026-11-24", "run": None}}
    assert (after.version, after.updated_at) == (profile.version + 1, now)
    assert (edit.before["pitch"], edit.after["pitch"]) == ("Du bois et des mains.", "Des vélos qui portent.")
    assert (edit.state, edit.source, edit.actor_id) == (EditState.PUBLISHED, "organization", bruno.pk)
    assert (fact.organization_id, fact.data["section"], fact.data["is_pending"]) == (
        la_bobine.pk,
        "presentation",
        False,
    )


def test_same_form_sent_twice_is_one_edit(profile, la_bobine, bruno, now):
    base = working_document(actor=acting(bruno), organization_id=la_bobine.pk, section=Section.PRESENTATION).version

    _edit(bruno, la_bobine, now, base=base, pitch="Des vélos qui portent.")
    again = _edit(bruno, la_bobine, now, base=base, pitch="Des vélos qui portent.")

    assert (again, len(_edits())) == (None, 1)


def test_edit_from_an_old_version_is_refused_and_says_what_differs(profile, la_bobine, bruno, amina, now):
    base = working_document(actor=acting(bruno), organization_id=la_bobine.pk, section=Section.PRESENTATION).version
    _edit(amina, la_bobine, now, pitch="Celle d’Amina, un peu longue.")

    with pytest.raises(SectionChanged) as caught:
        _edit(bruno, la_bobine, now, base=base, pitch="Celle de Bruno.")

    assert [(each.field, each.before, each.after) for each in caught.value.differences] == [
        ("pitch", "Celle d’Amina, un peu longue.", "Celle de Bruno.")
    ]
    assert _read(la_bobine).pitch == "Celle d’Amina, un peu longue."
    _edit(bruno, la_bobine, now, base=caught.value.base_version, pitch="Celle de Bruno.")
    assert _read(la_bobine).pitch == "Celle de Bruno."


def test_two_sections_are_edited_at_once_without_conflict(profile, la_bobine, bruno, amina, now):
    base = working_document(actor=acting(bruno), organization_id=la_bobine.pk, section=Section.PRESENTATION).version

    _edit(amina, la_bobine, now, section=Section.IDENTITY, legal_name="LA BOBINE SCOP SARL")
    _edit(bruno, la_bobine, now, base=base, pitch="Des vélos qui portent.")

    assert len(_edits()) == 2


def test_only_editors_and_the_office_edit(profile, la_bobine, chloe, driss, elise, facilitator, now):
    with pytest.raises(NotAllowed):
        _edit(chloe, la_bobine, now, pitch="Par une membre.")
    for stranger in (driss, elise):
        with pytest.raises(NotFound):
            _edit(stranger, la_bobine, now, pitch="Par quelqu’un d’ailleurs.")
    _edit(facilitator, la_bobine, now, pitch="Par le réseau.")

    assert _read(la_bobine).pitch == "Par le réseau."
    assert _read(la_bobine).provenance["pitch"]["source"] == "staff"
    assert [edit.state for edit in _edits()] == [EditState.APPROVED]


def test_moderated_edit_waits_and_the_office_applies_it(moderated, profile, la_bobine, bruno, facilitator, now):
    edit = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent.")
    shown_while_waiting = _read(la_bobine).pitch
    again = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent loin.")

    review_edit(actor=acting(facilitator), edit_id=edit.pk, is_approved=True, now=now)

    assert shown_while_waiting == "Du bois et des mains."
    assert again.pk == edit.pk
    assert _read(la_bobine).pitch == "Des vélos qui portent loin."
    assert [row.state for row in _edits()] == [EditState.APPROVED]
    with pytest.raises(IllegalMove):
        review_edit(actor=acting(facilitator), edit_id=edit.pk, is_approved=True, now=now)


def test_approval_carries_over_only_what_was_edited(moderated, profile, la_bobine, bruno, facilitator, now):
    edit = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent.")
    Profile.objects.across_scopes(reason="test").filter(pk=la_bobine.pk).update(website="https://nouveau.example")

    review_edit(actor=acting(facilitator), edit_id=edit.pk, is_approved=True, now=now)

    assert (_read(la_bobine).pitch, _read(la_bobine).website) == ("Des vélos qui portent.", "https://nouveau.example")


def test_refused_edit_is_taken_back_with_its_reason(profile, la_bobine, bruno, facilitator, now):
    edit = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent.")
    with pytest.raises(Invalid):
        review_edit(actor=acting(facilitator), edit_id=edit.pk, is_approved=False, now=now)

    review_edit(actor=acting(facilitator), edit_id=edit.pk, is_approved=False, reason="Hors sujet", now=now)

    assert _read(la_bobine).pitch == "Du bois et des mains."
    refused, correction = _edits()
    assert (refused.state, refused.reason) == (EditState.REFUSED, "Hors sujet")
    assert (correction.restores_id, correction.state) == (edit.pk, EditState.APPROVED)


def test_only_the_office_reviews(profile, la_bobine, bruno, amina, now):
    edit = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent.")

    with pytest.raises(NotAllowed):
        review_edit(actor=acting(amina), edit_id=edit.pk, is_approved=True, now=now)


def test_undo_brings_back_what_was_there_as_a_new_edit(profile, la_bobine, bruno, now):
    edit = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent.")

    undone = restore_edit(actor=acting(bruno), edit_id=edit.pk, now=now + timedelta(seconds=5), undo=True)

    assert _read(la_bobine).pitch == "Du bois et des mains."
    assert [row.state for row in _edits()] == [EditState.REVERTED, EditState.PUBLISHED]
    assert undone.restores_id == edit.pk
    assert restore_edit(actor=acting(bruno), edit_id=edit.pk, now=now, undo=True) is None


def test_waiting_edit_can_be_withdrawn(moderated, profile, la_bobine, bruno, now):
    edit = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent.")

    restore_edit(actor=acting(bruno), edit_id=edit.pk, now=now, undo=True)

    assert [row.state for row in _edits()] == [EditState.REFUSED]
    assert (
        working_document(actor=acting(bruno), organization_id=la_bobine.pk, section=Section.PRESENTATION).pending
        is None
    )


def test_nobody_restores_the_edit_of_another_organization(profile, la_bobine, bruno, driss, now):
    edit = _edit(bruno, la_bobine, now, pitch="Des vélos qui portent.")

    with pytest.raises(NotFound):
        restore_edit(actor=acting(driss), edit_id=edit.pk, now=now, undo=True)


@pytest.mark.parametrize("section", list(Section))
def test_every_section_comes_back_as_it_was(section, la_bobine, le_fournil, facilitator, now):
    """Snapshot, empty, apply: the document read afterwards is the one that was kept."""
    rows.whole(la_bobine, count=2, partners=[le_fournil, le_fournil], slug="r")
    kind = KINDS[section]
    before = kind.snapshot(la_bobine.pk)
    empty = {field: [] if isinstance(value, list) else value for field, value in before.items()}
    _edit(facilitator, la_bobine, now, section=section, **empty)
    first = _edits()

    if first:
        restore_edit(actor=acting(facilitator), edit_id=first[0].pk, now=now, undo=True)

    assert kind.snapshot(la_bobine.pk) == before


def test_completeness_follows_edits(profile, la_bobine, bruno, now):
    before = _read(la_bobine).completeness

    _edit(bruno, la_bobine, now, website="https://la-bobine.example", description="x" * 400)

    assert _read(la_bobine).completeness == before + 24
