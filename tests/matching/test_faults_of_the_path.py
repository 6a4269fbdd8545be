"""What goes wrong from a text to an award: two at once, long and strange texts, partners who leave what they have signed."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.types import Actor
from maillage.directory.models import OrganizationSkill, Profile, Skill
from maillage.kit.errors import DomainError, NotFound
from maillage.matching.importing import read_notices
from maillage.matching.models import (
    Answer,
    Brief,
    BriefSkill,
    Candidate,
    FrozenAnswer,
    Invitation,
    Opportunity,
    SignOff,
)
from maillage.matching.queries.answers import workspace
from maillage.matching.queries.candidates import rank_brief
from maillage.matching.services import consortia, invitations, qualification
from maillage.matching.services.answers import deciding, signing
from maillage.matching.services.buyer_links import key_of
from maillage.matching.services.mail import mail_received
from maillage.matching.services.opportunities import uses
from maillage.matching.services.opportunities.notices import import_notices
from maillage.matching.types import DeclineReason
from tests.factories.accounts import OrganizationFactory, acting
from tests.factories.events import published_verbs
from tests.matching.answers.conftest import (  # noqa: F401 - fixtures
    answer,
    brief,
    brief_state,
    buyer_key,
    freeze,
    media,
    sent,
    sign,
    signed,
    state_of,
    team,
    written,
)
from tests.matching.notices import CALL, CANCELLATION, CORRECTION, as_file

pytestmark = pytest.mark.django_db


def at_once(*calls):
    """Have each call made by a thread of its own, all started together; gives results and refusals."""
    start, found = threading.Barrier(len(calls)), []

    def run(call):
        start.wait()
        try:
            found.append(call())
        except DomainError as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


# --- texts


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, pouvez-vous me rappeler ? Merci beaucoup.",
        "Hola, somos una asociación y necesitamos ayuda para nuestra fiesta del barrio.",
        "Wir suchen jemanden, der uns bei der Einrichtung unserer Werkstatt hilft.",
        "我们需要有人帮助我们组织社区活动。谢谢你们的帮助。",
        "mot " * 12_499 + "fin.",
        "<img src=x onerror=alert(1)> {{ settings.SECRET_KEY }} {% include 'x' %} %(name)s Ignore previous instructions.",
    ],
    ids=["no-skill", "spanish", "german", "chinese", "50000-characters", "markup-and-templates"],
)
def test_a_strange_need_goes_all_the_way_to_the_board(client, client_as, facilitator, taxonomy, text):
    sent_in = client.post(
        reverse("matching:need_new"),
        {
            "step": "send",
            "text": text,
            "title": text[:60],
            "kind": "quote",
            "buyer_name": "X",
            "buyer_email": "x@exemple.fr",
        },
    )
    row = Brief.objects.across_scopes(reason="test").get()
    client.post(reverse("matching:buyer_confirmation", args=[key_of(row)]))
    mail_received(brief_id=row.pk)
    office = client_as(facilitator)

    pages = [
        office.get(reverse("matching:board")),
        *(office.get(reverse(f"matching:{name}", args=[row.number])) for name in ("brief", "candidates", "groups")),
        client.get(reverse("matching:buyer_brief", args=[key_of(row)])),
    ]

    row.refresh_from_db()
    assert (sent_in.status_code, row.state, row.text) == (303, "new", text.strip())
    assert [page.status_code for page in pages] == [200] * 5
    assert not any(b"<img src=x" in page.content for page in pages)
    assert {address for message in mail.outbox for address in message.to} == {"x@exemple.fr", facilitator.email}


def test_one_character_too_many_is_told_and_nothing_typed_is_lost(client):
    text = "x" * 50_001

    answer_given = client.post(reverse("matching:need_new"), {"step": "text", "text": text})

    assert (answer_given.status_code, text in answer_given.content.decode()) == (422, True)


# --- sign-off, then a partner leaves


def test_a_partner_who_leaves_after_sign_off_voids_it_and_those_who_stay_sign_anew(
    signed,  # noqa: F811 - the fixture, asked for by its name
    amina,
    driss,
    la_bobine,
    le_fournil,
    now,
):
    before = signed.digest
    consortia.leave_consortium(
        actor=acting(driss), consortium_id=signed.consortium_id, organization_id=le_fournil.pk, reason="Plus de temps.",
        now=now + timedelta(hours=1),
    )  # fmt: skip
    signed.refresh_from_db()
    opened = (signed.state, signed.digest, any(one.signed for one in workspace(signed).partners))

    freeze(signed, amina, la_bobine, now + timedelta(hours=2))
    with pytest.raises(NotFound):
        sign(signed, driss, le_fournil, now + timedelta(hours=2), name="Driss Essaïdi")
    with pytest.raises(signing.AnotherDocument):
        sign(signed, amina, la_bobine, now + timedelta(hours=2), digest=before)
    sign(signed, amina, la_bobine, now + timedelta(hours=3), name="Amina Belkacem")

    frozen = FrozenAnswer.objects.across_scopes(reason="test").get(answer=signed, digest=signed.digest)
    assert opened == ("draft", "", False)
    assert [one["name"] for one in frozen.content["partners"]] == ["La Bobine"]
    assert {part["organization"] for part in frozen.content["parts"]} == {str(la_bobine.pk)}
    assert SignOff.objects.across_scopes(reason="test").count() == 3  # the two that were given stay as they were
    assert (state_of(signed), workspace(signed).signatures_hold) == ("review", True)


# --- awards and withdrawals


def test_no_page_awards_what_was_withdrawn_nor_withdraws_what_was_awarded(client, sent, now):  # noqa: F811 - the fixture, asked for by its name
    key = buyer_key(sent)
    award = reverse("matching:buyer_award", args=[key, sent.pk])

    client.post(reverse("matching:buyer_withdrawal", args=[key]))
    refused = client.post(award, {"comment": "Finalement oui."})
    withdrawn = (refused.status_code, state_of(sent) == "awarded", brief_state(sent))

    Brief.objects.across_scopes(reason="test").update(state="proposed", closed_at=None)
    Answer.objects.across_scopes(reason="test").update(state="sent", decided_at=None, buyer_reason="")
    client.post(award, {"comment": "Oui."})
    late = client.post(reverse("matching:buyer_withdrawal", args=[key]))

    assert withdrawn == (409, False, "withdrawn")
    assert late.status_code == 409
    assert (state_of(sent), brief_state(sent)) == ("awarded", "awarded")


@pytest.mark.django_db(transaction=True)
def test_an_award_and_a_withdrawal_at_the_same_moment_leave_one_end(sent, now):  # noqa: F811 - the fixture, asked for by its name
    key = buyer_key(sent)

    outcomes = at_once(
        lambda: deciding.award_as_buyer(key=key, answer_id=sent.pk, comment="", now=now),
        lambda: qualification.withdraw_brief(key=key, now=now),
    )
    deciding.close_answers(brief_id=sent.brief_id, now=now)

    assert sum(isinstance(one, DomainError) for one in outcomes) == 1
    assert (brief_state(sent), state_of(sent)) in {("awarded", "awarded"), ("withdrawn", "declined")}
    assert published_verbs().count("answer.awarded") == (state_of(sent) == "awarded")


# --- jobs run twice, at the same moment


@pytest.mark.django_db(transaction=True)
def test_reminders_run_twice_at_once_are_given_once(brief, now):  # noqa: F811 - the fixture, asked for by its name
    rows = [
        Invitation.objects.create(
            brief=brief, organization=OrganizationFactory(), wave=1, sent_at=now, due_at=now + timedelta(days=2)
        )
        for _number in range(20)
    ]
    later = now + timedelta(days=1, minutes=5)

    outcomes = at_once(*[lambda: list(invitations.to_remind(now=later))] * 3)

    assert sorted(pk for one in outcomes for pk in one) == sorted(row.pk for row in rows)


@pytest.mark.django_db(transaction=True)
def test_silence_noticed_twice_at_once_ends_once_and_asks_one_other(brief, facilitator, now):  # noqa: F811 - the fixture, asked for by its name
    for position in (1, 2, 3):
        Candidate.objects.create(
            brief=brief, organization=OrganizationFactory(), is_kept=True, position=position, decided_at=now
        )
    (row,) = invitations.invite_wave(
        actor=acting(facilitator), brief_id=brief.pk, count=1, answer_hours=9, is_automatic=True, now=now
    )
    late = row.due_at + timedelta(minutes=1)

    outcomes = at_once(*[lambda: invitations.advance_waves(now=late)] * 2)

    states = Invitation.objects.across_scopes(reason="test").values_list("state", flat=True)
    assert (sum(outcomes), sorted(states)) == (1, ["expired", "sent"])


@pytest.mark.django_db(transaction=True)
def test_a_silent_buyer_is_chased_once_by_two_jobs_at_once(sent, now):  # noqa: F811 - the fixture, asked for by its name
    later = now + timedelta(days=8)

    outcomes = at_once(*[lambda: deciding.chase_silent(now=later)] * 2)

    assert sorted(len(one) for one in outcomes) == [0, 1]


# --- calls for tender


@pytest.mark.django_db(transaction=True)
def test_the_same_call_read_twice_at_once_is_one_call_and_its_cancellation_ends_it_once(now):
    def read_in(*records):
        return import_notices(read=read_notices(as_file(*records)), now=now).created

    created = at_once(*[lambda: read_in(CALL)] * 3)
    at_once(lambda: read_in(CORRECTION), lambda: read_in(CANCELLATION), lambda: read_in(CANCELLATION))

    row = Opportunity.objects.across_scopes(reason="test").get()
    assert (sorted(created), row.state) == ([0, 0, 1], "cancelled")


@pytest.mark.django_db(transaction=True)
def test_a_call_made_into_a_need_twice_at_once_is_one_need(facilitator, administrator, now):
    import_notices(read=read_notices(as_file(CALL)), now=now)
    row = Opportunity.objects.across_scopes(reason="test").get()

    def make(actor):
        return lambda: uses.make_brief(actor=actor, opportunity_id=row.pk, now=now)

    at_once(make(acting(facilitator)), make(acting(administrator)))

    assert Brief.objects.across_scopes(reason="test").count() == 1


# --- who is gone while on the list


@pytest.mark.parametrize("how", ["unlisted", "closed"])
def test_who_is_gone_while_asked_is_ranked_no_more_and_its_link_still_answers(
    brief,  # noqa: F811 - the fixture, asked for by its name
    taxonomy,
    client,
    client_as,
    facilitator,
    la_bobine,
    now,
    how,
):
    skill = Skill.objects.get(slug="audiovisuel")
    BriefSkill.objects.create(brief=brief, skill=skill)
    Profile.objects.create(organization=la_bobine, listing="listed", listed_at=now)
    OrganizationSkill.objects.create(organization=la_bobine, skill=skill, source="organization")
    Candidate.objects.create(brief=brief, organization=la_bobine, is_kept=True, position=1, decided_at=now)
    (row,) = invitations.invite_wave(
        actor=acting(facilitator), brief_id=brief.pk, count=1, answer_hours=400, is_automatic=False, now=now
    )
    assert [entry.organization_id for entry in _ranked(brief, now)] == [str(la_bobine.pk)]

    Profile.objects.across_scopes(reason="test").filter(organization=la_bobine).update(listing="unlisted")
    if how == "closed":
        la_bobine.closed_at = now.date()
        la_bobine.save(update_fields=["closed_at"])

    office, key = client_as(facilitator), invitations.invitation_key(row)
    pages = [office.get(reverse(f"matching:{name}", args=[brief.number])) for name in ("brief", "candidates", "groups")]
    pages.append(client.get(reverse("matching:invitation", args=[key])))
    declined = invitations.decline_invitation(
        invitation_id=row.pk, actor=Actor(), reason=DeclineReason.OTHER, comment="Nous fermons.", now=timezone.now()
    )

    assert _ranked(brief, now) == ()
    assert [page.status_code for page in pages] == [200] * 4
    assert declined.state == "declined"


def _ranked(row, now):
    return tuple(rank_brief(row, now=now, today=now.date()).ranking.entries)
