"""What people say of their organization's ties: declared by one, confirmed by the other where it is mutual, ended by either."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.queries.mesh import standings_of
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.links.events import LinkConfirmed, LinkDeclared, LinkEnded, LinkRefused
from maillage.links.models import Declaration, LinkFact
from maillage.links.services.facts import forget_facts, record_facts
from maillage.links.states import DECLARATION_MOVES
from maillage.links.types import (
    DECLARABLE,
    DIRECTED,
    ONE_SIDED,
    STANDING,
    DeclarationState,
    LinkKind,
    NewFact,
    pair_of,
)
from maillage.stream.services import move, publish

_REASON = "one declaration, seen by either of its two organizations"
_LIVING = [DeclarationState.PENDING.value, DeclarationState.CONFIRMED.value, DeclarationState.REFUSED.value]


class AlreadyDeclared(Conflict):
    message = _("This is declared already: look for it in the list, it may wait for a word of yours.")
    code = "already_declared"


@transaction.atomic
def declare_link(
    *, actor: Actor, organization_id: UUID, other_id: UUID, kind: LinkKind, sentence: str, day: date, now: datetime,
    today: date,
) -> Declaration:  # fmt: skip
    """Say what ties one's organization to another. `organization_id` recommends or supplies, where that has a direction.

    `day`: since when, or when they met. A recommendation holds at once, all else waits for the other side.
    Publishes `LinkDeclared`. Raises: NotAllowed, Invalid, AlreadyDeclared.
    """
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    _check(organization_id, other_id, kind=kind, sentence=sentence, day=day, today=today)
    left, right = pair_of(organization_id, other_id)
    is_pending = kind not in ONE_SIDED
    try:
        with transaction.atomic():
            declaration = Declaration.objects.create(
                left_id=left, right_id=right, origin_id=organization_id, kind=kind.value, sentence=sentence.strip(), day=day,
                state=(DeclarationState.PENDING if is_pending else DeclarationState.CONFIRMED).value, declared_at=now,
                declared_by_id=actor.user_id,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyDeclared(field="kind") from None
    if not is_pending:
        _hold(declaration, today=today)
    publish(
        LinkDeclared(
            at=now, actor_id=actor.user_id, object_id=declaration.pk, organization_id=organization_id, other_id=other_id,
            kind=kind.value, is_pending=is_pending,
        )
    )  # fmt: skip
    return declaration


def _check(organization_id: UUID, other_id: UUID, *, kind: LinkKind, sentence: str, day: date, today: date) -> None:
    if kind not in DECLARABLE:
        raise Invalid(field="kind")
    if organization_id == other_id:
        raise Invalid(_("An organization has no link with itself: choose another one."), field="other")
    if not any(one.is_listed for one in standings_of([other_id])):
        raise Invalid(_("This organization has no public page: choose one that has."), field="other")
    if kind is LinkKind.RECOMMENDED and len(sentence.strip()) < 10:
        raise Invalid(_("Say in a sentence why you recommend them: others will read it."), field="sentence")
    if len(sentence) > 300:
        raise Invalid(_("Write at most 300 characters."), field="sentence")
    if day > today:
        raise Invalid(_("This day lies ahead: write today or a day before."), field="day")


@transaction.atomic
def confirm_link(
    *, actor: Actor, organization_id: UUID, declaration_id: UUID, now: datetime, today: date
) -> Declaration:
    """Say that what the other side declared is so; a second time changes nothing. Publishes `LinkConfirmed`.

    Raises: NotAllowed, NotFound, IllegalMove.
    """
    declaration = _locked(actor, organization_id, declaration_id)
    if declaration.state == DeclarationState.CONFIRMED.value:
        return declaration
    _demand_other_side(declaration, organization_id)
    _answer(declaration, DeclarationState.CONFIRMED, actor=actor, now=now)
    _hold(declaration, today=today)
    publish(LinkConfirmed(**_told(declaration, actor, organization_id, now)))
    return declaration


@transaction.atomic
def refuse_link(*, actor: Actor, organization_id: UUID, declaration_id: UUID, now: datetime) -> Declaration:
    """Say that what the other side declared is not so; a second time changes nothing. Publishes `LinkRefused`.

    Raises: NotAllowed, NotFound, IllegalMove.
    """
    declaration = _locked(actor, organization_id, declaration_id)
    if declaration.state == DeclarationState.REFUSED.value:
        return declaration
    _demand_other_side(declaration, organization_id)
    _answer(declaration, DeclarationState.REFUSED, actor=actor, now=now)
    publish(LinkRefused(**_told(declaration, actor, organization_id, now)))
    return declaration


@transaction.atomic
def end_link(*, actor: Actor, organization_id: UUID, declaration_id: UUID, now: datetime, today: date) -> Declaration:
    """Take a declaration back: what lasted has ended today, anything else is as if never said. Either side may.

    A second time changes nothing. Publishes `LinkEnded`. Raises: NotAllowed, NotFound, IllegalMove.
    """
    declaration = _locked(actor, organization_id, declaration_id)
    if declaration.state == DeclarationState.ENDED.value:
        return declaration
    was_held = declaration.state == DeclarationState.CONFIRMED.value
    declaration.ended_at, declaration.ended_by_organization_id = now, organization_id
    declaration.save(update_fields=["ended_at", "ended_by_organization"])
    move(declaration, target=DeclarationState.ENDED.value, moves=DECLARATION_MOVES, actor_id=actor.user_id, at=now)
    if was_held:
        _let_go(declaration, today=today)
    publish(LinkEnded(**_told(declaration, actor, organization_id, now)))
    return declaration


def _locked(actor: Actor, organization_id: UUID, declaration_id: UUID) -> Declaration:
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    rows = Declaration.objects.across_scopes(reason=_REASON).select_for_update(of=("self",))
    mine = Q(left_id=organization_id) | Q(right_id=organization_id)
    found: Declaration | None = rows.filter(mine, pk=declaration_id).first()
    if found is None:
        raise NotFound
    return found


def _demand_other_side(declaration: Declaration, organization_id: UUID) -> None:
    if declaration.origin_id == organization_id:
        raise NotAllowed(_("The other organization confirms it: you have declared it yourselves."))


def _answer(declaration: Declaration, target: DeclarationState, *, actor: Actor, now: datetime) -> None:
    move(declaration, target=target.value, moves=DECLARATION_MOVES, actor_id=actor.user_id, at=now)
    declaration.answered_at, declaration.answered_by_id = now, actor.user_id
    declaration.save(update_fields=["answered_at", "answered_by"])


def _hold(declaration: Declaration, *, today: date) -> None:
    kind = LinkKind(declaration.kind)
    record_facts(
        [
            NewFact(
                pair=(declaration.left_id, declaration.right_id), kind=kind, key=f"declaration:{declaration.pk}",
                day=declaration.day, object_id=declaration.pk, sentence=declaration.sentence,
                origin_id=declaration.origin_id if kind in DIRECTED else None,
            )
        ],
        today=today,
    )  # fmt: skip


def _let_go(declaration: Declaration, *, today: date) -> None:
    rows = LinkFact.objects.across_scopes(reason=_REASON).filter(key=f"declaration:{declaration.pk}")
    facts: Sequence[LinkFact] = list(rows.filter(object_id=declaration.pk))
    if LinkKind(declaration.kind) not in STANDING:
        forget_facts([fact.pk for fact in facts], today=today)
        return
    record_facts(
        [
            NewFact(
                pair=(fact.left_id, fact.right_id), kind=LinkKind(fact.kind), key=fact.key, day=fact.day,
                until=max(today, fact.day), share=fact.share,
            )
            for fact in facts
        ],
        today=today,
    )  # fmt: skip


def _told(declaration: Declaration, actor: Actor, organization_id: UUID, now: datetime) -> dict[str, Any]:
    other = declaration.right_id if declaration.left_id == organization_id else declaration.left_id
    return {
        "at": now, "actor_id": actor.user_id, "object_id": declaration.pk, "organization_id": organization_id,
        "other_id": other, "kind": declaration.kind,
    }  # fmt: skip
