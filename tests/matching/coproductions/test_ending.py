"""Reviews once each, reminders that stop, a reference on every profile that goes when a consent goes."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.cache import cache

from maillage.accounts.models import Network
from maillage.directory.models import Edit, Profile, Reference, ReferencePartner
from maillage.directory.services.edits import edit_section, working_document
from maillage.directory.services.sections import KINDS
from maillage.directory.types import Listing, Section
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.matching import coproduction_jobs
from maillage.matching.models import Brief, Deliverable, Review
from maillage.matching.queries.track_records import TrackRecord, track_records
from maillage.matching.services.coproductions import mail, moving, planning, publishing, reviewing
from maillage.matching.services.coproductions.access import WorkChanged
from maillage.matching.services.private_links import LinkEnded
from maillage.matching.types import CoproductionState
from tests.factories.events import published_verbs
from tests.matching.coproductions.conftest import delivered, fresh, go, review, seat
from tests.matching.coproductions.test_working import DUE

pytestmark = pytest.mark.django_db
WORDS = publishing.PublicationGiven(title="Un documentaire", description="Cinq portraits.", year=2027)


@pytest.fixture
def done(with_buyer, amina, la_bobine, now):
    delivered(with_buyer, amina, la_bobine, now)
    return fresh(with_buyer)


@pytest.fixture
def profiles(la_bobine, le_fournil):
    for one in (la_bobine, le_fournil):
        Profile.objects.create(organization=one, listing=Listing.LISTED.value)


def said_by_all(work, amina, driss, la_bobine, le_fournil, now, **quote):
    reviewing.review_as_buyer(
        key=reviewing.review_key(work), review=review(5, author_name="Sabine Roche", **quote), now=now
    )
    for person, own, other in ((amina, la_bobine, le_fournil), (driss, le_fournil, la_bobine)):
        reviewing.review_as_partner(
            **seat(person, own, work),
            whole=review(4, private_comment="Entre nous."),
            others={other.pk: review(3)},
            now=now,
        )


def test_moves_are_the_leads_and_seen(work, amina, driss, la_bobine, le_fournil, now):
    with pytest.raises(NotAllowed):
        go(work, driss, le_fournil, now, CoproductionState.RUNNING)
    go(work, amina, la_bobine, now, CoproductionState.RUNNING, CoproductionState.RUNNING)
    with pytest.raises(Conflict):
        moving.move_work(
            **seat(amina, la_bobine, work), seen=CoproductionState.PLANNED, target=CoproductionState.ABANDONED, now=now,
            reason="x",
        )  # fmt: skip
    with pytest.raises(Invalid):
        moving.move_work(
            **seat(amina, la_bobine, work), seen=CoproductionState.RUNNING, target=CoproductionState.ABANDONED, now=now
        )

    assert fresh(work).state == "running"


def test_each_reviews_once_and_the_last_one_ends_the_work(done, amina, driss, la_bobine, le_fournil, now):
    said_by_all(done, amina, driss, la_bobine, le_fournil, now)

    assert (fresh(done).state, fresh(done).ended_at) == ("reviewed", now)
    assert [published_verbs().count(f"coproduction.{verb}") for verb in ("reviewed", "ended")] == [3, 1]
    with pytest.raises(Conflict):
        reviewing.review_as_buyer(key=reviewing.review_key(done), review=review(1), now=now)
    with pytest.raises(Conflict):
        reviewing.review_as_partner(**seat(amina, la_bobine, done), whole=review(), others={}, now=now)
    assert Review.objects.across_scopes(reason="test").count() == 5


def test_a_review_twice_is_refused_before_the_end_too(done, amina, la_bobine, le_fournil, now):
    for number in range(2):
        try:
            reviewing.review_as_partner(**seat(amina, la_bobine, done), whole=review(), others={}, now=now)
        except reviewing.ReviewedAlready:
            assert number == 1
    for wrong in (la_bobine.pk, done.pk):
        with pytest.raises(Invalid):
            reviewing.review_as_partner(
                **seat(amina, la_bobine, done), whole=review(), others={wrong: review()}, now=now
            )
    with pytest.raises(Invalid):
        reviewing.review_as_buyer(key=reviewing.review_key(done), review=review(6), now=now)

    assert Review.objects.across_scopes(reason="test").count() == 1


def test_nothing_is_reviewed_before_delivery_by_strangers_or_by_the_office(
    with_buyer, amina, driss, elise, facilitator, la_bobine, now
):
    with pytest.raises(reviewing.NotReviewable):
        reviewing.review_as_partner(**seat(amina, la_bobine, with_buyer), whole=review(), others={}, now=now)
    for stranger in (driss, elise, facilitator):
        with pytest.raises(NotAllowed):
            reviewing.review_as_partner(**seat(stranger, la_bobine, with_buyer), whole=review(), others={}, now=now)
    with pytest.raises(NotFound):
        reviewing.work_of_key("forgée", now=now)


def test_the_buyers_link_ends(done, now):
    key = reviewing.review_key(done)
    Brief.objects.across_scopes(reason="test").update(link_generation=2)

    with pytest.raises(LinkEnded):
        reviewing.work_of_key(key, now=now)


def test_all_are_asked_once_and_reminded_until_they_answer(done, amina, driss, la_bobine, le_fournil, now):
    def asked(days):
        outbox.outbox.clear()
        for pk in moving.chase_reviews(now=now + timedelta(days=days)):
            mail.mail_review_requests(coproduction_id=pk, is_reminder=True)
        return sorted(address for one in outbox.outbox for address in one.to)

    mail.mail_review_requests(coproduction_id=done.pk)
    first = sorted(address for one in outbox.outbox for address in one.to)
    reviewing.review_as_partner(**seat(amina, la_bobine, done), whole=review(), others={}, now=now)

    reminders = [asked(days) for days in (6, 7, 7, 8, 14, 29)]
    reviewing.review_as_buyer(key=reviewing.review_key(done), review=review(), now=now)
    last = asked(30)

    waiting = ["driss@le-fournil.example", "sabine@acheteur.example"]
    assert first == ["amina@la-bobine.example", *waiting]
    assert reminders == [[], waiting, [], [], waiting, []]
    assert (last, fresh(done).state) == ([], "closed")
    # Who comes late is still heard.
    reviewing.review_as_partner(
        **seat(driss, le_fournil, done), whole=review(), others={}, now=now + timedelta(days=60)
    )
    coproduction_jobs.chase_reviews(0)
    assert fresh(done).state == "closed"


def test_records_count_reviews_about_oneself_and_days_kept(
    done, amina, driss, la_bobine, le_fournil, now, django_assert_num_queries
):
    partner = Deliverable.objects.across_scopes(reason="test")
    for days, title in ((-1, "tard"), (0, "à l’heure")):
        row = planning.add_deliverable(
            **seat(driss, le_fournil, done), key=None, now=now,
            step=planning.DeliverableGiven(
                title=title, due_on=(now + timedelta(days=days)).date(), partner_id=_own(done, le_fournil)
            ),
        )  # fmt: skip
        planning.deliver(**seat(driss, le_fournil, done), deliverable_id=row.pk, now=now)
    planning.add_deliverable(**seat(driss, le_fournil, done), key=None, now=now, step=DUE)
    said_by_all(done, amina, driss, la_bobine, le_fournil, now)

    with django_assert_num_queries(1):
        found = track_records([la_bobine.pk, le_fournil.pk])

    assert partner.count() == 3
    assert found == {
        la_bobine.pk: TrackRecord(ratings_count=2, ratings_sum=8.0, in_time=0, delivered=0),
        le_fournil.pk: TrackRecord(ratings_count=2, ratings_sum=8.0, in_time=1, delivered=2),
    }


def _own(work, organization):
    return work.partners.across_scopes(reason="test").get(organization=organization).pk


def references():
    rows = Reference.objects.across_scopes(reason="test").order_by("organization__slug")
    credits = ReferencePartner.objects.across_scopes(reason="test")
    return {
        row.organization.slug: (
            row.description,
            list(credits.filter(reference=row).values_list("partner__slug", "name", "role")),
        )
        for row in rows.select_related("organization")
    }


@pytest.mark.usefixtures("profiles")
def test_what_all_agree_to_stands_on_every_profile_with_credits(done, amina, driss, la_bobine, le_fournil, now):
    said_by_all(done, amina, driss, la_bobine, le_fournil, now, public_quote="Juste et beau.", has_quote_consent=True)
    row = publishing.propose_publication(**seat(amina, la_bobine, done), given=WORDS, seen_version=0, now=now)
    with pytest.raises(Conflict):
        publishing.publish_work(**seat(amina, la_bobine, done), now=now)
    assert references() == {}
    with pytest.raises(WorkChanged):
        publishing.give_consent(**seat(driss, le_fournil, done), seen_version=7, now=now)
    publishing.give_consent(**seat(driss, le_fournil, done), seen_version=row.version, now=now)
    with pytest.raises(NotAllowed):
        publishing.publish_work(**seat(driss, le_fournil, done), now=now)

    for _click in range(2):
        publishing.publish_work(**seat(amina, la_bobine, done), now=now)
    shown = references()
    publishing.withdraw_quote(key=reviewing.review_key(done), now=now)
    without_quote = references()["la-bobine"][0]
    publishing.withdraw_consent(**seat(driss, le_fournil, done), now=now)
    alone = references()
    publishing.give_consent(**seat(driss, le_fournil, done), seen_version=row.version, now=now)

    assert {slug: credits for slug, (_words, credits) in shown.items()} == {
        "la-bobine": [("le-fournil", "Le Fournil", "Repas")],
        "le-fournil": [("la-bobine", "La Bobine", "Réalisation")],
    }
    assert shown["la-bobine"][0].startswith("Cinq portraits.")
    assert "Juste et beau." in shown["la-bobine"][0]
    assert "Sabine Roche, La Grande Épicerie" in shown["la-bobine"][0]
    assert without_quote == "Cinq portraits."
    assert alone == {"la-bobine": ("Cinq portraits.", [])}
    assert set(references()) == {"la-bobine", "le-fournil"}
    assert [published_verbs().count(f"coproduction.{one}") for one in ("published", "consent_withdrawn")] == [1, 1]


@pytest.mark.usefixtures("profiles")
def test_new_words_ask_everybody_anew(done, amina, driss, la_bobine, le_fournil, now):
    row = publishing.propose_publication(**seat(amina, la_bobine, done), given=WORDS, seen_version=0, now=now)
    publishing.give_consent(**seat(driss, le_fournil, done), seen_version=row.version, now=now)
    other = publishing.PublicationGiven(title="Autre titre")
    publishing.propose_publication(**seat(amina, la_bobine, done), given=other, seen_version=1, now=now)

    with pytest.raises(Conflict):
        publishing.publish_work(**seat(amina, la_bobine, done), now=now)
    with pytest.raises(WorkChanged):
        publishing.propose_publication(**seat(amina, la_bobine, done), given=WORDS, seen_version=1, now=now)


@pytest.mark.usefixtures("profiles")
def test_an_edit_that_waits_for_approval_keeps_waiting_with_the_reference(
    done, amina, driss, la_bobine, le_fournil, now
):
    Network.objects.update_or_create(pk=1, defaults={"moderates_edits": True})
    cache.clear()
    actor = seat(amina, la_bobine, done)["actor"]
    start = working_document(actor=actor, organization_id=la_bobine.pk, section=Section.REFERENCES)
    mine = {"id": "", "title": "La mienne", "description": "", "client": "", "place": "", "year": None, "url": "",
            "skills": [], "partners": [], "photos": []}  # fmt: skip
    edit_section(
        actor=actor, organization_id=la_bobine.pk, section=Section.REFERENCES, document={"references": [mine]},
        base_version=start.version, now=now,
    )  # fmt: skip
    row = publishing.propose_publication(**seat(amina, la_bobine, done), given=WORDS, seen_version=0, now=now)
    publishing.give_consent(**seat(driss, le_fournil, done), seen_version=row.version, now=now)

    publishing.publish_work(**seat(amina, la_bobine, done), now=now)

    live = [each["title"] for each in KINDS[Section.REFERENCES].snapshot(la_bobine.pk)["references"]]
    waiting = Edit.objects.across_scopes(reason="test").get(organization=la_bobine, state="pending")
    assert live == ["Un documentaire"]
    assert [each["title"] for each in waiting.after["references"]] == ["Un documentaire", "La mienne"]
