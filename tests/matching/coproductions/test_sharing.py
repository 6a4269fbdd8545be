"""Shares of a signed answer change once those whom they change agree."""

import pytest
from django.core import mail as outbox
from django.db import connection

from maillage.kit.errors import NotAllowed
from maillage.matching.models import Coproduction
from maillage.matching.services.answers import deciding
from maillage.matching.services.coproductions import mail, opening, partners, sharing
from tests.factories.accounts import acting
from tests.matching.answers.conftest import (  # noqa: F401 - fixtures
    answer,
    brief,
    buyer_key,
    sent,
    signed,
    team,
    written,
)
from tests.matching.coproductions.conftest import fresh, seat, shares

pytestmark = pytest.mark.django_db

SIGNED = {"la-bobine": 8_200_00, "le-fournil": 3_500_00}
WANTED = {"la-bobine": 9_000_00, "le-fournil": 2_700_00}


@pytest.fixture
def won(sent, now):  # noqa: F811 - the fixture, asked for by its name
    deciding.award_as_buyer(key=buyer_key(sent), answer_id=sent.pk, comment="", now=now)
    opening.open_from_answer(answer_id=sent.pk, now=now)
    return Coproduction.objects.across_scopes(reason="test").get()


def propose(work, amina, la_bobine, now, wanted=WANTED):
    rows = {one.organization.slug: one.pk for one in partners.partners_in(work)}
    return sharing.share_budget(
        **seat(amina, la_bobine, work), weights={rows[slug]: cents for slug, cents in wanted.items()},
        seen_version=fresh(work).version, now=now,
    )  # fmt: skip


def reply(work, person, organization, now, *, agrees=True, seen=None):
    sharing.answer_shares(
        **seat(person, organization, work), agrees=agrees, seen=seen or fresh(work).shares_proposed["at"], now=now
    )


def test_the_lead_proposes_and_the_other_agrees(won, amina, driss, la_bobine, le_fournil, now):
    assert propose(won, amina, la_bobine, now) is False
    assert shares(won) == SIGNED
    mail.mail_shares(coproduction_id=won.pk)
    assert [one.to for one in outbox.outbox[-1:]] == [[driss.email]]

    reply(won, driss, le_fournil, now)

    assert shares(won) == WANTED
    assert fresh(won).shares_proposed is None
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_a_refusal_leaves_what_was_signed(won, amina, driss, la_bobine, le_fournil, now):
    propose(won, amina, la_bobine, now)
    seen = fresh(won).shares_proposed["at"]
    reply(won, driss, le_fournil, now, agrees=False)

    assert (shares(won), fresh(won).shares_proposed) == (SIGNED, None)
    with pytest.raises(sharing.NothingProposed):
        reply(won, driss, le_fournil, now, seen=seen)


def test_agreement_is_to_what_was_read(won, amina, driss, la_bobine, le_fournil, now):
    propose(won, amina, la_bobine, now)
    read = fresh(won).shares_proposed["at"]
    propose(won, amina, la_bobine, now.replace(year=now.year + 1), {"la-bobine": 11_700_00, "le-fournil": 0})

    with pytest.raises(sharing.NothingProposed):
        reply(won, driss, le_fournil, now, seen=read)
    assert shares(won) == SIGNED


def test_another_budget_waits_too_and_the_rest_of_the_page_is_saved(won, amina, driss, la_bobine, le_fournil, now):
    less = opening.WorkGiven(title="Notre campagne, réduite", budget_cents=5_850_00)
    partners.change_details(**seat(amina, la_bobine, won), work=less, seen_version=won.version, now=now)

    assert (fresh(won).title, fresh(won).budget_cents, shares(won)) == (less.title, 11_700_00, SIGNED)
    reply(won, driss, le_fournil, now)
    assert (fresh(won).budget_cents, shares(won)) == (5_850_00, {"la-bobine": 4_100_00, "le-fournil": 1_750_00})


def test_the_office_in_the_leads_seat_asks_both(won, facilitator, amina, driss, la_bobine, le_fournil, now):
    propose(won, facilitator, la_bobine, now)
    reply(won, driss, le_fournil, now)
    assert shares(won) == SIGNED
    reply(won, amina, la_bobine, now)
    assert shares(won) == WANTED


def test_strangers_do_not_answer(won, amina, chloe, la_bobine, le_fournil, now):
    propose(won, amina, la_bobine, now)
    with pytest.raises(NotAllowed):
        sharing.answer_shares(
            actor=acting(chloe), coproduction_id=won.pk, organization_id=le_fournil.pk, agrees=True, now=now,
            seen=fresh(won).shares_proposed["at"],
        )  # fmt: skip


def test_on_the_page(won, amina, driss, la_bobine, le_fournil, client_as):
    rows = {one.organization.slug: one.pk for one in partners.partners_in(won)}
    lead, other = (f"/o/{slug}/coproductions/{won.pk}/" for slug in ("la-bobine", "le-fournil"))
    form = {f"share-{rows[slug]}": cents // 100 for slug, cents in WANTED.items()} | {"version": won.version}

    assert client_as(amina).post(f"{lead}parts/", form).status_code == 303
    page = client_as(driss).get(other).content.decode()
    assert 'value="agree"' in page
    assert 'value="agree"' not in client_as(amina).get(lead).content.decode()
    seen = fresh(won).shares_proposed["at"]
    for _twice in range(2):
        client_as(driss).post(f"{other}parts/reponse/", {"choice": "agree", "seen": seen})

    assert shares(won) == WANTED
