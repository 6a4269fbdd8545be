"""What goes wrong between a need and its answers: two at once, links of others, those who have left, whose name is hidden."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from maillage.accounts.types import Actor
from maillage.directory.models import Profile
from maillage.kit.errors import Conflict, DomainError
from maillage.matching.models import Brief, Candidate, Invitation
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import intake, invitations, shortlists
from maillage.matching.services.buyer_links import key_of
from maillage.matching.services.invitations import NobodyToInvite
from maillage.matching.services.mail import mail_invitation
from maillage.matching.types import BriefKind, DeclineReason
from tests.factories.accounts import OrganizationFactory, acting
from tests.factories.events import published_verbs

pytestmark = pytest.mark.django_db
NEED = NeedGiven(title="Affiches", text="Deux cents affiches pour la fête.", kind=BriefKind.QUOTE)
BUYER = BuyerGiven(name="Sabine Roche", email="mj@exemple.fr", organization_name="Maison des jeunes", is_hidden=True)


@pytest.fixture
def brief(facilitator, now):
    return intake.enter_brief(actor=acting(facilitator), need=NEED, buyer=BUYER, now=now)


@pytest.fixture
def invite(facilitator, brief, now):
    def made(*organizations, hours=400):
        for position, organization in enumerate(organizations, start=1):
            Candidate.objects.create(
                brief=brief, organization=organization, is_kept=True, position=position, decided_at=now
            )
        return list(
            invitations.invite_wave(
                actor=acting(facilitator), brief_id=brief.pk, count=len(organizations), answer_hours=hours,
                is_automatic=False, now=now,
            )
        )  # fmt: skip

    return made


@pytest.mark.django_db(transaction=True)
def test_accept_and_decline_at_the_same_moment_leave_one_answer(invite, la_bobine, now):
    (row,) = invite(la_bobine)
    start, refused = threading.Barrier(2), []

    def answer(call):
        start.wait()
        try:
            call()
        except DomainError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    calls = [
        lambda: invitations.accept_invitation(invitation_id=row.pk, actor=Actor(), now=now),
        lambda: invitations.decline_invitation(
            invitation_id=row.pk, actor=Actor(), reason=DeclineReason.PRICE, now=now
        ),
    ]
    threads = [threading.Thread(target=answer, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Yes then no is a change of mind, taken; no then yes is refused: the end is the same, and told as often as it was said.
    kept = Invitation.objects.across_scopes(reason="test").get(pk=row.pk)
    assert (kept.state, kept.reason) == ("declined", "price")
    assert published_verbs().count("brief_invitation.answered") == 2 - len(refused)


def test_the_link_of_another_invitation_answers_for_that_one_alone(client, invite, la_bobine, le_fournil):
    ours, theirs = sorted(invite(la_bobine, le_fournil), key=lambda row: row.organization_id != la_bobine.pk)
    key = invitations.invitation_key(ours)

    client.post(reverse("matching:invitation_acceptance", args=[key]))
    swapped = invitations.invitation_key(theirs).partition(".")[0] + "." + key.partition(".")[2]

    theirs.refresh_from_db()
    assert theirs.state == "sent"
    assert client.get(reverse("matching:invitation", args=[swapped])).status_code == 404
    assert client.get(reverse("matching:buyer_brief", args=[key])).status_code == 404


def test_a_newer_link_ends_the_older_one(client, invite, la_bobine):
    (row,) = invite(la_bobine)
    old = invitations.invitation_key(row)
    row.link_generation += 1
    row.save(update_fields=["link_generation"])

    assert client.get(reverse("matching:invitation", args=[old])).status_code == 410
    assert client.post(reverse("matching:invitation_acceptance", args=[old])).status_code == 410


def test_who_was_unlisted_or_merged_while_shortlisted_is_not_asked(client_as, facilitator, brief, invite, now):
    unlisted, merged, good = (OrganizationFactory() for _number in range(3))
    for organization in (unlisted, merged, good):
        Profile.objects.create(organization=organization, listing="listed", listed_at=now)
    Profile.objects.across_scopes(reason="test").filter(organization=unlisted).update(listing="unlisted")
    merged.closed_at = now.date()
    merged.save(update_fields=["closed_at"])

    asked = invite(unlisted, merged, good)
    page = client_as(facilitator).get(reverse("matching:brief", args=[brief.number])).content.decode()

    assert [row.organization_id for row in asked] == [good.pk]
    assert unlisted.name in page
    with pytest.raises(NobodyToInvite):
        invitations.invite_wave(
            actor=acting(facilitator), brief_id=brief.pk, count=1, answer_hours=9, is_automatic=False, now=now
        )
    with pytest.raises(DomainError):
        shortlists.keep_named(
            actor=acting(facilitator),
            brief_id=brief.pk,
            organization_id=OrganizationFactory().pk,
            why="proposed",
            now=now,
        )


def test_a_hidden_buyer_is_named_nowhere_before_the_yes(client, invite, la_bobine, amina):
    (row,) = invite(la_bobine)
    key = invitations.invitation_key(row)
    addresses = [reverse(f"matching:{name}", args=[key]) for name in ("invitation", "invitation_deadline")]
    mail_invitation(invitation_id=row.pk)
    mail_invitation(invitation_id=row.pk, is_reminder=True)

    before = [client.get(address).content.decode() for address in addresses]
    before += [part for message in mail.outbox for part in (message.subject, message.message().as_string())]
    client.post(reverse("matching:invitation_acceptance", args=[key]))
    after = client.get(addresses[0]).content.decode()

    assert len(mail.outbox) == 2
    for word in ("Sabine", "Maison des jeunes", "mj@exemple.fr"):
        assert not any(word in text for text in before)
    assert "Maison des jeunes" in after
    assert "mj@exemple.fr" in after


def test_a_partner_that_is_named_is_found_and_kept_in_one_click(client, client_as, facilitator, brief, invite, la_bobine, now):  # fmt: skip
    from maillage.directory.services.indexing import index

    (row,) = invite(la_bobine)
    partner = OrganizationFactory(name="Imprimerie des Quais")
    Profile.objects.create(organization=partner, listing="listed", listed_at=now)
    index([partner.pk])
    invitations.decline_invitation(
        invitation_id=row.pk, actor=Actor(), reason=DeclineReason.WRONG_SKILL, partner="Imprimerie des Quais", now=now
    )
    office = client_as(facilitator)

    page = office.get(reverse("matching:proposal", args=[brief.number, row.pk])).content.decode()
    for _click in range(2):
        office.post(
            reverse("matching:candidate_addition", args=[brief.number]), {"organization": partner.pk, "why": "proposed"}
        )

    kept = Candidate.objects.across_scopes(reason="test").filter(organization=partner)
    assert str(partner.pk) in page
    assert [(one.is_kept, one.explanation) for one in kept] == [(True, {"named": "proposed"})]
    shortlists.forget_choice(actor=acting(facilitator), brief_id=brief.pk, organization_id=partner.pk)
    shortlists.set_aside(
        actor=acting(facilitator), brief_id=brief.pk, organization_id=partner.pk, reason="trop loin", now=now
    )
    with pytest.raises(Conflict):
        shortlists.keep_named(
            actor=acting(facilitator), brief_id=brief.pk, organization_id=partner.pk, why="proposed", now=now
        )


def test_an_organization_sees_its_record_and_nobody_else_s(client_as, chloe, invite, la_bobine, le_fournil, now):
    rows = {row.organization_id: row for row in invite(la_bobine, le_fournil)}
    invitations.decline_invitation(
        invitation_id=rows[la_bobine.pk].pk, actor=Actor(), reason=DeclineReason.TOO_FAR, now=now
    )
    Invitation.objects.across_scopes(reason="test").update(sent_at=now - timedelta(days=1))

    page = client_as(chloe).get(reverse("matching:invitation_list", args=[la_bobine.slug])).content.decode()

    assert "Trop loin de chez nous (1)" in page
    assert "Le Fournil" not in page


def test_an_account_made_later_takes_the_needs_of_its_address_over(client, client_as, elise):
    client.post(
        reverse("matching:need_new"),
        {
            "step": "send", "text": "Deux cents affiches pour la fête.", "title": "Affiches", "kind": "quote",
            "buyer_name": "Élise", "buyer_email": elise.email.upper(),
        },
    )  # fmt: skip
    client.post(
        reverse("matching:need_new"),
        {
            "step": "send", "text": "Un besoin de quelqu'un d'autre.", "title": "Autre", "kind": "quote",
            "buyer_name": "X", "buyer_email": "autre@exemple.fr",
        },
    )  # fmt: skip

    page = client_as(elise).get(reverse("matching:own_needs")).content.decode()

    assert ("Affiches" in page, ">Autre<" in page) == (True, False)
    kept = Brief.objects.across_scopes(reason="test")
    assert sorted(kept.values_list("title", "buyer_id")) == [("Affiches", elise.pk), ("Autre", None)]


def test_a_call_is_on_the_board_after_one_form(client_as, facilitator, taxonomy):
    answer = client_as(facilitator).post(
        reverse("matching:brief_new"),
        {
            "step": "now", "text": "Elle cherche un photographe à Villeurbanne, budget 800 euros.", "buyer_name": "Mme Roche",
            "buyer_phone": "06 00 00 00 00",
        },
    )  # fmt: skip

    row = Brief.objects.across_scopes(reason="test").get()
    assert answer["Location"] == reverse("matching:brief", args=[row.number])
    assert (row.origin, row.place_code, row.budget_most_cents, row.owner_id) == (
        "phone", "commune:69266", 80_000, facilitator.pk,
    )  # fmt: skip
    assert [one.skill.slug for one in row.skills.across_scopes(reason="test").select_related("skill")] == [
        "photographie"
    ]


def test_a_call_with_nothing_heard_is_asked_again_and_keeps_who_called(client_as, facilitator):
    answer = client_as(facilitator).post(
        reverse("matching:brief_new"), {"step": "now", "text": "", "buyer_name": "Mme Roche"}
    )

    assert (answer.status_code, "Mme Roche" in answer.content.decode()) == (422, True)


def test_the_buyers_page_never_names_who_is_asked(client, brief, invite, la_bobine, le_fournil):
    invite(la_bobine, le_fournil)

    page = client.get(reverse("matching:buyer_brief", args=[key_of(brief)])).content.decode()

    assert ("La Bobine" in page, "Le Fournil" in page) == (False, False)
