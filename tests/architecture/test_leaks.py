"""Existence is information: what is private to La Bobine or to the office is not found by those outside.

Every route that is not public is visited for true: rows of La Bobine exist for each argument in `rows_of_la_bobine`.
A new context adds its rows there, and its new routes are covered the day they are born.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import ApiToken, Invitation
from maillage.accounts.types import AccessLevel
from maillage.config.permissions import MethodWithoutPermission, access_level
from maillage.links.models import Declaration, Introduction
from maillage.links.types import pair_of
from maillage.matching.models import (
    Absence,
    Answer,
    AnswerFile,
    Brief,
    Consortium,
    ConsortiumPartner,
    Coproduction,
    CoproductionPartner,
    Paper,
)
from maillage.matching.services.coproductions import opening, planning, working
from maillage.web.models import Notification
from tests.architecture.route_arguments import Places, routes
from tests.factories import OrganizationFactory, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_refusals")]
OPEN = {AccessLevel.PUBLIC, AccessLevel.DEVELOPMENT}
OF_ONESELF = {AccessLevel.SIGNED_IN}
METHODS = ("GET", "POST")
# Routes of one's own things do not name whose they are. A stranger's visit with the id of somebody else's row must
# change nothing: these answers say as little about a row that exists as about one that does not.
SECRETS = ("Amina Belkacem", "amina@la-bobine.example", "secret-de-la-bobine", "invitee@la-bobine.example")


@pytest.fixture
def rows_of_la_bobine(amina, bruno, chloe, la_bobine):
    """Give the id of a row of La Bobine, or of Amina, for each name of argument."""
    now = timezone.now()
    invitation = Invitation.objects.create(
        email="invitee@la-bobine.example",
        organization=la_bobine,
        role="editor",
        digest="1" * 64,
        invited_by=amina,
        created_at=now,
        sent_at=now,
        expires_at=now + timedelta(days=14),
    )
    token = ApiToken.objects.create(
        user=amina, name="secret-de-la-bobine", digest="2" * 64, hint="mlg_x", scopes=["directory:read"], created_at=now
    )
    notification = Notification.objects.create(
        recipient=amina, verb="membership.granted", data={"organization": "secret-de-la-bobine"}, at=now
    )
    absence = Absence.objects.create(
        organization=la_bobine, first=now.date(), last=now.date() + timedelta(days=9), noted_at=now
    )
    declaration, introduction = links_of_la_bobine(la_bobine, now)
    return Places(
        rows={
            "absence_id": absence.pk,
            **coproduction_rows(amina, la_bobine, now),
            "declaration_id": declaration.pk,
            "introduction_id": introduction.pk,
            "user_id": bruno.pk,
            "invitation_id": invitation.pk,
            "token_id": token.pk,
            "notification_id": notification.pk,
            "paper_id": _paper(la_bobine, now).pk,
            **answer_of_la_bobine(la_bobine, now),
        }
    )


def answer_of_la_bobine(la_bobine, now):
    """Give an answer of La Bobine alone, with a file."""
    brief = Brief.objects.create(
        number=9001,
        title="secret-de-la-bobine",
        text="Une affiche",
        kind="quote",
        origin="phone",
        created_at=now,
        state_since=now,
    )
    consortium = Consortium.objects.create(brief=brief, form="alone", made_at=now)
    ConsortiumPartner.objects.create(consortium=consortium, organization=la_bobine, is_lead=True, joined_at=now)
    answer = Answer.objects.create(brief=brief, consortium=consortium, title="secret-de-la-bobine", created_at=now)
    file = AnswerFile.objects.create(
        answer=answer, organization=la_bobine, kind="cv", file="private/answers/secret.bin",
        name="secret-de-la-bobine.pdf", content_type="application/pdf", size=1, digest="5" * 64, added_at=now,
    )  # fmt: skip
    return {"answer_id": answer.pk, "file_id": file.pk}


def coproduction_rows(amina, la_bobine, now):
    """Give ids of common work of La Bobine with somebody else than those who visit."""
    work = opening.open_by_member(
        actor=acting(amina), organization_id=la_bobine.pk, key=None, role="", weight=1, now=now,
        work=opening.WorkGiven(title="secret-de-la-bobine"),
        partners=[opening.PartnerGiven(organization_id=OrganizationFactory(name="La Presse").pk)],
    )  # fmt: skip
    seat = {"actor": acting(amina), "coproduction_id": work.pk, "organization_id": la_bobine.pk, "now": now}
    day = now.date()
    milestone = planning.MilestoneGiven(title="secret-de-la-bobine", starts_on=day, ends_on=day)
    deliverable = planning.DeliverableGiven(title="secret-de-la-bobine", due_on=day)
    entry = working.EntryGiven(day=day, minutes=60)
    return {
        "coproduction_id": work.pk,
        "milestone_id": planning.add_milestone(**seat, key=None, step=milestone).pk,
        "deliverable_id": planning.add_deliverable(**seat, key=None, step=deliverable).pk,
        "entry_id": working.enter_work(**seat, key=None, entry=entry, today=day).pk,
        "decision_id": working.note_decision(**seat, key=None, text="secret-de-la-bobine", day=day).pk,
    }


def links_of_la_bobine(la_bobine, now):
    """A declaration and an introduction between La Bobine and somebody else."""
    other = OrganizationFactory(name="Tierce")
    left, right = pair_of(la_bobine.pk, other.pk)
    declaration = Declaration.objects.create(
        left_id=left, right_id=right, origin=la_bobine, kind="supplies", state="pending", sentence="secret-de-la-bobine",
        day=now.date(), declared_at=now,
    )  # fmt: skip
    introduction = Introduction.objects.create(
        left_id=left, right_id=right, state="proposed", score=0.5, note="secret-de-la-bobine", suggested_on=now.date(),
        proposed_at=now,
    )  # fmt: skip
    return declaration, introduction


def _paper(organization, now):
    """Put bank details into the document box."""
    return Paper.objects.create(
        organization=organization, kind="bank", name="secret-de-la-bobine.pdf", content_type="application/pdf", size=1,
        digest="3" * 64, issued_on=now.date(), uploaded_at=now,
    )  # fmt: skip


def visits(levels):
    """List the routes and methods of these levels."""
    for route in routes():
        for method in METHODS:
            try:
                level = access_level(route.name, method=method)
            except MethodWithoutPermission:
                continue
            if level in levels:
                yield route, method


def private_rows():
    seen = (
        (Paper, "removed_at"), (Absence, "last"), (Coproduction, "state"), (CoproductionPartner, "accepted_at"),
        (Answer, "state"), (AnswerFile, "name"),
    )  # fmt: skip
    return {
        model: sorted(map(str, model.objects.values_list("pk", "revoked_at"))) for model in (Invitation, ApiToken)
    } | {
        Notification: sorted(map(str, Notification.objects.values_list("pk", "read_at"))),
        **{
            model: sorted(map(str, model.objects.across_scopes(reason="test").values_list("pk", field)))
            for model, field in seen
        },
    }


@pytest.mark.parametrize("stranger", ["driss", "elise"])
def test_private_pages_of_an_organization_are_not_found_by_strangers(request, rows_of_la_bobine, stranger, le_fournil):
    client = Client()
    client.force_login(request.getfixturevalue(stranger))
    levels = {AccessLevel.MEMBER, AccessLevel.EDITOR, AccessLevel.OWNER}

    answers = {
        f"{method} {route.name}": client.generic(method, route.url(rows_of_la_bobine)).status_code
        for route, method in visits(levels)
    }

    assert {name: status for name, status in answers.items() if status != 404} == {}
    assert answers, "there are such routes"


@pytest.mark.parametrize("stranger", ["driss", "amina", "elise"])
def test_the_offices_pages_are_not_found_by_strangers(request, rows_of_la_bobine, stranger, le_fournil):
    client = Client()
    client.force_login(request.getfixturevalue(stranger))

    answers = {
        f"{method} {route.name}": client.generic(method, route.url(rows_of_la_bobine)).status_code
        for route, method in visits({AccessLevel.FACILITATOR, AccessLevel.ADMINISTRATOR})
    }

    assert {name: status for name, status in answers.items() if status != 404} == {}
    assert answers, "there are such routes"


def test_rows_of_la_bobine_are_not_reached_through_ones_own_organization(rows_of_la_bobine, driss, le_fournil):
    """Driss may enter every page of Le Fournil: with an id of La Bobine's there, nothing is found nor changed."""
    client = Client()
    client.force_login(driss)
    through_mine = Places(organization_slug="le-fournil", rows=rows_of_la_bobine.rows)
    before = private_rows()

    wrong = {}
    for route, method in visits({AccessLevel.MEMBER, AccessLevel.EDITOR, AccessLevel.OWNER}):
        if set(route.arguments) <= {"organization_slug"}:
            continue
        answer = client.generic(method, route.url(through_mine))
        if answer.status_code not in {404, 405, 422}:
            wrong[f"{method} {route.name}"] = answer.status_code

    assert wrong == {}
    assert private_rows() == before


def test_nothing_of_others_shows_on_pages_of_ones_own(rows_of_la_bobine, elise):
    client = Client()
    before = private_rows()

    leaks = []
    for route, method in visits(OF_ONESELF):
        # Each visit starts afresh: signing out, or erasing one's account, is among them.
        client.force_login(elise)
        answer = client.generic(method, route.url(rows_of_la_bobine))
        shown = b"" if answer.streaming else answer.content
        leaks += [f"{method} {route.name}: {secret}" for secret in SECRETS if secret.encode() in shown]

    assert leaks == []
    assert private_rows() == before


def test_a_visitor_reads_nothing_private_on_public_pages(rows_of_la_bobine, client):
    leaks = []
    for route, method in visits(OPEN):
        if method == "POST" or route.name.startswith("web:mail_") or route.name == "media":
            continue
        answer = client.get(route.url(rows_of_la_bobine))
        shown = b"" if answer.streaming else answer.content
        leaks += [f"{route.name}: {secret}" for secret in SECRETS if secret.encode() in shown]

    assert leaks == []
