"""Needs that programs send, in the name of the token's holder."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization, User
from maillage.accounts.types import Actor
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.throttle import count_try
from maillage.matching.models import Brief
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import intake
from maillage.matching.types import BriefOrigin

AN_HOUR = 120


@transaction.atomic
def file_brief(
    *, actor: Actor, need: NeedGiven, buyer: BuyerGiven | None, organization_slug: str | None, now: datetime
) -> tuple[Brief, bool]:
    """Keep a need; gives it and whether it is new: the same text sent twice within half an hour is one.

    An editor asks for their organization; the office says who asks; anybody else asks in their own name. Publishes
    `BriefReceived`. Raises: NotAllowed, Invalid, TooMany, UnknownSkill, UnknownPlace.
    """
    if actor.user_id is None:
        raise NotAllowed
    count_try(key=f"brief-api:{actor.user_id}", limit=AN_HOUR, period_s=3600)
    # Held until the end: a program that sends again before it was answered waits for the first.
    person = User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
    organization_id = _organization(organization_slug)
    if buyer is not None and not actor.is_facilitator:
        raise Invalid(_("The office alone says who asks: leave this out, the need is yours."), field="buyer")
    asked_by = buyer or BuyerGiven(name=person.display_name, email=person.email)
    _require_to_come(need, today=timezone.localdate(now))
    known = _known(need, email=asked_by.email, organization_id=organization_id, now=now)
    if known is not None:
        return known, False
    made = _keep(actor, need, asked_by if buyer or not actor.is_facilitator else None, organization_id, now=now)
    if made.created_at != now:  # the same need stands there already, sent by the public form
        return made, False
    made.origin = BriefOrigin.API.value
    made.save(update_fields=["origin"])
    return made, True


def _require_to_come(need: NeedGiven, *, today: date) -> None:
    for field, day in (("answers_due", need.answers_due), ("ends_on", need.ends_on)):
        if day is not None and day < today:
            raise Invalid(_("This day has passed: choose another, or leave it empty."), field=field)


def _organization(slug: str | None) -> UUID | None:
    if not slug:
        return None
    found: UUID | None = Organization.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(_("No organization has this short name."), field="organization")
    return found


def _known(need: NeedGiven, *, email: str, organization_id: UUID | None, now: datetime) -> Brief | None:
    rows = Brief.objects.across_scopes(reason="a need sent twice is one brief")
    found: Brief | None = rows.filter(
        text=need.text, created_at__gt=now - intake.SAME_WITHIN, origin=BriefOrigin.API.value,
        buyer_email__iexact=email, buyer_organization_id=organization_id,
    ).first()  # fmt: skip
    return found


def _keep(
    actor: Actor, need: NeedGiven, buyer: BuyerGiven | None, organization_id: UUID | None, *, now: datetime
) -> Brief:
    if organization_id is not None and not (actor.is_facilitator and buyer):
        return intake.ask_as_member(actor=actor, organization_id=organization_id, need=need, now=now)
    if actor.is_facilitator:
        if buyer is None:
            raise Invalid(_("Say who asks: a name and an address."), field="buyer")
        return intake.enter_brief(actor=actor, need=need, buyer=buyer, now=now, buyer_organization_id=organization_id)
    assert buyer is not None, "whoever is no facilitator asks in their own name"  # noqa: S101 - for the types
    sender = intake.Sender(key=f"token:{actor.user_id}")
    written = intake.write_brief(actor=actor, need=need, buyer=buyer, sender=sender, now=now)
    if written is None:
        raise NotAllowed
    return written
