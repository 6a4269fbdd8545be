from datetime import timedelta

import pytest
from django.core import mail

from maillage.accounts.models import Membership
from maillage.accounts.types import Actor
from maillage.directory.models import Claim, Contact, Profile
from maillage.directory.services import claims
from maillage.directory.types import ClaimMethod, ClaimState, Listing
from maillage.kit.errors import Invalid, NotAllowed, NotFound, TooMany
from maillage.stream.models import Fact
from tests.factories import OrganizationFactory, UserFactory, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def copeaux(now):
    organization = OrganizationFactory(name="Les Copeaux")
    Profile.objects.create(
        organization=organization, listing=Listing.LISTED.value, website="https://www.copeaux.example/", updated_at=now
    )
    Contact.objects.create(organization=organization, kind="email", value="contact@copeaux.example", source="sirene")
    return organization


def roles(organization):
    rows = Membership.objects.across_scopes(reason="test").filter(organization=organization)
    return sorted(rows.values_list("user__email", "role"))


def sent_code():
    text = mail.outbox[-1].body
    return next(word for word in text.split() if len(word) == 9 and word[4] == "-")


def start(user, organization, method, now, message="Je suis la gérante."):
    return claims.start_claim(
        actor=acting(user), organization_id=organization.pk, method=method, message=message, now=now
    )


def test_an_address_of_the_websites_domain_is_accepted_at_once(copeaux, now):
    person = UserFactory(email="lea@copeaux.example")

    claim = start(person, copeaux, ClaimMethod.EMAIL_DOMAIN, now)

    profile = Profile.objects.public().get(pk=copeaux.pk)
    assert (claim.state, roles(copeaux), profile.claimed_at) == (
        ClaimState.ACCEPTED,
        [("lea@copeaux.example", "owner")],
        now,
    )


def test_an_address_not_confirmed_proves_nothing(copeaux, now):
    from allauth.account.models import EmailAddress

    person = UserFactory(email="lea@copeaux.example")
    EmailAddress.objects.filter(user=person).update(verified=False)

    with pytest.raises(Invalid):
        start(person, copeaux, ClaimMethod.EMAIL_DOMAIN, now)

    assert roles(copeaux) == []


def test_the_code_goes_to_the_organization_and_serves_once(copeaux, now, elise):
    claim = start(elise, copeaux, ClaimMethod.CODE, now)
    code = sent_code()
    assert mail.outbox[-1].to == ["contact@copeaux.example"]

    claims.confirm_claim(actor=acting(elise), claim_id=claim.pk, code=code, now=now)

    assert roles(copeaux) == [(elise.email, "owner")]
    with pytest.raises(claims.ClaimEnded):
        claims.confirm_claim(actor=acting(elise), claim_id=claim.pk, code=code, now=now)


def test_somebody_else_cannot_use_the_code(copeaux, now, elise, driss):
    claim = start(elise, copeaux, ClaimMethod.CODE, now)

    for stranger in (acting(driss), Actor()):
        with pytest.raises(NotFound):
            claims.confirm_claim(actor=stranger, claim_id=claim.pk, code=sent_code(), now=now)

    assert roles(copeaux) == []


def test_five_wrong_codes_end_the_claim(copeaux, now, elise):
    claim = start(elise, copeaux, ClaimMethod.CODE, now)
    code = sent_code()
    for _attempt in range(claims.MOST_ATTEMPTS):
        with pytest.raises(claims.BadCode):
            claims.confirm_claim(actor=acting(elise), claim_id=claim.pk, code="22222222", now=now)

    with pytest.raises(claims.ClaimEnded):
        claims.confirm_claim(actor=acting(elise), claim_id=claim.pk, code=code, now=now)

    assert roles(copeaux) == []


def test_an_old_code_is_refused_and_a_new_one_replaces_it(copeaux, now, elise):
    first = start(elise, copeaux, ClaimMethod.CODE, now)
    old_code = sent_code()
    second = start(elise, copeaux, ClaimMethod.CODE, now)

    for claim, code, moment in ((first, old_code, now), (second, sent_code(), now + timedelta(hours=3))):
        with pytest.raises(claims.ClaimEnded):
            claims.confirm_claim(actor=acting(elise), claim_id=claim.pk, code=code, now=moment)


def test_the_office_decides_once_and_only_the_office(copeaux, now, elise, driss, facilitator):
    claim = start(elise, copeaux, ClaimMethod.APPROVAL, now)
    with pytest.raises(NotAllowed):
        claims.decide_claim(actor=acting(driss), claim_id=claim.pk, is_accepted=True, reason="", now=now)

    claims.decide_claim(actor=acting(facilitator), claim_id=claim.pk, is_accepted=True, reason="", now=now)

    assert roles(copeaux) == [(elise.email, "owner")]
    with pytest.raises(claims.ClaimEnded):
        claims.decide_claim(actor=acting(facilitator), claim_id=claim.pk, is_accepted=False, reason="non", now=now)


def test_a_refusal_needs_a_reason_and_gives_no_role(copeaux, now, elise, facilitator):
    claim = start(elise, copeaux, ClaimMethod.APPROVAL, now)
    with pytest.raises(Invalid):
        claims.decide_claim(actor=acting(facilitator), claim_id=claim.pk, is_accepted=False, reason=" ", now=now)

    claims.decide_claim(actor=acting(facilitator), claim_id=claim.pk, is_accepted=False, reason="Inconnue", now=now)

    assert (roles(copeaux), Claim.objects.across_scopes(reason="test").get().state) == ([], ClaimState.REFUSED)
    assert Fact.objects.filter(verb="claim.decided", data__is_accepted=False).count() == 1


def test_a_held_page_is_only_given_by_the_office_and_then_for_editing(copeaux, now, elise, facilitator):
    start(UserFactory(email="lea@copeaux.example"), copeaux, ClaimMethod.EMAIL_DOMAIN, now)
    with pytest.raises(Invalid):
        start(elise, copeaux, ClaimMethod.CODE, now)

    claim = start(elise, copeaux, ClaimMethod.APPROVAL, now)
    claims.decide_claim(actor=acting(facilitator), claim_id=claim.pk, is_accepted=True, reason="", now=now)

    assert (elise.email, "editor") in roles(copeaux)


def test_claims_are_rationed(copeaux, now, elise):
    for _attempt in range(claims.CLAIMS_A_DAY):
        start(elise, copeaux, ClaimMethod.CODE, now)

    with pytest.raises(TooMany):
        start(elise, copeaux, ClaimMethod.CODE, now)


def test_an_unlisted_page_cannot_be_claimed(copeaux, now, elise):
    Profile.objects.across_scopes(reason="test").update(listing=Listing.UNLISTED.value)

    with pytest.raises(NotFound):
        start(elise, copeaux, ClaimMethod.CODE, now)
