"""A claim that nobody decides ends, tells its author, and cannot be decided after."""

from datetime import timedelta

import pytest
from django.core import mail

from maillage.directory.models import Claim, Profile
from maillage.directory.services.claim_mail import mail_expired
from maillage.directory.services.claims import APPROVAL_LIVES, ClaimEnded, decide_claim, expire_claims, start_claim
from maillage.directory.types import ClaimMethod
from tests.factories.accounts import OrganizationFactory, acting
from tests.factories.events import published_verbs

pytestmark = pytest.mark.django_db


def test_an_approval_ends_in_time_and_can_be_asked_again(elise, facilitator, now):
    organization = OrganizationFactory(name="La Source")
    Profile.objects.create(organization=organization, listing="listed", listed_at=now)

    def ask(at):
        return start_claim(
            actor=acting(elise), organization_id=organization.pk, method=ClaimMethod.APPROVAL, now=at,
            message="Je suis la gérante de La Source.",
        )  # fmt: skip

    claim, late = ask(now), now + APPROVAL_LIVES + timedelta(minutes=1)
    with pytest.raises(ClaimEnded):
        decide_claim(actor=acting(facilitator), claim_id=claim.pk, is_accepted=True, reason="", now=late)
    ended = [expire_claims(now=late) for _run in range(2)]
    mail_expired(claim_id=claim.pk)

    claim.refresh_from_db()
    assert (ended, claim.state, published_verbs()[-1]) == ([1, 0], "expired", "claim.expired")
    assert [message.to for message in mail.outbox] == [[elise.email]]
    assert ask(late).state == "open"
    assert Claim.objects.across_scopes(reason="test").count() == 2
