"""What people say of their links: one declares, the other confirms, either takes it back."""

from datetime import timedelta

import pytest
from django.core import mail

from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.links.models import Declaration, LinkFact
from maillage.links.queries.tables import declarations_of
from maillage.links.services.declarations import (
    AlreadyDeclared,
    confirm_link,
    declare_link,
    end_link,
    refuse_link,
)
from maillage.links.services.mail import mail_declaration
from maillage.links.types import LinkKind
from tests.factories.accounts import OrganizationFactory, acting
from tests.factories.events import published_verbs

pytestmark = pytest.mark.django_db
WHY = "Toujours à l’heure, et un vrai soin."


@pytest.fixture
def declare(cast, amina, now, today):
    def done(kind="supplies", *, by=amina, us=cast[0], them=cast[1], sentence=WHY, day=today):
        return declare_link(
            actor=acting(by), organization_id=us.pk, other_id=them.pk, kind=LinkKind(kind), sentence=sentence, day=day, now=now,
            today=today,
        )  # fmt: skip

    return done


def facts():
    return LinkFact.objects.across_scopes(reason="test")


def test_a_mutual_link_waits_until_the_other_side_confirms(cast, declare, driss, now, today):
    row = declare()
    assert (row.state, facts().count()) == ("pending", 0)

    for _click in range(2):
        confirm_link(actor=acting(driss), organization_id=cast[1].pk, declaration_id=row.pk, now=now, today=today)

    fact = facts().get()
    assert (fact.kind, fact.origin_id, fact.readership, fact.sentence) == ("supplies", cast[0].pk, "shared", WHY)
    assert published_verbs() == ["link.declared", "link.confirmed"]


def test_a_recommendation_holds_at_once_and_needs_its_sentence(declare):
    with pytest.raises(Invalid):
        declare("recommended", sentence="Bien")

    assert declare("recommended").state == "confirmed"
    assert facts().get().readership == "public"


def test_a_refusal_makes_no_link_and_can_be_thought_over(cast, declare, driss, now, today):
    row = declare("premises")
    refuse_link(actor=acting(driss), organization_id=cast[1].pk, declaration_id=row.pk, now=now)
    assert (Declaration.objects.across_scopes(reason="test").get().state, facts().count()) == ("refused", 0)

    confirm_link(actor=acting(driss), organization_id=cast[1].pk, declaration_id=row.pk, now=now, today=today)

    assert facts().count() == 1


def test_what_lasts_ends_with_its_history_and_other_words_are_taken_back(cast, declare, driss, amina, now, today):
    lasting, praise = declare("supplies", day=today - timedelta(days=100)), declare("recommended")
    confirm_link(actor=acting(driss), organization_id=cast[1].pk, declaration_id=lasting.pk, now=now, today=today)

    for row in (lasting, praise, praise):
        end_link(actor=acting(driss), organization_id=cast[1].pk, declaration_id=row.pk, now=now, today=today)

    fact = facts().get()
    assert (fact.kind, fact.until) == ("supplies", today)
    assert {row.state for row in declarations_of(scope=acting(amina).scope, organization_id=cast[0].pk)} == {"ended"}
    assert published_verbs().count("link.ended") == 2
    assert declare("recommended").state == "confirmed"


def test_one_does_not_confirm_oneself(cast, declare, amina, now, today):
    row = declare()

    with pytest.raises(NotAllowed):
        confirm_link(actor=acting(amina), organization_id=cast[0].pk, declaration_id=row.pk, now=now, today=today)


@pytest.mark.parametrize("service", [confirm_link, end_link])
def test_those_outside_find_nothing(cast, listed, declare, driss, elise, amina, now, today, service):
    other = listed()
    row = declare_link(
        actor=acting(amina), organization_id=cast[0].pk, other_id=other.pk, kind=LinkKind.MET, sentence="", day=today, now=now,
        today=today,
    )  # fmt: skip

    with pytest.raises(NotFound):
        service(actor=acting(driss), organization_id=cast[1].pk, declaration_id=row.pk, now=now, today=today)
    for stranger in (driss, elise):
        with pytest.raises(NotAllowed):
            service(actor=acting(stranger), organization_id=other.pk, declaration_id=row.pk, now=now, today=today)


def test_only_editors_declare(cast, declare, chloe, elise):
    for person in (chloe, elise):
        with pytest.raises(NotAllowed):
            declare(by=person)


def test_the_same_is_declared_once_from_either_side(cast, declare, driss):
    declare("premises")
    with pytest.raises(AlreadyDeclared):
        declare("premises", by=driss, us=cast[1], them=cast[0])

    declare("supplies")
    assert declare("supplies", by=driss, us=cast[1], them=cast[0]).state == "pending"


@pytest.mark.parametrize(
    ("what", "field"), [("self", "other"), ("unlisted", "other"), ("future", "day"), ("kind", "kind")]
)
def test_what_cannot_be_declared_says_which_field(cast, declare, today, what, field):
    given = {
        "self": {"them": cast[0]}, "unlisted": {"them": OrganizationFactory()}, "future": {"day": today + timedelta(days=1)},
        "kind": {"kind": "won"},
    }[what]  # fmt: skip

    with pytest.raises(Invalid) as refusal:
        declare(**given)

    assert refusal.value.field == field


def test_the_other_side_is_written_to_in_its_language(cast, declare, driss):
    driss.language = "en"
    driss.save()

    mail_declaration(declaration_id=declare().pk)

    (message,) = mail.outbox
    assert (message.to, message.subject) == ([driss.email], "La Bobine says that you are tied: is it so?")
    assert "/o/le-fournil/liens/" in message.body
