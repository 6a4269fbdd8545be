"""Inviting, and answering an invitation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.matching.labels import DECLINE_LABELS
from maillage.matching.services.invitations import MOST_AT_ONCE


class WaveForm(forms.Form):
    """How many are asked at once, for how long, and whether the next are asked by themselves."""

    count = forms.IntegerField(label=_("How many at once"), min_value=1, max_value=MOST_AT_ONCE)
    answer_hours = forms.IntegerField(
        label=_("Working hours to answer"), min_value=1, max_value=400, help_text=_("27 hours are three working days.")
    )
    is_automatic = forms.BooleanField(
        label=_("When one refuses or stays silent, invite the next by itself"), required=False
    )


class AcceptForm(forms.Form):
    comment = forms.CharField(
        label=_("A word to the network"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why?"), choices=[(reason.value, label) for reason, label in DECLINE_LABELS.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    comment = forms.CharField(
        label=_("More, if you wish"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    partner = forms.CharField(label=_("Somebody who could do it"), required=False, max_length=200)
