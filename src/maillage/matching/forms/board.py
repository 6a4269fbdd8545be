"""What is sought on the board, and what is next for a card."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage import geodata
from maillage.directory.queries.taxonomy import skill_choices
from maillage.kit.forms import offer_choices
from maillage.matching.queries.board import Sought

_MINE, _NOBODY = "me", "nobody"


class SoughtForm(forms.Form):
    """The filters of the board; what makes no sense is passed over."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=120)
    owner = forms.ChoiceField(label=_("In the hands of"), required=False)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    department = forms.ChoiceField(label=_("Département"), required=False)
    late = forms.BooleanField(label=_("Late"), required=False)
    dense = forms.BooleanField(label=_("Dense"), required=False)

    def __init__(self, data: Any, *, people: Any) -> None:
        super().__init__(data)
        skills = sorted(((one.slug, one.name) for one in skill_choices()), key=lambda pair: pair[1])
        places = [(one.code, f"{one.code} {one.name}") for one in geodata.departments()]
        hands = [
            ("", _("Anybody")),
            (_MINE, _("Me")),
            (_NOBODY, _("Nobody yet")),
            *((str(pk), name) for pk, name in people),
        ]
        offer_choices(self, "owner", hands)
        offer_choices(self, "skill", [("", _("Any skill")), *skills])
        offer_choices(self, "department", [("", _("Everywhere")), *places])

    def sought(self, *, own_id: UUID | None) -> Sought:
        """Give what is sought; `own_id` is who asks."""
        self.full_clean()
        given = self.cleaned_data  # of the fields that make sense
        owner = "me" if self.data.get("mine") == "1" else given.get("owner", "")
        chosen = own_id if owner == _MINE else UUID(owner) if owner and owner != _NOBODY else None
        return Sought(
            owner_id=chosen, is_unowned=owner == _NOBODY, words=given.get("q", "").strip(), skill=given.get("skill", ""),
            department=given.get("department", ""), is_late=bool(given.get("late")),
        )  # fmt: skip


class PlanForm(forms.Form):
    """Who has a card in hand, what is next and by when; `seen` sums up what was on the card."""

    owner = forms.ChoiceField(label=_("In the hands of"), required=False)
    next_action = forms.CharField(label=_("Next action"), max_length=140, required=False)
    next_action_due = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *arguments: Any, people: Any, number: int, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "auto_id": f"id_{number}_%s"})
        offer_choices(self, "owner", [("", _("Nobody yet")), *((str(pk), name) for pk, name in people)])

    def owner_id(self) -> UUID | None:
        """Give who is chosen."""
        chosen = self.cleaned_data["owner"]
        return UUID(chosen) if chosen else None
