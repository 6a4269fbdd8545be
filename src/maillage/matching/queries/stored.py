"""Rankings that were stored with a decision: as they were seen, and made again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from maillage.accounts.models import Organization
from maillage.kit.errors import NotFound
from maillage.matching.models import Brief, Candidate, StoredRanking
from maillage.matching.rules.ranking import BadDocument, Ranking, UnknownFormula, from_document, replay


class Replay(StrEnum):
    """What making a stored ranking again gives."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN_FORMULA = "unknown-formula"


@dataclass(frozen=True, slots=True)
class PastRanking:
    """A stored ranking, what a replay of it gives, the organizations by id and those chosen from it."""

    row: StoredRanking
    ranking: Ranking
    replay: Replay
    organizations: Mapping[str, Organization]
    chosen_ids: frozenset[UUID]


def rankings_of(brief: Brief, /) -> Sequence[StoredRanking]:
    """Give the rankings that were stored for a brief, latest first, without their documents."""
    rows = StoredRanking.objects.across_scopes(reason="rankings of a brief at hand").filter(brief=brief)
    return list(rows.select_related("made_by").defer("document").order_by("-made_at")[:50])


def past_ranking(brief: Brief, /, *, ranking_id: UUID) -> PastRanking:
    """Give a stored ranking of a brief and make it again from its inputs.

    Raises: NotFound (not of this brief, or its document cannot be read).
    """
    rows = StoredRanking.objects.across_scopes(reason="rankings of a brief at hand").filter(brief=brief)
    row: StoredRanking | None = rows.select_related("made_by").filter(pk=ranking_id).first()
    if row is None:
        raise NotFound
    try:
        ranking = from_document(document=row.document)
    except BadDocument as error:
        raise NotFound from error
    ids = {each.organization_id for each in ranking.entries} | {each.organization_id for each in ranking.excluded}
    choices = Candidate.objects.across_scopes(reason="choices of the office for a brief at hand")
    return PastRanking(
        row, ranking, _replayed(row, ranking),
        {str(one.pk): one for one in Organization.objects.filter(pk__in=ids)},
        frozenset(choices.filter(ranking=row, is_kept=True).values_list("organization_id", flat=True)),
    )  # fmt: skip


def _replayed(row: StoredRanking, ranking: Ranking) -> Replay:
    try:
        again = replay(document=row.document)
    except UnknownFormula:
        return Replay.UNKNOWN_FORMULA
    return Replay.SAME if again == ranking else Replay.DIFFERENT
