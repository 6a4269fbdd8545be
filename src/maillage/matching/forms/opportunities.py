"""What is wanted of the list of calls, and a file of notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage import geodata
from maillage.directory.queries.taxonomy import skill_choices
from maillage.kit.forms import offer_choices
from maillage.matching.labels import FREQUENCY_LABELS
from maillage.matching.queries.opportunities import Wanted

_DAYS = ((0, _("Any deadline")), (7, _("Within 7 days")), (15, _("Within 15 days")), (30, _("Within 30 days")))
_SORTS = (("deadline", _("Next deadline first")), ("latest", _("Latest read first")))


class WantedForm(forms.Form):
    """The filters of the list; what makes no sense is passed over."""

    q = forms.CharField(label=_("Words, buyer or number"), required=False, max_length=120)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    department = forms.ChoiceField(label=_("Département"), required=False)
    days = forms.TypedChoiceField(label=_("Deadline"), required=False, choices=_DAYS, coerce=int)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=_SORTS)
    ended = forms.BooleanField(label=_("Those that have ended"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        skills = [(one.slug, one.name) for one in skill_choices()]
        places = [(one.code, f"{one.code} {one.name}") for one in geodata.departments()]
        offer_choices(self, "skill", [("", _("Any skill")), *sorted(skills, key=lambda pair: pair[1])])
        offer_choices(self, "department", [("", _("Everywhere")), *places])

    def wanted(self) -> Wanted:
        """Give what is wanted."""
        self.full_clean()
        given = self.cleaned_data  # of the fields that make sense
        return Wanted(
            words=given.get("q", ""), skill=given.get("skill", ""), department=given.get("department", ""),
            days=given.get("days") or 0, is_ended=bool(given.get("ended")), sort=given.get("sort") or "deadline",
            cursor=self.data.get("cursor", ""),
        )  # fmt: skip


class NoticesForm(forms.Form):
    file = forms.FileField(
        label=_("File of notices"),
        help_text=_("BOAMP (JSON, JSON lines, CSV) or TED (JSON), 40 MB at most. The same file twice changes nothing."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.jsonl,.ndjson,.csv,.txt"}),
    )


class FrequencyForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("Tell us by e-mail"), choices=[(value.value, label) for value, label in FREQUENCY_LABELS.items()]
    )
