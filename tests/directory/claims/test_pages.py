"""The page where a claim's code is typed: for who asked, about a page that stands."""

from uuid import uuid4

import pytest
from django.core import mail

from maillage.accounts.models import Membership
from maillage.directory.models import Contact, Profile
from maillage.directory.services import claims
from maillage.directory.types import ClaimMethod, Listing
from maillage.kit.errors import NotFound
from tests.factories import OrganizationFactory, UserFactory, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea(db):
    return UserFactory(email="lea@exemple.fr")


@pytest.fixture
def asked(lea, now):
    organization = OrganizationFactory(name="Les Copeaux", slug="les-copeaux")
    Profile.objects.create(organization=organization, listing=Listing.LISTED.value, updated_at=now)
    Contact.objects.create(organization=organization, kind="email", value="contact@copeaux.example", source="sirene")
    return claims.start_claim(
        actor=acting(lea), organization_id=organization.pk, method=ClaimMethod.CODE, message="", now=now
    )


def page_of(claim):
    return f"/annuaire/{claim.organization.slug}/revendication/{claim.pk}/"


def sent_code():
    return next(word for word in mail.outbox[-1].body.split() if len(word) == 9 and word[4] == "-")


def test_only_who_asked_sees_where_the_code_is_typed(client_as, lea, asked, elise):
    assert client_as(lea).get(page_of(asked)).status_code == 200
    assert client_as(elise).get(page_of(asked)).status_code == 404
    assert client_as(lea).get(f"/annuaire/les-copeaux/revendication/{uuid4()}/").status_code == 404


def test_the_link_opened_again_leads_to_the_space_or_says_that_it_is_over(client_as, lea, asked, now):
    link = f"{page_of(asked)}?code={sent_code()}"
    claims.confirm_claim(actor=acting(lea), claim_id=asked.pk, code=sent_code(), now=now)
    held = client_as(lea).get(link)
    Membership.objects.across_scopes(reason="test").all().delete()
    over = client_as(lea).get(link).content.decode()

    assert (held.status_code, held.url) == (303, "/o/les-copeaux/")
    assert "Ce code a déjà servi" in over and 'name="code"' not in over


def test_the_link_of_a_claim_stands_at_its_own_page_alone(client_as, lea, asked):
    OrganizationFactory(name="Encre commune", slug="encre-commune")

    answer = client_as(lea).post(f"/annuaire/encre-commune/revendication/{asked.pk}/", {"code": sent_code()})

    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (404, "open")


def test_a_page_withdrawn_meanwhile_is_neither_named_nor_given(client_as, lea, asked, now):
    code = sent_code()
    Profile.objects.across_scopes(reason="test").update(listing=Listing.UNLISTED.value)

    shown = client_as(lea).get(page_of(asked))

    assert (shown.status_code, "Les Copeaux" in shown.content.decode()) == (404, False)
    with pytest.raises(NotFound):
        claims.confirm_claim(actor=acting(lea), claim_id=asked.pk, code=code, now=now)
