"""The weights of the criteria, moved on the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.matching.labels import CRITERION_HELP, CRITERION_LABELS
from maillage.matching.rules.ranking import Weights
from maillage.matching.types import Criterion

HEAVIEST = 40


class WeightsForm(forms.Form):
    """One number from 0 to 40 for each criterion; those not sent keep the network's weight."""

    def __init__(self, data: Any = None, *, usual: Weights, **options: Any) -> None:
        super().__init__(data, **options)
        self.usual = usual
        for criterion in Criterion:
            self.fields[criterion.value] = forms.IntegerField(
                label=CRITERION_LABELS[criterion], min_value=0, max_value=HEAVIEST, required=False
            )

    def weights(self) -> Weights:
        """Give the weights; the usual ones where the form is wrong, or all are 0."""
        if not self.is_valid():
            return self.usual
        given = {
            criterion.value: float(self.usual.of(criterion) if value is None else value)
            for criterion in Criterion
            for value in [self.cleaned_data[criterion.value]]
        }
        return Weights.from_mapping(given) if any(given.values()) else self.usual


class NetworkWeightsForm(forms.Form):
    """The weights of the network, one number from 0 to 40 for each criterion, and the version that was read."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, usual: Weights, version: int = 0, **options: Any) -> None:
        super().__init__(data, initial={"version": version}, **options)
        for criterion in Criterion:
            self.fields[criterion.value] = forms.IntegerField(
                label=CRITERION_LABELS[criterion], min_value=0, max_value=HEAVIEST, help_text=CRITERION_HELP[criterion],
                initial=round(usual.of(criterion)), widget=forms.NumberInput(attrs={"step": 1}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.get(criterion.value) for criterion in Criterion):
            self.add_error(Criterion.SKILLS.value, _("At least one criterion must weigh something."))
        return cleaned

    def given(self) -> dict[str, float]:
        """Give the weights by criterion."""
        return {criterion.value: float(self.cleaned_data[criterion.value]) for criterion in Criterion}
