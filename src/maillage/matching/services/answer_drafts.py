"""The draft of an answer follows its consortium: whose parts are whose."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from maillage.matching.models import Answer, AnswerPart, Brief, BriefLot, BriefSkill, Consortium
from maillage.matching.rules.consortia import PartnerGiven, SkillOfLot, parts_made

_REASON = "answers of a brief at hand"


def draft_answer(
    brief: Brief, consortium: Consortium, /, *, partners: Sequence[PartnerGiven], lead_id: UUID, now: datetime
) -> None:
    """Make the draft of a consortium's answer, with the parts of its partners."""
    answer = Answer.objects.create(
        brief=brief, consortium=consortium, title=brief.title, language=brief.language, created_at=now
    )
    lots = lots_of(brief)
    rows = {lot.position: lot for lot in BriefLot.objects.across_scopes(reason=_REASON).filter(brief=brief)}
    made = parts_made(partners=partners, lead_id=lead_id, lots=lots, skills=skills_of(brief))
    AnswerPart.objects.bulk_create(
        AnswerPart(
            answer=answer, organization_id=part.organization_id, lot=rows.get(part.lot), position=place,
            title=(part.title or brief.title)[:160],
        )
        for place, part in enumerate(made, start=1)
    )  # fmt: skip


def lots_of(brief: Brief, /) -> dict[int, str]:
    """Give the titles of a brief's lots, by position."""
    return dict(
        BriefLot.objects.across_scopes(reason=_REASON)
        .filter(brief=brief)
        .order_by("position")
        .values_list("position", "title")
    )


def skills_of(brief: Brief, /) -> list[SkillOfLot]:
    """Give the skills that a brief asks for, with their lots."""
    rows = (
        BriefSkill.objects.across_scopes(reason=_REASON)
        .filter(brief=brief)
        .select_related("skill", "lot")
        .order_by("pk")
    )
    return [SkillOfLot(row.skill.slug, row.skill.name, row.lot.position if row.lot else 0) for row in rows]


def give_parts(answer: Answer, brief: Brief, partner: PartnerGiven, /) -> None:
    """Give a partner its lots of an answer; one part of its own when it takes on none."""
    parts = AnswerPart.objects.across_scopes(reason=_REASON).filter(answer=answer)
    for part in parts.filter(lot__position__in=partner.lots):
        _give(part, partner.organization_id)
    if not parts.filter(organization_id=partner.organization_id).exists():
        AnswerPart.objects.create(
            answer=answer, organization_id=partner.organization_id, position=parts.count() + 1, title=brief.title
        )


def hand_over(answer: Answer, /, *, origin_id: UUID, target_id: UUID) -> None:
    """Give all the parts of one organization to another; what is written in them stays."""
    parts = AnswerPart.objects.across_scopes(reason=_REASON).filter(answer=answer)
    for part in parts.filter(organization_id=origin_id):
        _give(part, target_id)


def _give(part: AnswerPart, organization_id: UUID) -> None:
    part.organization_id = organization_id
    part.version += 1
    part.save(update_fields=["organization", "version"])
