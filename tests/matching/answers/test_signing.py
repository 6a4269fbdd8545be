"""One fingerprint, each partner's word on it, and no way to change it unseen."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from maillage.kit.errors import Conflict, IllegalMove, Invalid, NotAllowed
from maillage.matching.models import AnswerDocument, FrozenAnswer, SignOff
from maillage.matching.queries.answers import workspace
from maillage.matching.rules.answers import digest_of
from maillage.matching.services.answers import signing
from tests.factories.accounts import acting
from tests.factories.events import published_verbs
from tests.matching.answers.conftest import freeze, sign, state_of

pytestmark = pytest.mark.django_db


def reopen(answer, person, organization, now, reason="Le prix du film a changé."):
    return signing.reopen_answer(
        actor=acting(person), answer_id=answer.pk, organization_id=organization.pk, reason=reason, now=now
    )


def test_what_is_missing_keeps_an_answer_from_being_signed(answer, amina, la_bobine, now):
    with pytest.raises(signing.HasGaps):
        freeze(answer, amina, la_bobine, now)

    assert state_of(answer) == "draft"


def test_freezing_makes_the_documents_of_a_call_for_tender(written, amina, la_bobine, now):
    freeze(written, amina, la_bobine, now)

    frozen = FrozenAnswer.objects.across_scopes(reason="test").get()
    documents = AnswerDocument.objects.across_scopes(reason="test").order_by("id")
    assert frozen.digest == digest_of(frozen.content) == written.digest
    assert [one.kind for one in documents] == ["answer", "agreement", "candidacy", "declaration", "declaration"]
    for one in documents:
        pdf = one.file.read()
        one.file.close()
        assert pdf.startswith(b"%PDF-1.7")
        assert hashlib.sha256(pdf).hexdigest() == one.digest
        assert [one.kind, str(one.partner_id or ""), one.digest] in frozen.content["documents"]


def test_only_the_lead_and_the_office_freeze(written, driss, le_fournil, facilitator, la_bobine, now):
    with pytest.raises(NotAllowed):
        freeze(written, driss, le_fournil, now)

    freeze(written, facilitator, la_bobine, now)
    assert state_of(written) == "signing"


def test_when_all_have_signed_the_office_reviews(written, amina, driss, la_bobine, le_fournil, now):
    freeze(written, amina, la_bobine, now)

    sign(written, amina, la_bobine, now)
    assert state_of(written) == "signing"
    twice = [sign(written, driss, le_fournil, now + timedelta(minutes=1)).pk for _click in range(2)]

    assert (twice[0] == twice[1], state_of(written)) == (True, "review")
    assert published_verbs().count("answer.signed") == 2
    space = workspace(written)
    assert (space.is_signed_by_all, space.signatures_hold) == (True, True)


def test_another_document_is_not_signed_by_mistake(written, amina, la_bobine, now):
    freeze(written, amina, la_bobine, now)

    with pytest.raises(signing.AnotherDocument):
        sign(written, amina, la_bobine, now, digest="0" * 64)
    with pytest.raises(Invalid):
        sign(written, amina, la_bobine, now, name="  ")


def test_a_draft_is_not_signed(written, amina, la_bobine, now):
    with pytest.raises(Conflict):
        sign(written, amina, la_bobine, now, digest="")


def test_reopening_voids_what_was_signed_and_keeps_its_trace(written, amina, driss, la_bobine, le_fournil, now):
    freeze(written, amina, la_bobine, now)
    sign(written, amina, la_bobine, now)
    before = written.digest

    reopen(written, driss, le_fournil, now)
    with pytest.raises(IllegalMove):
        reopen(written, driss, le_fournil, now)
    freeze(written, amina, la_bobine, now + timedelta(hours=1))

    assert written.digest != before
    assert not any(one.signed for one in workspace(written).partners)
    assert SignOff.objects.across_scopes(reason="test").count() == 1


def test_the_office_records_a_signature_on_paper_and_says_so(written, amina, facilitator, la_bobine, le_fournil, now):
    freeze(written, amina, la_bobine, now)

    signature = sign(written, facilitator, le_fournil, now, name="Driss Essaïdi")

    assert (signature.name, signature.role) == ("Driss Essaïdi", "gérance, sur papier, consignée par le réseau")


def test_the_database_refuses_to_change_a_signature(signed):
    rows = SignOff.objects.across_scopes(reason="test")

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(name="Quelqu’un d’autre")

    rows.update(person=None)  # an account may be erased, its word stays
    assert workspace(signed).signatures_hold


def test_a_signature_taken_out_is_seen(signed):
    SignOff.objects.across_scopes(reason="test").order_by("signed_at").first().delete()

    assert not workspace(signed).signatures_hold


def test_an_erased_account_leaves_its_word_and_the_chain_whole(signed, driss, now):
    from maillage.matching.services.personal_data import erase_person

    erase_person(driss.pk, now)

    row = SignOff.objects.across_scopes(reason="test").get(name="Driss Essaïdi")
    assert (row.person_id, workspace(signed).signatures_hold) == (None, True)
