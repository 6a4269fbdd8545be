"""Merging loses nothing, happens once, can be undone, and the former address leads to the page that stays."""

import threading

import pytest
from django.apps import apps
from django.db import connection, models
from django.http import QueryDict

from maillage.accounts.models import Affiliation, Invitation, Membership, Organization
from maillage.accounts.types import Actor
from maillage.directory.models import (
    Claim,
    Contact,
    ContactMessage,
    Divergence,
    DuplicatePair,
    Edit,
    Establishment,
    ImportChange,
    ImportRecord,
    NewsItem,
    Offer,
    OrganizationLabel,
    OrganizationSkill,
    Photo,
    Profile,
    ProfileDay,
    Reference,
    ReferencePartner,
)
from maillage.directory.queries.search import parse_search, search
from maillage.directory.services.edits import edit_section, working_document
from maillage.directory.services.merging import (
    AlreadyDecided,
    ChangedSince,
    forget_old_merges,
    merge_organizations,
    undo_merge,
)
from maillage.directory.services.merging.tables import COMPUTED, DAYS, KEPT
from maillage.directory.types import Section
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.row_sets import rows_where
from maillage.stream.models import Fact
from tests.directory.duplicates.rows import NOW, fill, organization, rows, skill, two
from tests.factories import MembershipFactory, UserFactory, acting

pytestmark = pytest.mark.django_db
OFFICE = Actor.system(reason="a test")
EVERY_KIND = (
    Establishment, OrganizationSkill, Offer, Reference, ReferencePartner, Photo, Contact, ContactMessage, Claim, Edit,
    Divergence, OrganizationLabel, ProfileDay, NewsItem, ImportRecord, ImportChange, Membership, Invitation,
)  # fmt: skip


def merge(kept, absorbed, **options):
    return merge_organizations(
        actor=OFFICE, kept_id=kept.pk, absorbed_id=absorbed.pk, now=NOW, **{"choices": {}, **options}
    )


def held_by(*organizations):
    ids = [row.pk for row in organizations]
    return {model.__name__: rows(model).filter(organization_id__in=ids).count() for model in EVERY_KIND}


def found(words):
    """Give who a search finds, but for those that only name the wanted one as a partner."""
    hits = search(parse_search(query=QueryDict(f"q={words}")).request).results
    return [hit.name for hit in hits if not hit.name.startswith("Partenaire")]


def test_nothing_is_lost():
    first, second, _pair = two()
    before = held_by(first, second)

    merge(first, second)

    assert (held_by(first), held_by(second)) == (before, dict.fromkeys(before, 0))
    assert set(before.values()) == {2}
    assert rows(ReferencePartner).filter(partner=first).count() == 2
    assert rows(Affiliation).get(organization=first).state == "affiliated"
    assert rows(Establishment).filter(organization=first, is_head_office=True).count() == 1
    assert rows(OrganizationSkill).filter(organization=first, is_main=True).count() == 1


def test_the_other_is_closed_and_its_values_fill_what_was_empty():
    first, second, pair = two()

    merge(first, second, pair_id=pair.pk)

    second.refresh_from_db()
    kept = rows(Profile).get(pk=first.pk)
    assert (second.closed_at, second.siren) == (NOW.date(), None)
    assert not rows(Profile).filter(pk=second.pk).exists()
    assert (kept.website, kept.trade_names) == ("https://bobine.example", ["LA BOBINE SCOP"])
    assert rows(DuplicatePair).get(pk=pair.pk).state == "merged"
    assert Fact.objects.filter(verb="organizations.merged", object_id=first.pk).count() == 1


def test_search_says_it_at_once():
    first, second, _pair = two()
    assert sorted(found("bobine")) == ["LA BOBINE SCOP", "La Bobine"]

    merge(first, second)

    assert found("bobine") == ["La Bobine"]
    assert found("Chantier 2") != []


def test_the_former_address_leads_to_the_page_that_stays(client):
    first, second, _pair = two()
    third = organization("La Bobine de Lyon")
    merge(first, second)
    merge(third, first)

    responses = [client.get(f"/annuaire/{slug}/?x=1") for slug in (second.slug, first.slug)]
    contact = client.get(f"/annuaire/{second.slug}/contact/")

    assert [(each.status_code, each.headers["Location"]) for each in responses] == [
        (301, f"/annuaire/{third.slug}/?x=1")
    ] * 2
    assert contact.headers["Location"] == f"/annuaire/{third.slug}/contact/"
    assert client.get("/annuaire/jamais-vue/").status_code == 404


def test_the_chosen_values_stay():
    first, second, _pair = two()

    merge(first, second, choices={"name": "absorbed", "pitch": "kept", "siren": "absorbed"})

    first.refresh_from_db()
    assert (first.name, first.siren) == ("LA BOBINE SCOP", None)
    assert rows(Profile).get(pk=first.pk).pitch == "La Bobine roule."


def test_what_both_hold_is_held_once_with_the_better_proof():
    first, second = organization("A Vélo"), organization("A Velo")
    person, shared = UserFactory(), skill("velo")
    for row, kind in ((first, "claimed"), (second, "reference")):
        OrganizationSkill.objects.create(
            organization=row, skill=shared, evidence_kind=kind, evidence=kind, source="sirene"
        )
        Contact.objects.create(organization=row, kind="email", value="Velo@x.example", source="sirene")
        Establishment.objects.create(
            organization=row, commune_code="69123", street="3, rue du Puits", is_head_office=True
        )
        ProfileDay.objects.create(organization=row, day=NOW.date(), views=2)
        Claim.objects.create(organization=row, user=person, method="approval", created_at=NOW, expires_at=NOW)
    MembershipFactory(organization=first, user=person, role="member")
    MembershipFactory(organization=second, user=person, role="owner")
    reference = Reference.objects.create(organization=first, title="Ensemble")
    ReferencePartner.objects.create(organization=first, reference=reference, partner=second, name="A Velo")

    merge(first, second)

    assert rows(OrganizationSkill).get(organization=first).evidence_kind == "reference"
    assert rows(Membership).get(user=person).role == "owner"
    assert rows(ProfileDay).get(organization=first).views == 4
    assert sorted(rows(Claim).filter(organization=first).values_list("state", flat=True)) == ["expired", "open"]
    assert [rows(model).filter(organization=first).count() for model in (Contact, Establishment, ReferencePartner)] == [
        1,
        1,
        0,
    ]


def test_undoing_gives_both_back_as_they_were():
    first, second, _pair = two()
    ids = [first.pk, second.pk]
    tables = [(kept.table, kept.owner) for kept in (*KEPT, DAYS)]
    tables += [("accounts_organization", "id"), ("accounts_membership", "organization_id")]
    tables += [("accounts_affiliation", "organization_id"), ("accounts_invitation", "organization_id")]

    def everything():
        return {
            table: sorted(str({**row, "version": 0}) for row in rows_where(table=table[0], column=table[1], values=ids))
            for table in tables
        }

    before = everything()
    done = merge(first, second)
    assert everything() != before

    undo_merge(actor=OFFICE, merge_id=done.pk, now=NOW)
    undo_merge(actor=OFFICE, merge_id=done.pk, now=NOW)

    assert everything() == before
    assert sorted(found("bobine")) == ["LA BOBINE SCOP", "La Bobine"]
    merge(second, first)
    assert found("bobine") == ["LA BOBINE SCOP"]


def test_undoing_is_refused_once_the_page_has_changed(facilitator):
    first, second, _pair = two()
    done = merge(first, second)
    actor = acting(facilitator)
    working = working_document(actor=actor, organization_id=first.pk, section=Section.PRESENTATION)
    edit_section(
        actor=actor, organization_id=first.pk, section=Section.PRESENTATION, base_version=working.version, now=NOW,
        document={**working.document, "pitch": "Nous roulons pour vous."},
    )  # fmt: skip

    with pytest.raises(ChangedSince):
        undo_merge(actor=OFFICE, merge_id=done.pk, now=NOW)

    assert rows(Profile).get(pk=first.pk).pitch == "Nous roulons pour vous."


def test_what_was_before_is_forgotten_after_a_month():
    from datetime import timedelta

    first, second, _pair = two()
    done = merge(first, second)

    forgotten = forget_old_merges(now=NOW + timedelta(days=31))

    assert forgotten == 1
    with pytest.raises(ChangedSince):
        undo_merge(actor=OFFICE, merge_id=done.pk, now=NOW + timedelta(days=31))


def test_merging_twice_and_merging_with_oneself_are_refused(amina):
    first, second, pair = two()
    merge(first, second, pair_id=pair.pk)

    with pytest.raises(AlreadyDecided):
        merge(first, second, pair_id=pair.pk)
    with pytest.raises(Invalid):
        merge(first, first)
    with pytest.raises(NotAllowed):
        merge_organizations(actor=acting(amina), kept_id=first.pk, absorbed_id=second.pk, choices={}, now=NOW)


def test_an_owner_who_withdrew_one_stays_withdrawn():
    first, second = organization("Un"), organization("Un bis", listing="unlisted")

    merge(first, second)

    assert rows(Profile).get(pk=first.pk).listing == "unlisted"
    assert found("Un") == []


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_at_once_merge_once():
    first, second, pair = two()
    outcomes = []
    gate = threading.Barrier(2)

    def work(kept, absorbed):
        gate.wait()
        try:
            merge(kept, absorbed, pair_id=pair.pk)
            outcomes.append("merged")
        except AlreadyDecided:
            outcomes.append("refused")
        finally:
            connection.close()

    people = [threading.Thread(target=work, args=both) for both in ((first, second), (second, first))]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert sorted(outcomes) == ["merged", "refused"]
    assert Organization.objects.filter(pk__in=[first.pk, second.pk], closed_at=None).count() == 1
    assert len(found("bobine")) == 1


def test_every_reference_to_an_organization_has_its_place():
    """A new table that names organizations must say what becomes of it in a merge."""
    named = {kept.table for kept in (*KEPT, DAYS)} | COMPUTED
    lost = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label == "directory"
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.model is model and field.related_model is Organization
    } - named

    assert lost == set()


def test_a_full_organization_has_every_kind_of_row():
    """`rows.fill` is what makes "nothing is lost" mean something."""
    row = fill(organization("Pleine"), siret="73282932000074", number=5)

    assert [kind for kind, count in held_by(row).items() if count == 0] == []
