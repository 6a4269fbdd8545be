"""What a buyer or a partner left is theirs to have and to have erased."""

from datetime import timedelta

import pytest

from maillage.accounts.personal_data import personal_data
from maillage.kit.errors import DomainError
from maillage.matching.models import Brief, BriefMessage
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import conversation, intake
from maillage.matching.services.buyer_links import brief_of_key, key_of
from maillage.matching.services.personal_data import erase_person, export_person, forget_old_buyers
from maillage.matching.types import BriefKind
from tests.factories.accounts import acting

pytestmark = pytest.mark.django_db
NEED = NeedGiven(title="Affiches", text="Deux cents affiches.", kind=BriefKind.QUOTE)


def needs():
    return Brief.objects.across_scopes(reason="test").order_by("number")


@pytest.fixture
def brief(elise, facilitator, now):
    buyer = BuyerGiven(name="Élise Faure", email=elise.email, phone="0611223344")
    row = intake.enter_brief(actor=acting(facilitator), need=NEED, buyer=buyer, now=now)
    conversation.write_as_buyer(key=key_of(row), text="Pour la fête.", now=now)
    intake.enter_brief(
        actor=acting(facilitator), need=NEED, buyer=BuyerGiven(name="Autre", email="autre@exemple.fr"), now=now
    )
    return row


def test_matching_takes_part_in_every_export():
    assert "matching" in {one.context for one in personal_data.parts()}


def test_a_buyer_has_their_needs_and_words(brief, elise, driss):
    given = export_person(elise.pk)

    assert [need["phone"] for need in given["needs"]] == ["0611223344"]
    assert [message["text"] for message in given["messages"]] == ["Pour la fête."]
    assert not any(export_person(driss.pk).values())


def test_erasure_forgets_the_buyer_closes_the_link_and_leaves_the_others(brief, elise, now):
    key = key_of(brief)
    erase_person(elise.pk, now)

    brief.refresh_from_db()
    assert (brief.buyer_name, brief.buyer_email, brief.buyer_phone, brief.state) == ("", "", "", "withdrawn")
    assert not BriefMessage.objects.across_scopes(reason="test").filter(brief=brief).exists()
    assert needs().last().buyer_name == "Autre"
    with pytest.raises(DomainError):
        brief_of_key(key, now=now)


def test_buyers_are_forgotten_two_years_after_the_end(brief, now):
    needs().filter(pk=brief.pk).update(state="not-awarded", closed_at=now - timedelta(days=731))

    assert [forget_old_buyers(now=now) for _run in range(2)] == [1, 0]
    assert list(needs().values_list("buyer_name", flat=True)) == ["", "Autre"]
