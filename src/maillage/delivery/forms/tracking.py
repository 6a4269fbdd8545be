"""What a recipient says of a delivery."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from maillage.delivery.services.recipients import LONGEST_COMMENT

_STARS = [(number, ngettext_lazy("%d star", "%d stars", number) % number) for number in range(5, 0, -1)]


class RatingForm(forms.Form):
    """One to five stars, and a word."""

    stars = forms.TypedChoiceField(
        label=_("How was it?"), choices=_STARS, coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Choose from one to five stars.")},
    )  # fmt: skip
    comment = forms.CharField(
        label=_("A word to those who brought it"), max_length=LONGEST_COMMENT, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
