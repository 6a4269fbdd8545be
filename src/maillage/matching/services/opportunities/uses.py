"""What is made of a published call: an interest that is said, a need of the office."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.queries.terms import living_skills
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.matching.events import OpportunityInterestSaid
from maillage.matching.models import Brief, Opportunity, OpportunityInterest
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.places import place_named
from maillage.matching.services.intake import brief_of_opportunity
from maillage.matching.types import BriefKind, OpportunityState
from maillage.stream.services import publish

_OPEN = (OpportunityState.OPEN.value, OpportunityState.CORRECTED.value)
_REASON = "published calls are told to the network's members"


class CallEnded(Conflict):
    message = _("This call for tender is closed: nobody can answer it any more.")
    code = "call_ended"


@transaction.atomic
def say_interest(*, actor: Actor, organization_id: UUID, opportunity_id: UUID, now: datetime) -> OpportunityInterest:
    """Say that a call interests an organization; a second time changes nothing. Publishes `OpportunityInterestSaid`.

    Raises: NotAllowed, NotFound, CallEnded.
    """
    row = _open_call(actor, organization_id, opportunity_id, now=now)
    interest, is_new = OpportunityInterest.objects.across_scopes(reason="said once").get_or_create(
        opportunity=row, organization_id=organization_id, defaults={"person_id": actor.user_id, "said_at": now}
    )
    if is_new:
        publish(
            OpportunityInterestSaid(at=now, actor_id=actor.user_id, object_id=row.pk, organization_id=organization_id)
        )
    said: OpportunityInterest = interest
    return said


@transaction.atomic
def take_interest_back(*, actor: Actor, organization_id: UUID, opportunity_id: UUID) -> None:
    """Raises: NotAllowed."""
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    rows = OpportunityInterest.objects.across_scopes(reason="taken back by those who said it")
    rows.filter(organization_id=organization_id, opportunity_id=opportunity_id).delete()


def _open_call(actor: Actor, organization_id: UUID, opportunity_id: UUID, *, now: datetime) -> Opportunity:
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    row: Opportunity | None = Opportunity.objects.across_scopes(reason=_REASON).filter(pk=opportunity_id).first()
    if row is None:
        raise NotFound
    if row.state not in _OPEN or row.deadline <= now:
        raise CallEnded
    return row


@transaction.atomic
def make_brief(*, actor: Actor, opportunity_id: UUID, now: datetime) -> Brief:
    """Make a need of a call; a second time gives the same need. Publishes `BriefReceived`.

    Raises: NotAllowed, NotFound, CallEnded.
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    row = Opportunity.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=opportunity_id).first()
    if row is None:
        raise NotFound
    if row.brief is not None:
        known: Brief = row.brief
        return known
    if row.state not in _OPEN or row.deadline <= now:
        raise CallEnded
    row.brief = brief_of_opportunity(
        actor=actor, need=_need(row), buyer=BuyerGiven(organization_name=row.buyer[:160]), now=now
    )
    row.save(update_fields=["brief"])
    made: Brief = row.brief
    return made


def _need(row: Opportunity) -> NeedGiven:
    known = {skill.slug for skill in living_skills()}
    place = place_named(f"department:{row.departments[0]}") if len(row.departments) == 1 else None
    parts = [row.title, row.text, f"{row.buyer}\n{row.url}".strip()]
    return NeedGiven(
        title=row.title[:140], text="\n\n".join(part for part in parts if part), kind=BriefKind.TENDER,
        skills=tuple(SkillAsked(slug) for slug in row.skills if slug in known),
        place_label=place.label if place else "", place_code=f"department:{row.departments[0]}" if place else "",
        is_anywhere=False, answers_due=timezone.localdate(row.deadline), budget_most_cents=row.amount_cents,
    )  # fmt: skip
