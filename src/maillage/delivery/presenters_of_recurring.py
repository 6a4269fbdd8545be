"""Regular orders in words: when they come back, where they go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.delivery.models import RecurringOrder, RecurringStop
from maillage.delivery.rules.plain_recurrence import plain_rule
from maillage.delivery.types import TaskType

_EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """A regular order as a list shows it."""

    row: RecurringOrder
    sentence: str
    drops: list[RecurringStop]

    @property
    def more(self) -> int:
        return len(self.drops) - 1


def recurring_lines(rows: Iterable[RecurringOrder]) -> list[RecurringLine]:
    """Give regular orders, read with their stops, as lists show them."""
    return [
        RecurringLine(
            row, rule_sentence(row.rule, starts_on=row.starts_on),
            [stop for stop in row.stops.all() if stop.type == TaskType.DROPOFF.value],
        )
        for row in rows
    ]  # fmt: skip


def rule_sentence(rule: str, *, starts_on: date) -> str:
    """Say a rule in words: each Monday and Thursday, until 3 March 2031; one that people do not choose stays as it is."""
    plain = plain_rule(rule)
    if plain is None:
        return rule
    if plain.weekdays == _EVERY_DAY:
        days = _("every day")
    else:
        names = [str(WEEKDAYS[day]) for day in plain.weekdays]
        last = names.pop()
        days = _("%(days)s and %(last)s") % {"days": ", ".join(names), "last": last} if names else last
    weeks = ngettext("each week", "every %(count)s weeks", plain.every) % {"count": plain.every}
    said = _("%(days)s, %(weeks)s") % {"days": days, "weeks": weeks}
    if plain.until:
        said += _(", until %(day)s") % {"day": formats.date_format(plain.until, "DATE_FORMAT")}
    return said[:1].upper() + said[1:]
