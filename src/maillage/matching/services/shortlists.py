"""Keeping and setting aside candidates; the ranking that was seen is stored with the choice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.queries.reach import is_listed
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.matching.events import ShortlistChanged
from maillage.matching.models import Brief, Candidate, StoredRanking
from maillage.matching.queries.candidates import known_of, rank_brief
from maillage.matching.rules.ranking import FORMULA_VERSION, Entry, Weights, rank, to_document
from maillage.stream.services import publish


class NotACandidate(Invalid):
    message = _("This organization is not among the candidates any more: look at the ranking again.")
    code = "not_a_candidate"


def keep_candidate(
    *, actor: Actor, brief_id: UUID, organization_id: UUID, weights: Weights, now: datetime, lot_id: UUID | None = None
) -> Candidate:
    """Keep an organization for a brief, with what the ranking of the brief, or of its lot, says of it. Twice changes nothing.

    Publishes `ShortlistChanged`.
    Raises: NotAllowed, NotFound, NotACandidate (excluded, or not in the directory any more).
    """
    ids = [organization_id]
    [kept] = keep_candidates(
        actor=actor, brief_id=brief_id, organization_ids=ids, weights=weights, now=now, lot_id=lot_id
    )
    return kept


@transaction.atomic
def keep_candidates(
    *,
    actor: Actor,
    brief_id: UUID,
    organization_ids: Sequence[UUID],
    weights: Weights,
    now: datetime,
    lot_id: UUID | None = None,
) -> Sequence[Candidate]:
    """Keep organizations for a brief, in this order, from one ranking of it or of its lot; those kept already stay as they are.

    Who is kept changes no score of the others, so that one ranking tells what one for each would.
    Publishes `ShortlistChanged` for each one newly kept.
    Raises: NotAllowed, NotFound, NotACandidate (one of them is excluded, or not in the directory any more: none is kept).
    """
    brief = _in_hand(actor, brief_id)
    asked = list(dict.fromkeys(organization_ids))
    wanted = [pk for pk in asked if not _is_kept(brief, pk)]
    if wanted:
        ranked = rank_brief(brief, now=now, today=timezone.localdate(now), weights=weights, lot_id=lot_id)
        entries = [_entry_of(ranked.ranking.entries, pk) for pk in wanted]
        found = [entry for entry in entries if entry is not None]
        if len(found) != len(wanted):
            raise NotACandidate(field="organization")
        document = to_document(ranking=ranked.ranking)
        stored = _stored(brief, document, considered=ranked.count, actor=actor, now=now)
        first = _next_position(brief)
        for position, (pk, entry) in enumerate(zip(wanted, found, strict=True), start=first):
            _chosen(
                brief, pk, actor=actor, now=now, is_kept=True, ranking=stored, position=position,
                explanation=document["entries"][entry.position - 1],
            )  # fmt: skip
    rows = Candidate.objects.across_scopes(reason="choices of the office for a brief at hand")
    made = {row.organization_id: row for row in rows.filter(brief=brief, organization_id__in=asked)}
    return [made[pk] for pk in asked]


@transaction.atomic
def keep_team(
    *, actor: Actor, brief_id: UUID, organization_ids: Sequence[UUID], weights: Weights, now: datetime
) -> Sequence[Candidate]:
    """Keep all the members of a team for a brief; those kept already stay as they are. Publishes `ShortlistChanged` for each.

    A candidate's score depends on no other, so the members alone are ranked: what is stored is theirs.
    Raises: NotAllowed, NotFound, NotACandidate (one of them is excluded, or not in the directory any more).
    """
    brief = _in_hand(actor, brief_id)
    wanted = [pk for pk in dict.fromkeys(organization_ids) if not _is_kept(brief, pk)]
    if not wanted:
        return []
    known = known_of(brief, now=now, today=timezone.localdate(now), also=wanted)
    ids = {str(pk) for pk in wanted}
    ranking = rank(
        need=known.need, candidates=[one for one in known.facts if one.organization_id in ids], weights=weights
    )
    if len(ranking.entries) != len(wanted):
        raise NotACandidate(field="organization")
    document = to_document(ranking=ranking)
    stored = _stored(brief, document, considered=known.count, actor=actor, now=now)
    told = {entry["organization_id"]: entry for entry in document["entries"]}
    return [
        _chosen(
            brief, pk, actor=actor, now=now, is_kept=True, ranking=stored, explanation=told[str(pk)],
            position=_next_position(brief),
        )
        for pk in wanted
    ]  # fmt: skip


def _is_kept(brief: Brief, organization_id: UUID) -> bool:
    known = _choice(brief, organization_id)
    if known is not None and not known.is_kept:
        known.delete()
        return False
    return known is not None


def keep_named(*, actor: Actor, brief_id: UUID, organization_id: UUID, why: str, now: datetime) -> Candidate:
    """Keep an organization that somebody has named, whatever the ranking says of it. Twice changes nothing.

    `why`: "interest" (it wants to answer) or "proposed" (somebody invited has named it). Publishes `ShortlistChanged`.
    Raises: NotAllowed, NotFound, NotACandidate (not listed in the directory), Conflict (set aside by the office).
    """
    brief = _in_hand(actor, brief_id)
    known = _choice(brief, organization_id)
    if known is not None and known.is_kept:
        return known
    if known is not None:
        raise Conflict(_("The office has set this organization aside for this need: undo that first."))
    if not is_listed(organization_id=organization_id):
        raise NotACandidate(field="organization")
    return _chosen(
        brief, organization_id, actor=actor, now=now, is_kept=True, ranking=None, explanation={"named": why},
        position=_next_position(brief),
    )  # fmt: skip


@transaction.atomic
def set_aside(*, actor: Actor, brief_id: UUID, organization_id: UUID, reason: str, now: datetime) -> Candidate:
    """Set an organization aside for a brief, with a reason. Publishes `ShortlistChanged`.

    Raises: NotAllowed, NotFound, Invalid (no reason).
    """
    brief = _in_hand(actor, brief_id)
    if not reason.strip():
        raise Invalid(_("Say why this organization is set aside: the reason is kept with the brief."), field="reason")
    known = _choice(brief, organization_id)
    if known is not None:
        known.delete()
    return _chosen(brief, organization_id, actor=actor, now=now, is_kept=False, reason=reason.strip()[:200])


@transaction.atomic
def forget_choice(*, actor: Actor, brief_id: UUID, organization_id: UUID) -> None:
    """Undo a choice: the organization is an ordinary candidate again. Twice changes nothing.

    Raises: NotAllowed, NotFound.
    """
    known = _choice(_in_hand(actor, brief_id), organization_id)
    if known is not None:
        known.delete()


def _in_hand(actor: Actor, brief_id: UUID) -> Brief:
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief: Brief | None = Brief.objects.within(actor.scope).select_for_update().filter(pk=brief_id).first()
    if brief is None:
        raise NotFound
    return brief


def _choice(brief: Brief, organization_id: UUID) -> Candidate | None:
    rows = Candidate.objects.across_scopes(reason="choices of the office for a brief at hand")
    found: Candidate | None = rows.filter(brief=brief, organization_id=organization_id).first()
    return found


def _entry_of(entries: tuple[Entry, ...], organization_id: UUID) -> Entry | None:
    return next((entry for entry in entries if entry.organization_id == str(organization_id)), None)


def _next_position(brief: Brief) -> int:
    rows = Candidate.objects.across_scopes(reason="choices of the office for a brief at hand").filter(brief=brief)
    return int(rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _stored(
    brief: Brief, document: Mapping[str, Any], *, considered: int, actor: Actor, now: datetime
) -> StoredRanking:
    rows = StoredRanking.objects.across_scopes(reason="rankings of a brief at hand").filter(brief=brief)
    last: StoredRanking | None = rows.order_by("-made_at").first()
    if last is not None and last.document == document:
        return last
    made: StoredRanking = StoredRanking.objects.create(
        brief=brief, formula_version=FORMULA_VERSION, document=document, considered=considered,
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    return made


def _chosen(
    brief: Brief, organization_id: UUID, *, actor: Actor, now: datetime, is_kept: bool, **columns: Any
) -> Candidate:
    row: Candidate = Candidate.objects.create(
        brief=brief, organization_id=organization_id, is_kept=is_kept, decided_by_id=actor.user_id, decided_at=now,
        **columns,
    )  # fmt: skip
    publish(
        ShortlistChanged(
            at=now, actor_id=actor.user_id, object_id=brief.pk, organization_id=None,
            candidate_id=organization_id, is_kept=is_kept,
        )
    )  # fmt: skip
    return row
