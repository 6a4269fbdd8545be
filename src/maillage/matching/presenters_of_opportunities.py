"""How published calls are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.matching.labels import NOTICE_FIELD_LABELS, NOTICE_KIND_LABELS
from maillage.matching.presenters import budget_words
from maillage.matching.queries.opportunities import Correction, Shown, place_names
from maillage.matching.rules.fit import Nearness
from maillage.matching.sentences import side_by_side

_LONGEST_CHANGE = 160


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A later notice, with what it changed: label, before, after."""

    title: str
    at: datetime | None
    lines: tuple[tuple[str, str, str], ...]


def why(call: Shown, /) -> str:
    """Say why a call suits an organization, in one sentence."""
    fit = call.fit
    if fit is None:
        return ""
    skills = ngettext("Your skill: %(names)s", "Your skills: %(names)s", len(call.common)) % {
        "names": ", ".join(call.common)
    }
    places = ", ".join(place_names(fit.departments))
    where = {
        Nearness.OWN: _("where you are: %(places)s"),
        Nearness.SERVED: _("in your territory: %(places)s"),
        Nearness.NATIONAL: _("you work everywhere: %(places)s"),
        Nearness.REGION: _("in your region: %(places)s"),
        Nearness.UNSAID: _("no place is named"),
        Nearness.FAR: _("outside your territory: %(places)s"),
    }[fit.nearness]
    parts = [skills] if call.common else [_("none of your skills")]
    return side_by_side([*parts, where % {"places": places} if "%" in where else where])


def shown_corrections(rows: Sequence[Correction], /) -> list[ShownCorrection]:
    """Tell what later notices have changed."""
    return [
        ShownCorrection(
            title=f"{NOTICE_KIND_LABELS.get(row.kind, row.kind)} {row.key}", at=row.at,
            lines=tuple(
                (str(NOTICE_FIELD_LABELS.get(name, name)), _said(name, before), _said(name, after))
                for name, (before, after) in row.changes.items()
            ),
        )
        for row in rows
    ]  # fmt: skip


def _said(name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "—"
    if name == "deadline":
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    if name == "amount_cents":
        return budget_words(None, value, includes_vat=False)
    if name == "departments":
        return ", ".join(place_names(value))
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_CHANGE else f"{text[: _LONGEST_CHANGE - 1]}…"
