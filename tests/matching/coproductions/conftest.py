from datetime import date

import pytest

from maillage.matching.models import Coproduction, CoproductionPartner
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import intake
from maillage.matching.services.coproductions import moving, opening, partners, reviewing
from maillage.matching.types import BriefKind, CoproductionState, ReviewCriterion
from tests.factories.accounts import acting


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


GIVEN = opening.WorkGiven(
    title="Un documentaire", description="Cinq portraits.", starts_on=date(2026, 10, 1), ends_on=date(2027, 2, 28),
    budget_cents=10_000_01,
)  # fmt: skip


@pytest.fixture
def invited(amina, la_bobine, le_fournil, now):
    """Give common work that La Bobine has started; Le Fournil has not answered yet."""
    return opening.open_by_member(
        actor=acting(amina), organization_id=la_bobine.pk, key=None, work=GIVEN, role="Réalisation", weight=2, now=now,
        partners=[opening.PartnerGiven(organization_id=le_fournil.pk, role="Repas", weight=1)],
    )  # fmt: skip


@pytest.fixture
def work(invited, driss, le_fournil, now):
    """Give the same, accepted."""
    partners.accept_part(actor=acting(driss), coproduction_id=invited.pk, organization_id=le_fournil.pk, now=now)
    return invited


@pytest.fixture
def with_buyer(work, facilitator, now):
    """Give the same for a buyer who can be asked."""
    brief = intake.enter_brief(
        actor=acting(facilitator), now=now, need=NeedGiven(title="Un film", text="Un film.", kind=BriefKind.TENDER),
        buyer=BuyerGiven(name="Sabine Roche", email="sabine@acheteur.example", organization_name="La Grande Épicerie"),
    )  # fmt: skip
    Coproduction.objects.across_scopes(reason="test").filter(pk=work.pk).update(
        brief=brief, client="La Grande Épicerie"
    )
    return fresh(work)


def fresh(work):
    return Coproduction.objects.across_scopes(reason="test").select_related("brief").get(pk=work.pk)


def shares(work):
    rows = CoproductionPartner.objects.across_scopes(reason="test").filter(coproduction=work)
    return dict(rows.values_list("organization__slug", "share_cents"))


def seat(person, organization, work):
    return {"actor": acting(person), "coproduction_id": work.pk, "organization_id": organization.pk}


def go(work, person, organization, now, *states):
    for target in states:
        moving.move_work(
            **seat(person, organization, work), seen=CoproductionState(fresh(work).state), target=target, now=now,
            reason="fini",
        )  # fmt: skip


def delivered(work, person, organization, now):
    go(work, person, organization, now, CoproductionState.RUNNING, CoproductionState.DELIVERED)


def review(mark=4, **more):
    return reviewing.ReviewGiven(marks=dict.fromkeys(ReviewCriterion, mark), **more)
