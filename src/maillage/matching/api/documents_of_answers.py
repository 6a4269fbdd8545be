"""Turn teams and answers into what the API gives."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from maillage.matching.api.documents import organization_document
from maillage.matching.labels_of_teams import FLAVOUR_LABELS
from maillage.matching.queries.answers_of_programs import AnswerRead
from maillage.matching.queries.consortia import ComposedBrief
from maillage.matching.rules.composition import Able, Member, NoTeam, Part, Team
from maillage.matching.sentences_of_teams import no_team_sentence, team_sentence


def teams_document(composed: ComposedBrief, /) -> dict[str, Any]:
    """Give the teams of a need as `ComposedTeams`."""
    composition = composed.composition
    return {
        "formula_version": composition.version,
        "able": composed.able,
        "is_whole": composed.is_whole,
        "parts_left_out": composed.parts_left_out,
        "teams": [_team(team, composed) for team in composition.teams],
        "impossible": _impossible(composition.no_team, composed) if composition.no_team else None,
    }


def _team(team: Team, composed: ComposedBrief) -> dict[str, Any]:
    problem = composed.composition.problem
    parts = {part.key: part for part in problem.parts}
    pool = {one.organization_id: one for one in problem.pool}
    return {
        "flavour": team.flavour, "label": str(FLAVOUR_LABELS[team.flavour]), "points": team.points,
        "is_proven": team.is_proven, "without": UUID(team.without) if team.without else None,
        "members": [_member(member, composed, parts, pool[member.organization_id]) for member in team.members],
        "measures": asdict(team.measures),
    }  # fmt: skip


def _member(member: Member, composed: ComposedBrief, parts: Mapping[str, Part], own: Able) -> dict[str, Any]:
    names = {pk: one.name for pk, one in composed.organizations.items()}
    titles = {key: part.title for key, part in parts.items()}
    taken = [parts[key] for key in member.parts]
    return {
        "organization": organization_document(composed.organizations[member.organization_id]),
        "is_lead": member.is_lead,
        "parts": [
            {
                "key": part.key, "title": part.title, "lot": part.lot or None, "skills": list(part.skills),
                "fit": round(own.fit(part.key) or 0.0, 4),
            }
            for part in taken
        ],
        "lots": sorted({part.lot for part in taken if part.lot}),
        "share": round(member.share, 4), "fit": member.fit, "distance_m": member.distance_m,
        "reasons": [
            {"code": why.code, "numbers": dict(why.numbers), "sentence": team_sentence(why, names=names, parts=titles)}
            for why in member.because
        ],
    }  # fmt: skip


def _impossible(no_team: NoTeam, composed: ComposedBrief) -> dict[str, Any]:
    names = {pk: one.name for pk, one in composed.organizations.items()}
    titles = {part.key: part.title for part in composed.composition.problem.parts}
    return {
        "code": no_team.code,
        "parts": [titles.get(key, key) for key in no_team.parts],
        "organizations": [UUID(pk) for pk in no_team.organization_ids],
        "needed": no_team.needed,
        "sentence": no_team_sentence(no_team, names=names, parts=titles),
    }


def answer_document(read: AnswerRead, /) -> dict[str, Any]:
    """Give an answer as `AnswerOut`."""
    answer, totals = read.answer, read.totals
    return {
        "id": answer.pk, "state": answer.state, "title": answer.title, "form": answer.consortium.form,
        "partners": [
            {
                "id": one.organization_id, "slug": one.organization.slug, "name": one.organization.name,
                "is_lead": one.is_lead,
            }
            for one in read.partners
        ],
        "totals": {
            "net_cents": totals.net_cents, "vat": [asdict(line) for line in totals.vat], "vat_cents": totals.vat_cents,
            "gross_cents": totals.gross_cents,
        },
        "created_at": answer.created_at, "sent_at": answer.sent_at, "decided_at": answer.decided_at,
        "digest": answer.digest or None,
    }  # fmt: skip
