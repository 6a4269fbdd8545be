"""Papers shared with an answer: by whom, read by whom, until when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from maillage.kit.errors import NotAllowed, NotFound
from maillage.matching.models import ConsortiumPartner, PaperReading, PaperShare
from maillage.matching.queries.document_box import orderliness_of, papers_for_answer, shared_with_buyer
from maillage.matching.rules.document_box import Orderliness, PaperKind, PaperState
from maillage.matching.services import document_box, document_box_sharing
from maillage.matching.services.answers import deciding, sending
from maillage.matching.services.document_box_sharing import AnswerEnded
from maillage.matching.types import BuyerReason
from maillage.stream.models import Fact
from tests.factories.accounts import MembershipFactory, OrganizationFactory, acting
from tests.matching.answers.conftest import *  # noqa: F403 - its fixtures: an answer, drafted, signed, sent
from tests.matching.answers.conftest import buyer_key
from tests.matching.box.conftest import add, fill

pytestmark = pytest.mark.django_db
K = PaperKind


def share_all(answer, person, organization, now):
    return document_box_sharing.share_needed_papers(
        actor=acting(person), answer_id=answer.pk, organization_id=organization.pk, now=now, today=now.date()
    )


def share(answer, person, organization, papers, now):
    return document_box_sharing.share_papers(
        actor=acting(person), answer_id=answer.pk, organization_id=organization.pk,
        paper_ids=[one.pk for one in papers], now=now, today=now.date(),
    )  # fmt: skip


def read(answer, person, organization, share_id, now):
    return document_box_sharing.shared_paper_for_partner(
        actor=acting(person), answer_id=answer.pk, organization_id=organization.pk, share_id=share_id, now=now
    )


def read_by_buyer(answer, share_id, now):
    return document_box_sharing.shared_paper_for_buyer(
        key=buyer_key(answer), answer_id=answer.pk, share_id=share_id, now=now
    )


def living():
    return PaperShare.objects.across_scopes(reason="test").filter(revoked_at=None)


def test_one_click_shares_what_is_needed_and_a_second_nothing(written, amina, la_bobine, now):
    fill(amina, la_bobine, now)
    add(amina, la_bobine, K.LABEL, now, title="RGE")

    counts = [len(share_all(written, amina, la_bobine, now)) for _click in range(2)]

    assert counts == [5, 0]  # a call for tender, no works: no ten-year insurance, and the label is not asked for
    assert Fact.objects.filter(verb="answer.papers_shared").count() == 1


@pytest.mark.parametrize(
    ("who", "where", "refusal"),
    [
        ("chloe", "la_bobine", NotAllowed),  # reads, and does not consent
        ("facilitator", "la_bobine", NotAllowed),  # the office consents for nobody
        ("driss", "la_bobine", NotAllowed),
        ("elise", "la_bobine", NotAllowed),
        ("driss", "le_fournil", NotFound),  # its own box holds no such paper
    ],
)
def test_the_owner_alone_consents(request, written, amina, la_bobine, now, who, where, refusal):
    papers = fill(amina, la_bobine, now)
    person, organization = request.getfixturevalue(who), request.getfixturevalue(where)

    with pytest.raises(refusal):
        share(written, person, organization, papers.values(), now)

    assert living().count() == 0


def test_who_is_no_partner_shares_nothing(team, amina, driss, la_bobine, le_fournil, now):
    papers = fill(driss, le_fournil, now)
    answer = team(la_bobine, form="alone")

    with pytest.raises(NotFound):
        share(answer, driss, le_fournil, papers.values(), now)


def test_the_lead_and_the_office_read_and_it_is_written_down(
    written, amina, bruno, chloe, driss, elise, facilitator, la_bobine, le_fournil, now
):
    fill(driss, le_fournil, now)
    one = share_all(written, driss, le_fournil, now)[0]

    assert read(written, driss, le_fournil, one.pk, now).pk == one.paper_id
    for person in (amina, bruno, facilitator):
        assert read(written, person, la_bobine, one.pk, now).pk == one.paper_id
    for person in (chloe, elise, driss):  # a member of the lead, a stranger, the partner through the lead's door
        with pytest.raises((NotFound, NotAllowed)):
            read(written, person, la_bobine, one.pk, now)

    readers = (
        PaperReading.objects.across_scopes(reason="test").order_by("id").values_list("person_id", "organization_id")
    )
    assert list(readers) == [(person.pk, le_fournil.pk) for person in (amina, bruno, facilitator)]


def test_another_partner_does_not_read_the_leads_papers(written, amina, driss, la_bobine, le_fournil, now):
    fill(amina, la_bobine, now)
    one = share_all(written, amina, la_bobine, now)[0]

    with pytest.raises(NotFound):
        read(written, driss, le_fournil, one.pk, now)


def test_a_share_opens_nothing_with_another_answer(
    team, written, amina, driss, facilitator, la_bobine, le_fournil, now
):
    fill(driss, le_fournil, now)
    one = share_all(written, driss, le_fournil, now)[0]
    other = OrganizationFactory()
    person = MembershipFactory(organization=other, role="owner").user
    elsewhere = team(other, le_fournil)

    with pytest.raises(NotFound):
        read(elsewhere, person, other, one.pk, now)


def test_the_buyer_reads_once_it_is_sent_and_until_it_is_declined(signed, amina, facilitator, la_bobine, now):
    fill(amina, la_bobine, now)
    shares = share_all(signed, amina, la_bobine, now)
    with pytest.raises(NotFound):
        read_by_buyer(signed, shares[0].pk, now)
    assert list(shared_with_buyer(signed, now=now)) == []

    sending.send_answer(actor=acting(facilitator), answer_id=signed.pk, now=now)
    signed.refresh_from_db()
    assert read_by_buyer(signed, shares[0].pk, now).pk == shares[0].paper_id
    assert len(shared_with_buyer(signed, now=now)) == 5
    deciding.decline_as_buyer(key=buyer_key(signed), answer_id=signed.pk, reason=BuyerReason.PRICE, comment="", now=now)
    signed.refresh_from_db()

    for attempt in (
        lambda: read_by_buyer(signed, shares[0].pk, now),
        lambda: read(signed, amina, la_bobine, shares[0].pk, now),
        lambda: read(signed, facilitator, la_bobine, shares[0].pk, now),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(AnswerEnded):
        share_all(signed, amina, la_bobine, now)


def test_an_award_keeps_the_papers_for_two_years(sent, amina, facilitator, la_bobine, now):
    fill(amina, la_bobine, now)
    one = share_all(sent, amina, la_bobine, now)[0]
    deciding.award_as_buyer(key=buyer_key(sent), answer_id=sent.pk, comment="", now=now)

    assert read(sent, facilitator, la_bobine, one.pk, now + timedelta(days=729))
    with pytest.raises(NotFound):
        read(sent, facilitator, la_bobine, one.pk, now + timedelta(days=731))


@pytest.mark.parametrize("how", ["revoked", "removed", "left"])
def test_consent_ends_at_once(sent, driss, facilitator, la_bobine, le_fournil, now, how):
    papers = fill(driss, le_fournil, now)
    one = next(each for each in share_all(sent, driss, le_fournil, now) if each.paper_id == papers[K.BANK].pk)
    assert read_by_buyer(sent, one.pk, now)
    actor, own = acting(driss), {"organization_id": le_fournil.pk}
    if how == "revoked":
        for _click in range(2):
            document_box_sharing.revoke_share(actor=actor, **own, share_id=one.pk, now=now)
    elif how == "removed":
        document_box.remove_paper(actor=actor, **own, paper_id=papers[K.BANK].pk, now=now)
    else:
        partners = ConsortiumPartner.objects.across_scopes(reason="test").filter(organization=le_fournil)
        partners.update(left_at=now)

    with pytest.raises(NotFound):
        read_by_buyer(sent, one.pk, now)
    with pytest.raises(NotFound):
        read(sent, facilitator, la_bobine, one.pk, now)


def test_nobody_takes_back_for_another(sent, amina, driss, facilitator, la_bobine, le_fournil, now):
    fill(driss, le_fournil, now)
    one = share_all(sent, driss, le_fournil, now)[0]

    for person, organization, refusal in (
        (amina, la_bobine, NotFound), (amina, le_fournil, NotAllowed), (facilitator, le_fournil, NotAllowed),
    ):  # fmt: skip
        with pytest.raises(refusal):
            document_box_sharing.revoke_share(
                actor=acting(person), organization_id=organization.pk, share_id=one.pk, now=now
            )


def test_a_replaced_paper_stays_for_the_answer_that_shares_it_until_the_newer_one_is_shared(
    sent, amina, la_bobine, now
):
    older = add(amina, la_bobine, K.TAX, now, age=30)
    one = share(sent, amina, la_bobine, [older], now)[0]
    newer = add(amina, la_bobine, K.TAX, now, age=1)
    document_box.forget_old_papers(now=now + timedelta(days=90))

    assert read_by_buyer(sent, one.pk, now).pk == older.pk
    line = next(line for line in papers_for_answer(sent, today=now.date(), now=now)[0].lines if line.kind is K.TAX)
    assert (line.paper, line.is_outdated) == (newer, True)

    assert [each.paper_id for each in share_all(sent, amina, la_bobine, now)] == [newer.pk]
    assert [each.paper_id for each in living()] == [newer.pk]
    assert document_box.forget_old_papers(now=now + timedelta(days=90)) == 1


def test_expired_papers_are_not_shared(written, amina, la_bobine, now):
    papers = fill(amina, la_bobine, now)
    later = now + timedelta(days=200)

    assert len(share_all(written, amina, la_bobine, later)) == 2  # insurance and bank details
    with pytest.raises(NotFound):
        share(written, amina, la_bobine, [papers[K.VIGILANCE]], later)


def test_an_answer_says_what_each_partner_still_owes(written, amina, la_bobine, le_fournil, now):
    add(amina, la_bobine, K.VIGILANCE, now)

    first, second = papers_for_answer(written, today=now.date(), now=now)

    assert [(line.kind, line.state) for line in first.lines] == [
        (K.VIGILANCE, PaperState.CURRENT), (K.REGISTRATION, PaperState.MISSING), (K.LIABILITY, PaperState.MISSING),
        (K.TAX, PaperState.MISSING), (K.BANK, PaperState.MISSING),
    ]  # fmt: skip
    assert (second.organization, {line.state for line in second.lines}) == (le_fournil, {PaperState.MISSING})


@pytest.mark.parametrize("count", [1, 3])
def test_what_an_answer_needs_is_five_queries(written, amina, la_bobine, now, count, django_assert_num_queries):
    for _each in range(count):
        organization = OrganizationFactory()
        person = MembershipFactory(organization=organization, role="owner").user
        ConsortiumPartner.objects.create(consortium=written.consortium, organization=organization, joined_at=now)
        fill(person, organization, now)
        share_all(written, person, organization, now)
    assert written.brief.kind == "tender"  # it comes with the answer

    with django_assert_num_queries(5):
        papers_for_answer(written, today=now.date(), now=now)


@pytest.mark.parametrize("count", [1, 3])
def test_who_is_in_order_is_one_query(amina, la_bobine, le_fournil, now, count, django_assert_num_queries):
    fill(amina, la_bobine, now)
    ids = [la_bobine.pk, le_fournil.pk, *(OrganizationFactory().pk for _each in range(count))]

    with django_assert_num_queries(1):
        known = orderliness_of(ids, today=now.date())

    assert known == {la_bobine.pk: Orderliness(3)} | dict.fromkeys(ids[1:], Orderliness(0))
    assert orderliness_of(ids, today=now.date() + timedelta(days=120))[la_bobine.pk] == Orderliness(2)


def test_the_pages_of_an_answer_share_and_give(client, client_as, signed, amina, facilitator, la_bobine, now):
    fill(amina, la_bobine, now)
    browser = client_as(amina)
    address = reverse("matching:answer", args=[la_bobine.slug, signed.pk])
    assert "Partager avec cette réponse" in browser.get(address).content.decode()
    assert browser.post(reverse("matching:answer_papers", args=[la_bobine.slug, signed.pk])).status_code == 303
    assert "Ne plus partager" in browser.get(address).content.decode()
    sending.send_answer(actor=acting(facilitator), answer_id=signed.pk, now=now)

    key, one = buyer_key(signed), living().order_by("id").first()
    link = reverse("matching:buyer_answer_paper", args=[key, signed.pk, one.pk])
    assert link in client.get(reverse("matching:buyer_answers", args=[key])).content.decode()
    given = client.get(link)
    assert b"".join(given).startswith(b"%PDF")
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Type"] == "application/octet-stream"
    browser.post(reverse("matching:paper_share_end", args=[la_bobine.slug, one.pk]), {"from": "answer"})
    assert client.get(link).status_code == 404
