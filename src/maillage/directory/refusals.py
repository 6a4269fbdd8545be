"""Addresses whose parameters cannot be used: refused by programs' doors, where a page would leave them out."""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.kit.errors import Invalid
from maillage.kit.problems import Mistake

_LONGEST_SHOWN = 60
_LISTS = {"skill": "skills", "sector": "sectors", "label": "labels", "commune": "places", "place": "places"}


class BadParameters(Invalid):
    """Some parameters of an address cannot be used; `mistakes` names each."""

    message = gettext_lazy("Some parameters cannot be used: see “errors”.")
    code = "bad_parameters"

    def __init__(self, mistakes: list[Mistake]) -> None:
        detail = " ".join(f"{one.field}: {one.detail} {one.remedy}".strip() for one in mistakes)
        super().__init__(detail, field=mistakes[0].field)
        self.mistakes = mistakes


def refuse_mistakes(errors: Mapping[str, str], *, query: QueryDict) -> None:
    """Refuse what the search's page would have left out.

    Raises: BadParameters.
    """
    if errors:
        raise BadParameters([_mistake(field, remedy, query=query) for field, remedy in errors.items()])


def _mistake(field: str, remedy: str, *, query: QueryDict) -> Mistake:
    written = ", ".join(query.getlist(field))
    shown = written[:_LONGEST_SHOWN] + ("…" if len(written) > _LONGEST_SHOWN else "")
    if field in _LISTS:
        remedy = f"{remedy} " + _("%(path)s gives those that are known.") % {"path": f"/api/v1/{_LISTS[field]}"}
    return Mistake(field=field, detail=_("“%(value)s” cannot be used here.") % {"value": shown}, remedy=remedy)
