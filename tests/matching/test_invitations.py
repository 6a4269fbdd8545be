"""Waves of invitations: one link, one answer, and the next on the list."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from maillage.accounts.types import Actor
from maillage.kit.errors import Conflict, IllegalMove
from maillage.matching.models import Candidate, Invitation
from maillage.matching.queries.records import received_by
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import intake, invitations, qualification
from maillage.matching.services.mail import mail_invitation, mail_invitation_answer
from maillage.matching.types import BriefKind, BriefState, DeclineReason
from tests.factories.accounts import OrganizationFactory, acting
from tests.factories.events import published_verbs

pytestmark = pytest.mark.django_db

NEED = NeedGiven(title="Affiches", text="Deux cents affiches pour la fête.", kind=BriefKind.QUOTE)
BUYER = BuyerGiven(name="Maison des jeunes", email="mj@exemple.fr", is_hidden=True)
VISITOR = Actor()


@pytest.fixture
def brief(facilitator, now):
    return intake.enter_brief(actor=acting(facilitator), need=NEED, buyer=BUYER, now=now)


@pytest.fixture
def shortlist(brief, now):
    def made(*organizations):
        for position, organization in enumerate(organizations, start=1):
            Candidate.objects.create(
                brief=brief, organization=organization, is_kept=True, position=position, decided_at=now
            )
        return list(organizations)

    return made


def rows(**wanted):
    return Invitation.objects.across_scopes(reason="test").filter(**wanted).order_by("wave", "pk")


def invite(facilitator, brief, now, *, count=1, hours=9, is_automatic=False):
    return invitations.invite_wave(
        actor=acting(facilitator),
        brief_id=brief.pk,
        count=count,
        answer_hours=hours,
        is_automatic=is_automatic,
        now=now,
    )


def decline(invitation, now, reason=DeclineReason.TOO_FAR):
    return invitations.decline_invitation(invitation_id=invitation.pk, actor=VISITOR, reason=reason, now=now)


def test_a_wave_asks_the_first_of_the_list_and_the_brief_is_contacted(facilitator, brief, shortlist, now):
    first, second, _third = shortlist(*(OrganizationFactory() for _number in range(3)))

    invite(facilitator, brief, now, count=2)

    brief.refresh_from_db()
    assert brief.state == "contacted"
    assert {row.organization_id for row in rows()} == {first.pk, second.pk}
    assert published_verbs().count("brief_invitation.sent") == 2


def test_an_accepted_link_pressed_twice_answers_once_and_shows_the_buyer(
    client, facilitator, brief, shortlist, la_bobine, now
):
    shortlist(la_bobine)
    (row,) = invite(facilitator, brief, now, hours=400)
    address = reverse("matching:invitation", args=[invitations.invitation_key(row)])
    accept = reverse("matching:invitation_acceptance", args=[invitations.invitation_key(row)])

    before = client.get(address).content.decode()
    answers = [client.post(accept).status_code for _click in range(2)]
    after = client.get(address).content.decode()

    assert answers == [303, 303]
    assert ("Maison des jeunes" in before, "Maison des jeunes" in after) == (False, True)
    assert published_verbs().count("brief_invitation.answered") == 1


def test_a_refusal_needs_a_reason_and_the_next_is_asked_by_itself(client, facilitator, brief, shortlist, now):
    _first, second = shortlist(OrganizationFactory(), OrganizationFactory())
    (row,) = invite(facilitator, brief, now, hours=400, is_automatic=True)
    refuse = reverse("matching:invitation_refusal", args=[invitations.invitation_key(row)])

    without = client.post(refuse).status_code
    answered = client.post(refuse, {"reason": "price", "partner": "Le Fournil"}).status_code

    row.refresh_from_db()
    assert (without, answered) == (422, 303)
    assert (row.state, row.reason, row.proposed_partner) == ("declined", "price", "Le Fournil")
    assert [one.organization_id for one in rows(wave=2)] == [second.pk]


def test_silence_ends_at_the_due_time_once_and_the_next_is_asked(facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory(), OrganizationFactory())
    (row,) = invite(facilitator, brief, now, is_automatic=True)
    late = row.due_at + timedelta(minutes=1)

    ended = [invitations.advance_waves(now=late) for _run in range(2)]

    row.refresh_from_db()
    assert (ended, row.state, rows(wave=2).count()) == ([1, 0], "expired", 1)
    with pytest.raises(Conflict):
        invitations.accept_invitation(invitation_id=row.pk, actor=VISITOR, now=late)


def test_without_the_office_s_wish_nobody_follows(facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory(), OrganizationFactory())
    (row,) = invite(facilitator, brief, now)

    decline(row, now)

    assert rows().count() == 1
    with pytest.raises(Conflict):
        invite(facilitator, brief, now, count=1)
        invite(facilitator, brief, now, count=1)


def test_yes_after_no_is_refused_and_no_after_yes_is_taken(facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory(), OrganizationFactory())
    first, second = invite(facilitator, brief, now, count=2)

    decline(first, now)
    with pytest.raises(Conflict):
        invitations.accept_invitation(invitation_id=first.pk, actor=VISITOR, now=now)
    invitations.accept_invitation(invitation_id=second.pk, actor=VISITOR, now=now)

    assert decline(second, now).state == "declined"


def test_what_waits_is_taken_back_when_the_need_ends(facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory(), OrganizationFactory())
    first, second = invite(facilitator, brief, now, count=2)
    invitations.accept_invitation(invitation_id=first.pk, actor=VISITOR, now=now)
    qualification.move_brief(
        actor=acting(facilitator), brief_id=brief.pk, seen=BriefState.CONTACTED, target=BriefState.WITHDRAWN, now=now
    )

    taken_back = [invitations.close_invitations(brief_id=brief.pk, now=now) for _time in range(2)]

    second.refresh_from_db()
    assert (taken_back, second.state) == ([1, 0], "withdrawn")
    with pytest.raises(Conflict):
        invite(facilitator, brief, now)


def test_an_invitation_taken_back_is_told_as_over(client, facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory())
    (row,) = invite(facilitator, brief, now, hours=400)
    invitations.withdraw_invitation(actor=acting(facilitator), invitation_id=row.pk, now=now)
    key = invitations.invitation_key(row)

    page = client.get(reverse("matching:invitation", args=[key])).content.decode()

    assert "Cette invitation est terminée" in page
    assert client.post(reverse("matching:invitation_acceptance", args=[key])).status_code == 409
    with pytest.raises(IllegalMove):
        invitations.withdraw_invitation(actor=acting(facilitator), invitation_id=_declined(row, now).pk, now=now)


def _declined(row, now):
    rows(pk=row.pk).update(state="declined")
    return row


def test_a_reminder_goes_once_at_half_the_time_and_stops_when_answered(
    facilitator, brief, shortlist, now, la_bobine, amina
):
    shortlist(la_bobine, OrganizationFactory())
    first, second = invite(facilitator, brief, now, count=2, hours=27)
    decline(second, now)
    half = now + (first.due_at - now) / 2

    marked = [invitations.to_remind(now=half + timedelta(minutes=minutes)) for minutes in (-5, 5, 10)]
    mail_invitation(invitation_id=first.pk, is_reminder=True)

    assert marked == [[], [first.pk], []]
    assert [message.to for message in mail.outbox] == [[amina.email]]


def test_the_e_mail_says_enough_and_hides_what_must_be(
    facilitator, brief, shortlist, la_bobine, amina, bruno, chloe, now
):
    shortlist(la_bobine)
    (row,) = invite(facilitator, brief, now)

    mail_invitation(invitation_id=row.pk)

    assert {message.to[0] for message in mail.outbox} == {amina.email, bruno.email}
    body = mail.outbox[0].body
    assert (NEED.text in body, invitations.invitation_address(row) in body, "Maison des jeunes" in body) == (
        True,
        True,
        False,
    )


def test_an_organization_without_people_is_called_by_the_office(facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory())
    (row,) = invite(facilitator, brief, now)

    mail_invitation(invitation_id=row.pk)
    decline(row, now)
    mail_invitation_answer(invitation_id=row.pk)

    assert [message.to for message in mail.outbox] == [[facilitator.email], [facilitator.email]]


def test_nobody_learns_who_else_is_asked(
    client_as, facilitator, brief, shortlist, la_bobine, le_fournil, amina, driss, now
):
    shortlist(la_bobine, le_fournil)
    ours, _theirs = sorted(
        invite(facilitator, brief, now, count=2, hours=400), key=lambda row: row.organization_id != la_bobine.pk
    )

    page = (
        client_as(amina).get(reverse("matching:invitation", args=[invitations.invitation_key(ours)])).content.decode()
    )
    listed = client_as(amina).get(reverse("matching:invitation_list", args=[la_bobine.slug])).content.decode()

    assert "Affiches" in listed
    assert "Le Fournil" not in page + listed
    assert client_as(driss).get(reverse("matching:invitation_list", args=[la_bobine.slug])).status_code == 404


def test_the_deadline_is_a_calendar_file(client, facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory())
    (row,) = invite(facilitator, brief, now)

    answer = client.get(reverse("matching:invitation_deadline", args=[invitations.invitation_key(row)]))

    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == row.due_at


def test_answers_feed_the_record(facilitator, brief, shortlist, now):
    one, other = shortlist(OrganizationFactory(), OrganizationFactory())
    first, _second = invite(facilitator, brief, now, count=2)
    invitations.accept_invitation(invitation_id=first.pk, actor=VISITOR, now=now)

    found = received_by(now=now)

    assert (found[one.pk].received, found[one.pk].answered, found[one.pk].in_time) == (1, 1, 1)
    assert (found[other.pk].received, found[other.pk].ended) == (1, 0)


def test_a_change_of_mind_is_an_answer_too(facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory())
    (row,) = invite(facilitator, brief, now)
    key = invitations.invitation_key(row)

    assert invitations.invitation_of_key(key).pk == row.pk
    accepted = invitations.accept_invitation(invitation_id=row.pk, actor=VISITOR, now=now)
    declined = decline(row, now)

    assert (accepted.state, declined.state) == ("accepted", "declined")
    assert published_verbs().count("brief_invitation.answered") == 2


def test_the_pages_of_the_office_invite_and_take_back(client_as, facilitator, brief, shortlist, now):
    shortlist(OrganizationFactory(name="Première"), OrganizationFactory(name="Seconde"))
    office, here = client_as(facilitator), reverse("matching:brief", args=[brief.number])

    wrong = office.post(reverse("matching:wave", args=[brief.number]), {"count": "0", "answer_hours": "9"})
    office.post(reverse("matching:wave", args=[brief.number]), {"count": "1", "answer_hours": "9"})
    (row,) = rows()
    shown = office.get(here).content.decode()
    office.post(reverse("matching:invitation_withdrawal", args=[brief.number, row.pk]))

    row.refresh_from_db()
    assert wrong.status_code == 422
    assert "Première" in shown
    assert row.state == "withdrawn"
