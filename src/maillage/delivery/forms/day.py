"""What a dispatcher asks of the board, and another time for a task."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from maillage.delivery.labels import TASK_STATES
from maillage.delivery.models import Courier, Store, Tag, Task
from maillage.delivery.queries.day import Filters
from maillage.delivery.services.dispatching import Seen

_MOST = 500


class FiltersForm(forms.Form):
    """Which tasks of the day are shown."""

    q = forms.CharField(label=_("Find"), max_length=80, required=False)
    commerce = forms.TypedChoiceField(label=_("Store"), required=False, coerce=int, empty_value=None)
    coursier = forms.TypedChoiceField(label=_("Courier"), required=False, coerce=int, empty_value=None)
    etat = forms.ChoiceField(label=_("State"), required=False)
    etiquette = forms.ChoiceField(label=_("Tag"), required=False)

    def __init__(
        self, *arguments: Any, stores: list[Store], couriers: list[Courier], tags: list[Tag], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        every = ("", _("All"))
        fields: dict[str, Any] = self.fields
        fields["commerce"].choices = [every, *((one.pk, one.name) for one in stores)]
        fields["coursier"].choices = [every, *((one.pk, one.user.display_name) for one in couriers)]
        fields["etat"].choices = [every, ("open", _("Still to ride")), *TASK_STATES.items()]
        fields["etiquette"].choices = [every, *((one.slug, one.name) for one in tags)]

    def filters(self) -> Filters:
        """Give what was asked; a choice that does not exist asks for nothing."""
        self.is_valid()
        said = self.cleaned_data
        return Filters(
            said.get("coursier"),
            said.get("commerce"),
            said.get("etiquette", ""),
            said.get("etat", ""),
            said.get("q", ""),
        )


class TimeForm(forms.Form):
    """Another time for a task."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    after = forms.TimeField(label=_("Not before"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    before = forms.TimeField(label=_("By"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def window(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        said = self.cleaned_data
        ends = (datetime.combine(said["day"], said[name], tzinfo=zone) for name in ("after", "before"))
        start, end = (moment.astimezone(UTC) for moment in ends)
        return start, end


def initial_time(task: Task, zone: ZoneInfo) -> dict[str, Any]:
    start, end = task.after.astimezone(zone), task.before.astimezone(zone)
    return {"day": start.date(), "after": start.time(), "before": end.time()}


def seen_of(data: QueryDict) -> Seen:
    """Read `tasks=41:3` as often as it was sent: numbers and versions; what is no such pair is left out."""
    return _seen(data.getlist("tasks")[:_MOST])


def step_of(data: QueryDict) -> tuple[int, Seen] | None:
    """Read a press of one of a column's small buttons: `up=41:3` or `down=41:3`; how many places, and the task as it was seen."""
    for name, steps in (("up", -1), ("down", 1)):
        if name in data:
            return steps, _seen(data.getlist(name)[:1])
    return None


def _seen(texts: Iterable[str]) -> Seen:
    found = {}
    for text in texts:
        number, _colon, version = text.partition(":")
        if number.isdigit() and version.isdigit() and len(text) < 30:
            found[int(number)] = int(version)
    return Seen(found)


def number_of(text: str) -> int | None:
    """Read a number that a form sent, or none."""
    return int(text) if text.isdigit() and len(text) < 18 else None


def day_of(text: str, *, today: date) -> date:
    """Read the day of the address; today when it is none, or too far to be meant."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if abs(found.year - today.year) < 20 else today
