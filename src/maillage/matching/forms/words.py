"""Small forms: a message, a note, a reason, the next action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.kit.forms import offer_choices
from maillage.matching.labels import STATE_LABELS
from maillage.matching.types import BriefState


class MessageForm(forms.Form):
    text = forms.CharField(label=_("Your message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))


class MoveForm(forms.Form):
    """A move on the board; `seen` is the state in which the person saw the brief."""

    seen = forms.ChoiceField(choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    target = forms.ChoiceField(
        label=_("Move to"), choices=[(state.value, label) for state, label in STATE_LABELS.items()]
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def states(self) -> tuple[BriefState, BriefState]:
        return BriefState(self.cleaned_data["seen"]), BriefState(self.cleaned_data["target"])


class ActionForm(forms.Form):
    next_action = forms.CharField(label=_("Next action"), max_length=140, required=False)
    next_action_due = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class OwnerForm(forms.Form):
    owner = forms.ChoiceField(label=_("In the hands of"), required=False)

    def __init__(self, *arguments: Any, people: Any = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_choices(self, "owner", [("", _("Nobody yet")), *((str(pk), name) for pk, name in people)])


class ChoiceForm(forms.Form):
    """Keep an organization for a brief (`keep`), set it aside (`ban`, with a reason) or forget both (`clear`)."""

    organization = forms.UUIDField()
    choice = forms.ChoiceField(choices=[("keep", ""), ("ban", ""), ("clear", "")])
    ranking = forms.UUIDField(required=False)
    reason = forms.CharField(max_length=200, required=False)


class AdditionForm(forms.Form):
    """Keep an organization that wants to answer (`interest`), or that somebody invited has named (`proposed`)."""

    organization = forms.UUIDField()
    why = forms.ChoiceField(choices=[("interest", ""), ("proposed", "")])
