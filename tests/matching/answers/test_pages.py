"""The pages of an answer: written, signed, sent, chosen, by those whom it concerns alone."""

import pytest
from django.core import mail
from django.urls import reverse

from maillage.matching.models import Answer, AnswerDocument, AnswerPart, AnswerText
from maillage.matching.services.answer_mail import mail_award, mail_partners, mail_question, mail_reminder, mail_sent
from maillage.matching.services.coproductions import opening
from tests.factories.accounts import OrganizationFactory
from tests.matching.answers.conftest import brief_state, buyer_key, freeze, state_of

pytestmark = pytest.mark.django_db


def url(answer, organization, name="answer", *more):
    return reverse(f"matching:{name}", args=[organization.slug, answer.pk, *more])


def test_a_partner_writes_an_answer_from_end_to_end(
    client_as, answer, amina, driss, la_bobine, le_fournil, facilitator
):
    lead, partner, office = client_as(amina), client_as(driss), client_as(facilitator)
    page = lead.get(url(answer, la_bobine)).content.decode()
    assert "Aucune partie" in page
    lots = list(
        answer.brief.lots.model.objects.across_scopes(reason="test").filter(brief=answer.brief).order_by("position")
    )
    for browser, organization, lot, amount in (
        (lead, la_bobine, lots[0], "8 200,50"),
        (partner, le_fournil, lots[1], "3500"),
    ):
        posted = browser.post(
            url(answer, organization, "answer_part_new"),
            {"title": lot.title, "doing": organization.pk, "lot": lot.pk, "amount": amount, "vat_basis_points": 2000,
             "starts_on": "2026-12-01", "ends_on": "2027-01-15"},
        )  # fmt: skip
        assert posted.status_code == 303
    lead.post(url(answer, la_bobine, "answer_text", "method"), {"text": "Trois étapes.", "seen": 0})
    assert "Il ne manque rien" in lead.get(url(answer, la_bobine)).content.decode()

    lead.post(url(answer, la_bobine, "answer_freeze"))
    answer.refresh_from_db()
    for browser, organization in ((lead, la_bobine), (partner, le_fournil)):
        browser.post(
            url(answer, organization, "answer_signature"), {"name": "X", "agrees": "on", "digest": answer.digest}
        )
    assert state_of(answer) == "review"
    document = AnswerDocument.objects.across_scopes(reason="test").first()
    pdf = partner.get(url(answer, le_fournil, "answer_document", document.pk))
    assert b"".join(pdf).startswith(b"%PDF")

    office.post(reverse("matching:answer_sending", args=[answer.brief.number, answer.pk]))
    assert (state_of(answer), brief_state(answer)) == ("sent", "proposed")
    amounts = (
        AnswerPart.objects.across_scopes(reason="test").order_by("position").values_list("amount_cents", flat=True)
    )
    assert list(amounts) == [8_200_50, 3_500_00]


def test_what_was_typed_stays_beside_what_is_wrong(client_as, answer, amina, la_bobine):
    posted = client_as(amina).post(
        url(answer, la_bobine, "answer_part_new"),
        {"title": "Film d’été", "doing": la_bobine.pk, "amount": "cher", "vat_basis_points": 2000,
         "starts_on": "2027-02-01", "ends_on": "2027-01-01"},
    )  # fmt: skip

    page = posted.content.decode()
    assert posted.status_code == 422
    assert "Film d’été" in page
    assert "La fin vient avant le début" in page


def test_the_part_of_another_is_no_form_of_one_s_own(client_as, written, amina, driss, la_bobine, le_fournil):
    parts = AnswerPart.objects.across_scopes(reason="test").filter(answer=written)
    of_lead, of_partner = (parts.filter(organization=one).first().pk for one in (la_bobine, le_fournil))

    def opened(person, organization, part):
        return client_as(person).get(url(written, organization, "answer_part", part)).status_code

    assert [opened(driss, le_fournil, part) for part in (of_lead, of_partner)] == [403, 200]
    assert [opened(amina, la_bobine, part) for part in (of_lead, of_partner)] == [200, 200]


def test_two_texts_stand_side_by_side_when_two_people_wrote(client_as, answer, amina, driss, la_bobine, le_fournil):
    client_as(amina).post(url(answer, la_bobine, "answer_text", "method"), {"text": "Le sien.", "seen": 0})

    late = client_as(driss).post(url(answer, le_fournil, "answer_text", "method"), {"text": "Le mien.", "seen": 0})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Le sien." in page and "Le mien." in page and 'name="seen" value="1"' in page
    client_as(driss).post(url(answer, le_fournil, "answer_text", "method"), {"text": "Les deux.", "seen": 1})

    assert AnswerText.objects.across_scopes(reason="test").order_by("-version").first().text == "Les deux."


def test_what_was_typed_stays_when_the_answer_was_frozen_meanwhile(client_as, signed, driss, le_fournil):
    browser = client_as(driss)
    part = AnswerPart.objects.across_scopes(reason="test").get(answer=signed, organization=le_fournil)
    sent = {
        "title": "Ma partie",
        "doing": le_fournil.pk,
        "amount": "12",
        "vat_basis_points": 2000,
        "seen": part.version,
    }
    typed = [
        browser.post(url(signed, le_fournil, "answer_text", "method"), {"text": "Ma prose.", "seen": 0}),
        browser.post(url(signed, le_fournil, "answer_part", part.pk), sent),
        browser.post(url(signed, le_fournil, "answer_part_new"), sent),
    ]

    assert [one.status_code for one in typed] == [409] * 3
    assert all("n’est pas enregistré" in one.content.decode() for one in typed)
    assert ["Ma prose." in typed[0].content.decode(), *("Ma partie" in one.content.decode() for one in typed[1:])] == [
        True
    ] * 3
    part.refresh_from_db()
    assert part.title != "Ma partie"


def test_two_who_change_one_part_see_both_versions_and_nothing_typed_is_lost(
    client_as, written, driss, amina, la_bobine, le_fournil
):
    part = AnswerPart.objects.across_scopes(reason="test").get(answer=written, organization=le_fournil)
    sent = {"doing": le_fournil.pk, "amount": "1200", "vat_basis_points": 2000, "seen": part.version}
    client_as(amina).post(url(written, la_bobine, "answer_part", part.pk), sent | {"title": "Le titre du mandataire"})

    late = client_as(driss).post(url(written, le_fournil, "answer_part", part.pk), sent | {"title": "Le mien"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Le titre du mandataire" in page and 'value="Le mien"' in page
    assert f'name="seen" value="{part.version + 1}"' in page
    again = client_as(driss).post(
        url(written, le_fournil, "answer_part", part.pk), sent | {"title": "Le mien", "seen": part.version + 1}
    )

    part.refresh_from_db()
    assert (again.status_code, part.title) == (303, "Le mien")


@pytest.mark.parametrize(("who", "status"), [("chloe", 200), ("driss", 404), ("elise", 404), (None, 302)])
def test_who_reads_an_answer_of_la_bobine(request, client_as, team, la_bobine, who, status):
    answer = team(la_bobine, form="alone")
    person = request.getfixturevalue(who) if who else None

    assert client_as(person).get(url(answer, la_bobine)).status_code == status


def test_drafts_are_made_as_they_are_asked_for(client_as, written, driss, le_fournil):
    browser = client_as(driss)

    for kind, status in (
        ("answer", 200),
        ("agreement", 200),
        ("candidacy", 200),
        ("declaration", 200),
        ("invoice", 404),
    ):
        assert browser.get(url(written, le_fournil, "answer_draft", kind)).status_code == status


def test_the_buyer_compares_asks_and_chooses(client, sent, now):
    key = buyer_key(sent)
    address = reverse("matching:buyer_answers", args=[key])
    page = client.get(address).content.decode()
    documents = AnswerDocument.objects.across_scopes(reason="test").order_by("id")

    assert "11\u202f700,00\u202f€" in page
    assert client.post(reverse("matching:buyer_question", args=[key, sent.pk]), {"text": "Quand ?"}).status_code == 303
    seen = []
    for one in documents:
        answer = client.get(reverse("matching:buyer_document", args=[key, sent.pk, one.pk]))
        b"".join(answer)  # the file is let go
        seen.append((one.kind, answer.status_code))
    assert seen == [
        ("answer", 200), ("agreement", 404), ("candidacy", 200), ("declaration", 200), ("declaration", 200),
    ]  # fmt: skip
    assert client.post(reverse("matching:buyer_refusal", args=[key, sent.pk]), {"reason": "other"}).status_code == 422
    for _click in range(2):
        assert client.post(reverse("matching:buyer_award", args=[key, sent.pk]), {"comment": "Oui."}).status_code == 303
    assert (state_of(sent), brief_state(sent)) == ("awarded", "awarded")
    sent.refresh_from_db()
    assert sent.seen_at is not None


def test_several_answers_stand_side_by_side_and_a_draft_does_not(client, team, sent, now):
    rival, draft = team(OrganizationFactory(name="Le Rival"), form="alone"), team(OrganizationFactory(name="Le Lent"))
    Answer.objects.across_scopes(reason="test").filter(pk=rival.pk).update(state="sent", digest="f" * 64, sent_at=now)
    AnswerPart.objects.create(
        answer=rival, organization=rival.consortium.partners.model.objects.across_scopes(reason="test").get(
            consortium=rival.consortium
        ).organization, position=1, title="Tout", amount_cents=9_999_00,
    )  # fmt: skip

    page = client.get(reverse("matching:buyer_answers", args=[buyer_key(sent)])).content.decode()

    for shown in ("La Bobine", "11\u202f700,00", "Le Rival", "9\u202f999,00"):
        assert shown in page, shown
    assert "Le Lent" not in page, draft
    for one in (sent, rival):
        assert reverse("matching:buyer_award", args=[buyer_key(sent), one.pk]) in page


def test_a_chosen_answer_leads_to_the_common_work(client, client_as, sent, amina, la_bobine, now):
    client.post(reverse("matching:buyer_award", args=[buyer_key(sent), sent.pk]), {"comment": "Oui."})
    work = opening.open_from_answer(answer_id=sent.pk, now=now)

    page = client_as(amina).get(url(sent, la_bobine)).content.decode()

    assert reverse("matching:coproduction", args=[la_bobine.slug, work.pk]) in page


def test_another_buyers_link_opens_nothing_of_this_one(client, sent, facilitator, now):
    from maillage.matching.services import intake
    from maillage.matching.services.buyer_links import key_of
    from tests.factories.accounts import acting
    from tests.matching.answers.conftest import BUYER, NEED

    other = key_of(intake.enter_brief(actor=acting(facilitator), need=NEED, buyer=BUYER, now=now))

    assert client.post(reverse("matching:buyer_award", args=[other, sent.pk])).status_code == 404
    assert client.get(reverse("matching:buyer_answers", args=[other + "x"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_workspace_makes_the_same_queries_whatever_its_size(
    client_as, written, amina, la_bobine, now, count, django_assert_max_num_queries
):
    for place in range(count):
        organization = OrganizationFactory()
        written.consortium.partners.model.objects.create(
            consortium=written.consortium, organization=organization, joined_at=now
        )
        AnswerPart.objects.create(
            answer=written, organization=organization, position=place + 5, title="X", amount_cents=1
        )
    browser = client_as(amina)
    browser.get(url(written, la_bobine))

    with django_assert_max_num_queries(36):
        browser.get(url(written, la_bobine))


def test_everybody_involved_is_written_to(sent, amina, driss, la_bobine, now, client):
    from maillage.matching.services.answers import sending

    question = sending.ask_about(key=buyer_key(sent), answer_id=sent.pk, text="Quand ?", now=now)
    mail_partners(answer_id=sent.pk, template="matching/mail/answer_to_sign.txt")
    mail_sent(answer_id=sent.pk)
    mail_question(question_id=question.pk)
    mail_reminder(brief_id=sent.brief_id)
    mail_award(answer_id=sent.pk)

    assert [message.to[0] for message in mail.outbox] == [
        amina.email, driss.email, "sabine@acheteur.example", amina.email, "sabine@acheteur.example", "sabine@acheteur.example",
    ]  # fmt: skip
    assert reverse("matching:buyer_answers", args=[buyer_key(sent)]) in mail.outbox[2].body


def test_a_frozen_page_says_who_has_signed(client_as, written, amina, chloe, la_bobine, now):
    freeze(written, amina, la_bobine, now)

    assert "Signer pour La Bobine" in client_as(amina).get(url(written, la_bobine)).content.decode()
    assert "Signer pour La Bobine" not in client_as(chloe).get(url(written, la_bobine)).content.decode()
