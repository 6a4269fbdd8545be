"""Facts become links, once each; what is secret stays so."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.types import Scope
from maillage.config.wiring import wire
from maillage.directory.models import Profile, Reference, ReferencePartner
from maillage.directory.types import Listing
from maillage.kit.errors import NotFound
from maillage.links import jobs
from maillage.links.models import Invitee, Link, LinkFact
from maillage.links.queries.links import links_of, stories_of, strengths_among, strengths_between
from maillage.links.queries.network import ties_of
from maillage.links.services.facts import record_facts, refresh_strengths
from maillage.links.services.happenings import note_invited, note_review, note_together
from maillage.links.services.references import sync_references
from maillage.links.types import LinkKind, NewFact, Readership, pair_of
from maillage.matching import events as matching_events
from maillage.stream.models import Fact
from maillage.stream.services import deliver, publish, quietly, replay
from tests.factories.accounts import OrganizationFactory, acting

pytestmark = pytest.mark.django_db
ALL = Scope(is_network=True)


def links(**wanted):
    return Link.objects.across_scopes(reason="test").filter(**wanted)


def facts(**wanted):
    return LinkFact.objects.across_scopes(reason="test").filter(**wanted)


def strength_of(one, other, readership="office"):
    left, right = pair_of(one.pk, other.pk)
    row = links(left_id=left, right_id=right, readership=readership).first()
    return row.strength if row else None


# --- facts and links in step


def test_a_fact_makes_a_link_for_each_who_may_know_it(cast, tied):
    tied(*cast, "won")

    assert {row.readership: row.strength for row in links()} == {"shared": 0.35, "office": 0.35}


def test_the_same_fact_twice_is_one(cast, tied):
    tied(*cast, "won", days=10, key="answer:1")
    before = list(links().values())
    tied(*reversed(cast), "won", days=10, key="answer:1")

    assert facts().count() == 1
    assert list(links().values()) == before


def test_a_fact_told_again_takes_the_earliest_day_and_the_widest_readership(cast, tied):
    tied(*cast, "coproduced", days=1, key="coproduction:1", readership=Readership.PUBLIC)
    tied(*cast, "coproduced", days=30, key="coproduction:1")

    row = facts().get()
    assert (row.readership, (row.until, row.share)) == ("public", (None, 1.0))
    assert {link.readership for link in links()} == {"public", "shared", "office"}


def test_nobody_is_tied_to_itself_and_pairs_stand_once(cast, today):
    bobine, _fournil = cast
    record_facts([NewFact(pair=(bobine.pk, bobine.pk), kind=LinkKind.MET, key="x", day=today)], today=today)

    assert not links().exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkFact.objects.create(left=bobine, right=bobine, kind="met", readership="shared", key="x", day=today)


def test_a_night_fades_what_is_not_standing(cast, tied, today):
    tied(*cast, "met")
    refresh_strengths(today=today + timedelta(days=180))

    assert strength_of(*cast) == pytest.approx(0.06)
    assert strength_of(*cast, "public") is None


# --- who may know


def test_an_invitation_is_the_office_s_secret(cast, today):
    bobine, fournil = cast
    brief = uuid4()
    for one in (bobine, fournil, bobine):
        note_invited(brief_id=brief, organization_id=one.pk, day=today, today=today)

    assert [row.readership for row in links()] == ["office"]
    assert Invitee.objects.across_scopes(reason="test").count() == 2
    mine = Scope(organization_ids=frozenset({bobine.pk}))
    assert list(Link.objects.within(mine)) == list(LinkFact.objects.within(mine)) == []
    assert links_of(scope=mine, organization_id=bobine.pk).rows == []
    assert stories_of(organization_id=bobine.pk, others=[fournil.pk], readership=Readership.SHARED) == {}


def test_a_secret_changes_no_number_that_others_see(cast, tied, today):
    bobine, fournil = cast
    tied(bobine, fournil, "won", days=200)
    seen = {row.readership: list(links(pk=row.pk).values()) for row in links().exclude(readership="office")}
    for one in cast:
        note_invited(brief_id=uuid4(), organization_id=one.pk, day=today, today=today)
    brief = uuid4()
    for one in cast:
        note_invited(brief_id=brief, organization_id=one.pk, day=today, today=today)
    note_review(
        coproduction_id=uuid4(), organization_ids=[bobine.pk, fournil.pk], by_id=bobine.pk, rating_hundredths=500, day=today,
        today=today,
    )  # fmt: skip

    after = {row.readership: list(links(pk=row.pk).values()) for row in links().exclude(readership="office")}
    assert after == seen
    assert strength_of(*cast) > strength_of(*cast, "shared")


def test_nobody_asks_for_more_than_their_scope_holds(cast, tied, driss, elise):
    bobine, fournil = cast
    tied(bobine, fournil, "won")
    outside = acting(elise).scope

    assert links_of(scope=outside, organization_id=bobine.pk).rows == []
    with pytest.raises(NotFound):
        links_of(scope=outside, organization_id=bobine.pk, readership=Readership.SHARED)
    with pytest.raises(NotFound):
        links_of(scope=acting(driss).scope, organization_id=bobine.pk, readership=Readership.SHARED)
    seen = links_of(scope=acting(driss).scope, organization_id=fournil.pk)
    assert [one.name for one in seen.rows] == ["La Bobine"]


def test_an_unlisted_organization_leaves_the_public_graph_at_once(cast, tied):
    tied(*cast, "referenced")
    assert len(ties_of(readership=Readership.PUBLIC)) == 1

    Profile.objects.across_scopes(reason="test").filter(pk=cast[1].pk).update(listing=Listing.UNLISTED.value)

    assert ties_of(readership=Readership.PUBLIC) == []
    assert links_of(scope=Scope(), organization_id=cast[0].pk).rows == []
    assert len(ties_of(readership=Readership.OFFICE)) == 1


# --- what happens on the path


def event(kind, now, *organizations, **more):
    return kind(
        at=now, actor_id=None, object_id=more.pop("object_id", uuid4()), organization_id=organizations[0].pk,
        organization_ids=tuple(one.pk for one in organizations), **more,
    )  # fmt: skip


def test_each_event_makes_its_kind_of_link(cast, now):
    brief = {"brief_id": uuid4(), "number": 1}
    work = uuid4()
    jobs.note_answered(event(matching_events.ConsortiumFormed, now, *cast, **brief))
    jobs.note_won(event(matching_events.AnswerAwarded, now, *cast, amount_cents=1, **brief))
    jobs.note_coproduced(
        event(matching_events.CoproductionEnded, now, *cast, is_completed=True, amount_cents=1, object_id=work)
    )
    jobs.note_coproduced(event(matching_events.CoproductionEnded, now, *cast, is_completed=False, amount_cents=1))
    assert set(facts().values_list("kind", "readership")) == {
        ("answered", "shared"), ("won", "shared"), ("coproduced", "shared"),
    }  # fmt: skip

    jobs.note_published(event(matching_events.CoproductionPublished, now, *cast, object_id=work))
    jobs.note_reviewed(
        event(matching_events.CoproductionReviewed, now, *cast, is_by_buyer=True, rating_hundredths=450, object_id=work)
    )

    assert facts(kind="coproduced").get().readership == "public"
    assert (facts(kind="reviewed").get().share, facts(kind="reviewed").get().readership) == (0.75, "office")


def test_three_partners_are_three_links_and_one_s_review_is_about_two(cast, listed, now):
    third = listed()
    jobs.note_won(event(matching_events.AnswerAwarded, now, *cast, third, amount_cents=1, brief_id=uuid4(), number=1))
    jobs.note_reviewed(
        event(matching_events.CoproductionReviewed, now, *cast, third, is_by_buyer=False, rating_hundredths=500)
    )

    assert facts(kind="won").count() == 3
    assert facts(kind="reviewed").count() == 2


def test_an_event_delivered_twice_or_replayed_has_one_effect(cast, now):
    wire()
    with transaction.atomic(), quietly():
        fact = publish(event(matching_events.AnswerAwarded, now, *cast, amount_cents=1, brief_id=uuid4(), number=1))
    name = "links.jobs.note_won:answer.awarded"

    assert [deliver(subscriber_name=name, fact_id=fact) for _time in range(2)] == [True, False]
    assert replay(subscriber_name=name) == 1
    assert (facts().count(), Fact.objects.count()) == (1, 1)


def test_organizations_that_are_gone_are_left_out(cast, today):
    made = note_together(
        kind=LinkKind.WON, organization_ids=[cast[0].pk, cast[1].pk, uuid4()], key="answer:1", day=today, today=today
    )

    assert made == 1


# --- references


def refer(owner, partner, *, title="Un film", year=2024):
    reference = Reference.objects.create(organization=owner, title=title, year=year)
    ReferencePartner.objects.create(organization=owner, reference=reference, partner=partner, name=partner.name)
    return reference


def test_references_are_read_once_whoever_tells_of_them(cast, today):
    bobine, fournil = cast
    refer(bobine, fournil)
    refer(fournil, bobine, title="UN FILM")
    refer(fournil, bobine, title="Un jardin", year=2020)

    changed = [sync_references(today=today) for _time in range(2)]

    assert changed == [2, 0]
    assert sorted(facts().values_list("day__year", flat=True)) == [2020, 2024]
    assert strength_of(*cast, "public") == strength_of(*cast)


def test_a_reference_taken_off_takes_its_fact_along(cast, today):
    row = refer(*cast)
    sync_references(today=today, organization_id=cast[1].pk)
    row.delete()

    sync_references(today=today, organization_id=cast[0].pk)

    assert not facts().exists() and not links().exists()


# --- for others


def test_strengths_are_given_in_one_query(cast, listed, tied, django_assert_num_queries):
    bobine, fournil = cast
    third, fourth = listed(), listed()
    tied(bobine, fournil, "won")
    tied(third, bobine, "coproduced")
    tied(third, fournil, "invited")

    with django_assert_num_queries(1):
        between = strengths_between(organization_id=bobine.pk, others=[fournil.pk, third.pk, fourth.pk])
    with django_assert_num_queries(1):
        among = strengths_among([bobine.pk, fournil.pk, third.pk, fourth.pk])

    assert between == {fournil.pk: 0.35, third.pk: 0.5}
    assert among == {
        pair_of(bobine.pk, fournil.pk): 0.35, pair_of(third.pk, bobine.pk): 0.5, pair_of(third.pk, fournil.pk): 0.04,
    }  # fmt: skip


def test_links_come_by_pages_in_each_order(cast, listed, tied, django_assert_num_queries):
    bobine, _fournil = cast
    others = [listed(name=f"Coop {number}") for number in range(5)]
    for number, other in enumerate(others):
        tied(bobine, other, "won" if number % 2 else "met", days=number * 40)

    for sort, first in (("strength", "Coop 1"), ("name", "Coop 0"), ("latest", "Coop 0"), ("oldest", "Coop 4")):
        with django_assert_num_queries(1):
            page = links_of(scope=ALL, organization_id=bobine.pk, sort=sort, size=2)
        rest = links_of(scope=ALL, organization_id=bobine.pk, sort=sort, size=9, cursor=page.next_cursor)
        assert page.rows[0].name == first
        assert sorted(one.name for one in (*page.rows, *rest.rows)) == [one.name for one in others]
    won = links_of(scope=ALL, organization_id=bobine.pk, kind=LinkKind.WON)
    assert {one.name for one in won.rows} == {"Coop 1", "Coop 3"}


def test_an_organization_without_page_may_be_tied_too(cast, tied):
    tied(cast[0], OrganizationFactory(name="Sans page"), "won")

    (seen,) = links_of(scope=ALL, organization_id=cast[0].pk).rows
    assert (seen.name, seen.is_listed) == ("Sans page", False)
