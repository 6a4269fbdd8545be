from datetime import timedelta

import pytest

from maillage.matching.models import Answer, Brief, Consortium, ConsortiumPartner
from maillage.matching.rules.answers import PartGiven
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import intake, qualification
from maillage.matching.services.answers import sending, signing, writing
from maillage.matching.services.buyer_links import key_of
from maillage.matching.types import AnswerSection, BriefKind, BriefState
from tests.factories.accounts import acting

NEED = NeedGiven(title="Une campagne", text="Film et affiches.", kind=BriefKind.TENDER, lots=("Film", "Affiches"))
BUYER = BuyerGiven(name="Sabine Roche", email="sabine@acheteur.example", organization_name="La Grande Épicerie")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def brief(facilitator, now):
    row = intake.enter_brief(actor=acting(facilitator), need=NEED, buyer=BUYER, now=now)
    qualification.move_brief(
        actor=acting(facilitator), brief_id=row.pk, seen=BriefState.NEW, target=BriefState.ANSWERING, now=now
    )
    row.refresh_from_db()
    return row


@pytest.fixture
def team(brief, now):
    """Make a consortium of organizations, the first one leading, with its draft answer."""

    def made(*organizations, form="conjoint"):
        consortium = Consortium.objects.create(brief=brief, form=form, made_at=now)
        for place, organization in enumerate(organizations):
            ConsortiumPartner.objects.create(
                consortium=consortium,
                organization=organization,
                is_lead=place == 0,
                joined_at=now + timedelta(seconds=place),
            )
        return Answer.objects.create(brief=brief, consortium=consortium, title="Notre campagne", created_at=now)

    return made


@pytest.fixture
def answer(team, la_bobine, le_fournil):
    """Give the draft of La Bobine, lead, and Le Fournil."""
    return team(la_bobine, le_fournil)


@pytest.fixture
def written(answer, amina, driss, la_bobine, le_fournil, now):
    """Give the same with its parts and its method."""
    for person, organization, lot, cents in ((amina, la_bobine, 0, 8_200_00), (driss, le_fournil, 1, 3_500_00)):
        lots = list(
            answer.brief.lots.model.objects.across_scopes(reason="test").filter(brief=answer.brief).order_by("position")
        )
        writing.add_part(
            actor=acting(person), answer_id=answer.pk, organization_id=organization.pk,
            part=PartGiven(lots[lot].title, amount_cents=cents, lot_id=lots[lot].pk),
        )  # fmt: skip
    writing.save_text(
        actor=acting(amina), answer_id=answer.pk, organization_id=la_bobine.pk, section=AnswerSection.METHOD,
        text="Trois étapes.", seen_version=0, now=now,
    )  # fmt: skip
    answer.refresh_from_db()
    return answer


def freeze(answer, person, organization, now):
    frozen = signing.freeze_answer(actor=acting(person), answer_id=answer.pk, organization_id=organization.pk, now=now)
    answer.refresh_from_db()
    return frozen


def sign(answer, person, organization, now, *, digest=None, name="Quelqu’un"):
    return signing.sign_answer(
        actor=acting(person), answer_id=answer.pk, organization_id=organization.pk, seen_digest=digest or answer.digest,
        name=name, role="gérance", now=now,
    )  # fmt: skip


@pytest.fixture
def signed(written, amina, driss, la_bobine, le_fournil, now):
    """Give an answer that both have signed."""
    freeze(written, amina, la_bobine, now)
    sign(written, amina, la_bobine, now, name="Amina Belkacem")
    sign(written, driss, le_fournil, now + timedelta(minutes=1), name="Driss Essaïdi")
    written.refresh_from_db()
    return written


@pytest.fixture
def sent(signed, facilitator, now):
    """Give an answer before its buyer."""
    sending.send_answer(actor=acting(facilitator), answer_id=signed.pk, now=now)
    signed.refresh_from_db()
    return signed


def buyer_key(answer):
    return key_of(Brief.objects.across_scopes(reason="test").get(pk=answer.brief_id))


def state_of(answer):
    return Answer.objects.across_scopes(reason="test").values_list("state", flat=True).get(pk=answer.pk)


def brief_state(answer):
    return Brief.objects.across_scopes(reason="test").values_list("state", flat=True).get(pk=answer.brief_id)
