"""What notifications name and lead to."""

from uuid import UUID

from maillage.matching.models import Answer, Coproduction

_REASON = "telling those who are in it"


def answer_of_consortium(*, consortium_id: UUID) -> UUID | None:
    """Give the id of a consortium's answer."""
    rows = Answer.objects.across_scopes(reason=_REASON).filter(consortium_id=consortium_id)
    answer_id: UUID | None = rows.values_list("pk", flat=True).first()
    return answer_id


def coproduction_title(*, coproduction_id: UUID) -> str:
    """Give the title of common work."""
    rows = Coproduction.objects.across_scopes(reason=_REASON).filter(pk=coproduction_id)
    return str(rows.values_list("title", flat=True).first() or "")
