import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.accounts import services
from maillage.accounts.models import Invitation
from maillage.accounts.services.invitations import InvitationRefused
from maillage.accounts.types import NetworkRole, OrganizationRole
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from tests.factories import UserFactory, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The pages read the real clock, and invitations expire."""
    return timezone.now()


@pytest.fixture
def nour(db):
    return UserFactory(email="nour@exemple.fr", name="Nour", language="fr")


@pytest.fixture
def invited(amina, la_bobine, now):
    """Invite Nour to edit for La Bobine and give the key of the link."""

    def invite(**changes):
        invitation = services.invite(
            **{
                "actor": acting(amina),
                "email": "nour@exemple.fr",
                "role": OrganizationRole.EDITOR,
                "organization_id": la_bobine.pk,
                "now": now,
                **changes,
            }
        )
        return services.key_of(invitation=invitation)

    return invite


def link_in(message):
    return urlsplit(re.search(r"https?://\S+/invitations/\S+", message.body)[0]).path


def test_an_invitation_is_mailed_opened_and_accepted(client_as, amina, nour, la_bobine, deliver, mailoutbox):
    client_as(amina).post("/o/la-bobine/equipe/", {"email": " Nour@exemple.fr", "role": "editor"})
    deliver()
    link = link_in(mailoutbox[0])
    client = client_as(nour)
    page = client.get(link)
    client.post(link)

    assert mailoutbox[0].subject == "Amina Belkacem vous invite à rejoindre La Bobine"
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "same-origin")
    assert acting(nour).role_in(la_bobine.pk) is OrganizationRole.EDITOR


def test_the_key_is_neither_in_the_table_nor_in_the_facts(invited, verbs):
    from maillage.stream.models import Fact

    key = invited()
    row = Invitation.objects.values().get()

    assert verbs() == ["invitation.sent"]
    assert key not in str(row) + str(list(Fact.objects.values()))


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client, invited):
    link = f"/invitations/{invited()}/"

    page = client.get(link).content.decode()
    posted = client.post(link)

    assert f"next={link}" in page
    assert posted.headers["Location"].startswith("/compte/login/?next=/invitations/")


def test_somebody_else_is_told_so_and_gets_nothing(client_as, elise, invited, la_bobine):
    link = f"/invitations/{invited()}/"
    client = client_as(elise)

    page = client.get(link).content.decode()
    posted = client.post(link)

    assert ("nour@exemple.fr" in page, "elise@ailleurs.example" in page) == (True, True)
    assert (posted.status_code, acting(elise).organization_roles) == (403, {})


def test_an_unknown_key_is_not_found(client, client_as, elise):
    assert (client.get("/invitations/rien/").status_code, client_as(elise).post("/invitations/rien/").status_code) == (
        404,
        404,
    )


def test_an_invitation_expires_after_fourteen_days(invited, nour, now):
    key = invited()

    with pytest.raises(InvitationRefused):
        services.accept_invitation(actor=acting(nour), key=key, now=now + timedelta(days=14))
    services.accept_invitation(actor=acting(nour), key=key, now=now + timedelta(days=13, hours=23))


def test_accepting_twice_changes_nothing_more(invited, nour, now, verbs):
    key = invited()

    services.accept_invitation(actor=acting(nour), key=key, now=now)
    before = verbs()
    services.accept_invitation(actor=acting(nour), key=key, now=now)

    assert verbs() == before
    assert before.count("invitation.accepted") == 1


def test_accepted_then_removed_does_not_come_back_by_the_same_link(invited, amina, nour, la_bobine, now):
    key = invited()
    services.accept_invitation(actor=acting(nour), key=key, now=now)
    services.end_membership(actor=acting(amina), organization_id=la_bobine.pk, user_id=nour.pk, now=now)

    services.accept_invitation(actor=acting(nour), key=key, now=now)

    assert acting(nour).organization_roles == {}


def test_a_double_click_invites_once(invited, deliver, mailoutbox, verbs):
    first, second = invited(), invited()
    deliver()

    assert (first, Invitation.objects.count(), verbs(), len(mailoutbox)) == (second, 1, ["invitation.sent"], 1)


def test_the_table_refuses_two_open_invitations(invited, now):
    invited()
    twin = Invitation.objects.get()
    twin.pk, twin.digest, twin.email = None, "0" * 64, "NOUR@exemple.fr"

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_sent_again_the_former_link_ends(client_as, amina, invited, nour, now, deliver, mailoutbox):
    invited()
    invitation_id = Invitation.objects.get().pk
    client_as(amina).post(f"/o/la-bobine/equipe/invitations/{invitation_id}/renvoi/")
    deliver()

    old = services.key_of(invitation=Invitation(pk=invitation_id, sent_at=now))
    with pytest.raises(NotFound):
        services.accept_invitation(actor=acting(nour), key=old, now=now)
    assert client_as(nour).post(link_in(mailoutbox[-1])).status_code == 302
    assert len(mailoutbox) == 1, "the first message, not sent yet, had become useless"


def test_revoked_it_no_longer_works(client_as, amina, invited, nour, now, deliver, mailoutbox):
    key = invited()
    client_as(amina).post(f"/o/la-bobine/equipe/invitations/{Invitation.objects.get().pk}/revocation/")
    deliver()

    with pytest.raises(InvitationRefused):
        services.accept_invitation(actor=acting(nour), key=key, now=now)
    assert mailoutbox == []


def test_an_owner_of_elsewhere_touches_no_invitation_of_ours(client_as, driss, invited):
    invited()
    invitation = Invitation.objects.get()
    client = client_as(driss)

    there = client.post(f"/o/la-bobine/equipe/invitations/{invitation.pk}/revocation/")
    here = client.post(f"/o/le-fournil/equipe/invitations/{invitation.pk}/revocation/")

    invitation.refresh_from_db()
    assert (there.status_code, here.status_code, invitation.revoked_at) == (404, 404, None)


def test_an_invitation_does_not_lower_a_role(invited, amina, la_bobine, now):
    Invitation.objects.all().delete()
    key = services.key_of(
        invitation=services.invite(
            actor=acting(amina),
            email="bientot@exemple.fr",
            role=OrganizationRole.MEMBER,
            organization_id=la_bobine.pk,
            now=now,
        )
    )
    Invitation.objects.update(email=amina.email)

    services.accept_invitation(actor=acting(amina), key=key, now=now)

    assert acting(amina).role_in(la_bobine.pk) is OrganizationRole.OWNER


def test_old_invitations_are_forgotten(invited, now):
    invited()

    kept = services.forget_old_invitations(now=now + timedelta(days=43))
    forgotten = services.forget_old_invitations(now=now + timedelta(days=45))

    assert (kept, forgotten) == (0, 1)


def test_only_owners_invite(bruno, driss, facilitator, la_bobine, now):
    for person in (bruno, driss, facilitator):
        with pytest.raises(NotAllowed):
            services.invite(
                actor=acting(person),
                email="x@exemple.fr",
                role=OrganizationRole.MEMBER,
                organization_id=la_bobine.pk,
                now=now,
            )


def test_bad_address_and_somebody_already_there_are_said_beside_the_field(client_as, amina, bruno, la_bobine):
    client = client_as(amina)

    wrong = client.post("/o/la-bobine/equipe/", {"email": "pas une adresse", "role": "member"})
    there = client.post("/o/la-bobine/equipe/", {"email": bruno.email, "role": "member"})

    assert (wrong.status_code, there.status_code) == (422, 422)
    assert "email" in wrong.context["form"].errors
    assert "est déjà dans l’équipe" in there.content.decode()


def test_the_office_invites_too(client_as, administrator, nour, deliver, mailoutbox):
    client_as(administrator).post("/reseau/equipe/", {"email": nour.email, "role": "facilitator"})
    deliver()
    client_as(nour).post(link_in(mailoutbox[0]))

    assert acting(nour).network_role is NetworkRole.FACILITATOR


def test_a_wrong_role_for_the_place_is_refused(client_as, amina, la_bobine):
    response = client_as(amina).post("/o/la-bobine/equipe/", {"email": "x@exemple.fr", "role": "administrator"})

    assert (response.status_code, Invitation.objects.count()) == (422, 0)


def test_inviting_a_bad_address_is_refused_by_the_service_too(amina, la_bobine, now):
    with pytest.raises(Invalid):
        services.invite(
            actor=acting(amina), email="a@b", role=OrganizationRole.MEMBER, organization_id=la_bobine.pk, now=now
        )
