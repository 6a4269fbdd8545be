"""Two organizations become one: what the path holds of the absorbed one is the kept one's, until the merge is undone.

Left as they are, on purpose: sign-offs and frozen documents (proofs of what was signed, and by whom), stored rankings and the
reasons of a team (a decision is explained as it was taken). Running either way twice changes nothing.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from maillage.kit.row_sets import put_back, rows_where
from maillage.matching.models import (
    Absence,
    AnswerComment,
    AnswerFile,
    AnswerPart,
    Brief,
    BriefFile,
    Candidate,
    ConsortiumPartner,
    CoproductionCalendar,
    CoproductionFile,
    CoproductionPartner,
    DecisionAgreement,
    Deliverable,
    Invitation,
    InvitationMessage,
    Milestone,
    MovedRows,
    OpportunityDigest,
    OpportunityInterest,
    OpportunityTold,
    Paper,
    PaperReading,
    PaperShare,
    PublicationConsent,
    Review,
    WorkEntry,
)
from maillage.matching.rules.document_box import MANY
from maillage.matching.types import InvitationState

_MERGING = "two organizations become one"
# Moved as they are: nothing forbids that the kept one has as many.
_PLAIN: tuple[tuple[Any, str], ...] = (
    (AnswerPart, "organization_id"), (AnswerComment, "organization_id"), (AnswerFile, "organization_id"),
    (InvitationMessage, "organization_id"), (PaperShare, "organization_id"), (PaperReading, "organization_id"),
    (CoproductionFile, "organization_id"), (WorkEntry, "organization_id"), (Brief, "buyer_organization_id"),
)  # fmt: skip
# Of two alike, the kept one's stays.
_ONCE: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Candidate, ("brief_id",)), (OpportunityInterest, ("opportunity_id",)), (OpportunityTold, ("opportunity_id",)),
    (OpportunityDigest, ()), (CoproductionCalendar, ()), (Absence, ("first", "last")),
    (DecisionAgreement, ("decision_id",)), (PublicationConsent, ("publication_id",)),
)  # fmt: skip
# Their rows may change where they stay: what two had is joined in one.
_CHANGED: tuple[Any, ...] = (
    Paper, Invitation, ConsortiumPartner, CoproductionPartner, InvitationMessage, BriefFile, Milestone, Deliverable,
)  # fmt: skip
_PEOPLE = ("author_id", "answered_by_id", "noted_by_id", "person_id", "given_by_id", "decided_by_id")
_WORTH = {
    InvitationState.ACCEPTED.value: 4, InvitationState.SENT.value: 3, InvitationState.DECLINED.value: 2,
    InvitationState.EXPIRED.value: 1, InvitationState.WITHDRAWN.value: 0,
}  # fmt: skip


@dataclass(slots=True)
class _Memory:
    """What is put back: ids that moved, rows that went, columns of rows that changed; each by table."""

    kept_id: UUID
    absorbed_id: UUID
    now: datetime
    moved: dict[str, list[str]] = field(default_factory=dict)
    gone: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def move(self, row: Any, column: str = "organization_id") -> None:
        self.moved.setdefault(f"{row._meta.label}.{column}", []).append(str(row.pk))
        _rows(type(row)).filter(pk=row.pk).update(**{column: self.kept_id})

    def change(self, row: Any, **values: Any) -> None:
        """Set columns of a row, whose values of before are kept."""
        before = {"pk": str(row.pk)} | {name: getattr(row, name) for name in values}
        self.changed.setdefault(row._meta.label, []).append(json.loads(json.dumps(before, cls=DjangoJSONEncoder)))
        _rows(type(row)).filter(pk=row.pk).update(**values)

    def drop(self, row: Any) -> None:
        table = row._meta.db_table
        for kept in rows_where(table=table, column="id", values=[row.pk]):
            # Who wrote it may be gone when it comes back; the row is its organization's.
            self.gone.setdefault(table, []).append(kept | dict.fromkeys(set(_PEOPLE) & set(kept)))
        row.delete()


def _rows(model: Any) -> Any:
    return model.objects.across_scopes(reason=_MERGING)


@transaction.atomic
def move_rows(*, kept_id: UUID, absorbed_id: UUID, merge_id: UUID, now: datetime) -> bool:
    """Make what `absorbed_id` holds here that of `kept_id`; what both had of one thing becomes one. Says whether it was done now."""
    moved, is_new = _rows(MovedRows).get_or_create(
        merge_id=merge_id, defaults={"kept_id": kept_id, "absorbed_id": absorbed_id, "at": now}
    )
    if not is_new:
        return False
    memory = _Memory(kept_id, absorbed_id, now)
    _join_invitations(memory)
    _join_consortia(memory)
    _join_coproductions(memory)
    _join_papers(memory)
    for model, same in _ONCE:
        for row in _of_absorbed(memory, model):
            _move_or_drop(memory, row, _twin(memory, row, same))
    _join_reviews(memory)
    for model, column in _PLAIN:
        for row in list(_rows(model).filter(**{column: absorbed_id})):
            memory.move(row, column)
    moved.rows = {"moved": memory.moved, "gone": memory.gone, "changed": memory.changed}
    moved.save(update_fields=["rows"])
    return True


def _of_absorbed(memory: _Memory, model: Any) -> list[Any]:
    return list(_rows(model).filter(organization_id=memory.absorbed_id).order_by("pk"))


def _twin(memory: _Memory, row: Any, same: tuple[str, ...]) -> Any | None:
    alike = {name: getattr(row, name) for name in same}
    return _rows(type(row)).filter(organization_id=memory.kept_id, **alike).first()


def _move_or_drop(memory: _Memory, row: Any, twin: Any | None) -> None:
    if twin is None:
        memory.move(row)
    else:
        memory.drop(row)


def _join_invitations(memory: _Memory) -> None:
    """Of two invitations to one need the one that went further stays; the letters of both are in it."""
    for row in _of_absorbed(memory, Invitation):
        twin = _twin(memory, row, ("brief_id",))
        if twin is None:
            memory.move(row)
            continue
        for model in (InvitationMessage, BriefFile):
            for child in list(_rows(model).filter(invitation=row)):
                if model is BriefFile and _rows(BriefFile).filter(invitation=twin, digest=child.digest).exists():
                    continue
                memory.change(child, invitation_id=twin.pk)
        if _WORTH[row.state] > _WORTH[twin.state]:
            memory.change(
                twin, state=row.state, answered_at=row.answered_at, reason=row.reason, comment=row.comment,
                proposed_partner=row.proposed_partner, due_at=row.due_at,
            )  # fmt: skip
        memory.drop(row)


def _join_consortia(memory: _Memory) -> None:
    for row in _of_absorbed(memory, ConsortiumPartner):
        twin = _twin(memory, row, ("consortium_id",))
        if twin is None:
            memory.move(row)
            continue
        leads = row.is_lead and row.left_at is None
        is_in = row.left_at is None or twin.left_at is None
        memory.drop(row)
        memory.change(
            twin, lots=sorted({*twin.lots, *row.lots}), skills=list(dict.fromkeys([*twin.skills, *row.skills])),
            is_lead=twin.is_lead or leads, left_at=None if is_in else twin.left_at,
            left_reason="" if is_in else twin.left_reason,
        )  # fmt: skip


def _join_coproductions(memory: _Memory) -> None:
    for row in _of_absorbed(memory, CoproductionPartner):
        twin = _twin(memory, row, ("coproduction_id",))
        if twin is None:
            memory.move(row)
            continue
        for model in (Milestone, Deliverable):
            for child in list(_rows(model).filter(partner=row)):
                memory.change(child, partner_id=twin.pk)
        leads = row.is_lead and row.left_at is None
        is_in = row.left_at is None or twin.left_at is None
        memory.drop(row)
        memory.change(
            twin, share_cents=twin.share_cents + row.share_cents, is_lead=twin.is_lead or leads,
            role=twin.role or row.role, accepted_at=twin.accepted_at or row.accepted_at,
            left_at=None if is_in else twin.left_at, left_reason="" if is_in else twin.left_reason,
        )  # fmt: skip


def _join_papers(memory: _Memory) -> None:
    """Of two current papers of a kind the later one stays current; the other is kept as replaced."""
    for row in _of_absorbed(memory, Paper):
        if row.replaced_at is not None or row.removed_at is not None:
            memory.move(row)
            continue
        current = _rows(Paper).filter(organization_id=memory.kept_id, replaced_at=None, removed_at=None)
        twin = current.filter(digest=row.digest).first()
        if twin is None and row.kind not in {kind.value for kind in MANY}:
            twin = current.filter(kind=row.kind).first()
        if twin is not None:
            later, earlier = (row, twin) if row.issued_on > twin.issued_on else (twin, row)
            memory.change(earlier, replaced_by_id=later.pk, replaced_at=memory.now)
        memory.move(row)


def _join_reviews(memory: _Memory) -> None:
    """What one said of the other is no review any more; the same said by both is said once."""
    for column, other in (("reviewer_id", "subject_id"), ("subject_id", "reviewer_id")):
        for row in list(_rows(Review).filter(**{column: memory.absorbed_id}).order_by("pk")):
            alike = {column: memory.kept_id, other: getattr(row, other)}
            twin = _rows(Review).filter(coproduction_id=row.coproduction_id, side=row.side, **alike).exists()
            if getattr(row, other) == memory.kept_id or twin:
                memory.drop(row)
            else:
                memory.move(row, column)


@transaction.atomic
def move_rows_back(*, merge_id: UUID) -> bool:
    """Give both organizations back what they had here; says whether there was something to undo."""
    moved: MovedRows | None = _rows(MovedRows).select_for_update(of=("self",)).filter(pk=merge_id).first()
    if moved is None:
        return False
    models: dict[str, Any] = {model._meta.label: model for model in _CHANGED}
    every = {model._meta.label: model for model, _about in (*_PLAIN, *_ONCE)} | models | {Review._meta.label: Review}
    for place, ids in moved.rows["moved"].items():
        label, _dot, column = place.rpartition(".")
        held = _rows(every[label]).filter(pk__in=ids, **{column: moved.kept_id})
        held.update(**{column: moved.absorbed_id})
    # Partners lead their own again before those who went come back: one leads at a time.
    partners = {ConsortiumPartner._meta.label, CoproductionPartner._meta.label}
    _give_back(models, moved.rows["changed"], partners)
    for table, rows in moved.rows["gone"].items():
        put_back(table=table, rows=rows)
    _give_back(models, moved.rows["changed"], set(models) - partners)
    moved.delete()
    return True


def _give_back(models: dict[str, Any], changed: dict[str, list[dict[str, Any]]], labels: set[str]) -> None:
    for label in labels & set(changed):
        # Last changed, first given back: a row may have changed twice.
        for row in reversed(changed[label]):
            values = {name: value for name, value in row.items() if name != "pk"}
            _rows(models[label]).filter(pk=row["pk"]).update(**values)
