"""Writing an answer, signing it, deciding on it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.kit.forms import offer_choices
from maillage.matching.answer_labels import BUYER_REASON_LABELS
from maillage.matching.forms.money import EurosField
from maillage.matching.models import AnswerPart, BriefLot, ConsortiumPartner
from maillage.matching.rules.answers import PartGiven
from maillage.matching.services.answers.writing import VAT_RATES, Basics
from maillage.matching.types import BuyerReason

_CHOSEN_BY_BUYERS = (
    BuyerReason.PRICE, BuyerReason.CALENDAR, BuyerReason.SKILLS, BuyerReason.OTHER_CHOSEN, BuyerReason.DROPPED, BuyerReason.OTHER,
)  # fmt: skip


class SectionForm(forms.Form):
    """A text of an answer; `seen`: the version that the writer started from."""

    text = forms.CharField(
        label=_("Text"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class BasicsForm(forms.Form):
    title = forms.CharField(label=_("Title of the answer"), max_length=160)
    language = forms.ChoiceField(label=_("Language of the documents"), choices=[("fr", "Français"), ("en", "English")])
    valid_days = forms.IntegerField(label=_("Days for which the answer holds"), min_value=1, max_value=730)

    def basics(self) -> Basics:
        given = self.cleaned_data
        return Basics(given["title"], given["language"], given["valid_days"])


class PartForm(forms.Form):
    """A part: what, who, when, how much."""

    title = forms.CharField(label=_("Title"), max_length=160)
    doing = forms.ChoiceField(label=_("Done by"))
    lot = forms.ChoiceField(label=_("Lot"), required=False)
    description = forms.CharField(
        label=_("What is done"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )
    amount = EurosField(label=_("Amount excl. VAT (€)"))
    vat_basis_points = forms.TypedChoiceField(
        label=_("VAT"), coerce=int, initial=2000,
        choices=[(points, f"{points / 100:g} %".replace(".", ",")) for points in VAT_RATES],
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("Start"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("End"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *arguments: Any, partners: Sequence[ConsortiumPartner], lots: Sequence[BriefLot], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        offer_choices(self, "doing", [(str(one.organization_id), one.organization.name) for one in partners])
        offer_choices(self, "lot", [("", _("The whole need")), *((str(one.pk), str(one)) for one in lots)])
        if not lots:
            del self.fields["lot"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end comes before the start: change one of the two."))
        return given

    def part(self) -> PartGiven:
        given = self.cleaned_data
        return PartGiven(
            title=given["title"], description=given["description"], amount_cents=int(given["amount"] * 100),
            vat_basis_points=given["vat_basis_points"], starts_on=given["starts_on"], ends_on=given["ends_on"],
            lot_id=UUID(given["lot"]) if given.get("lot") else None,
        )  # fmt: skip

    def doing_id(self) -> UUID:
        return UUID(self.cleaned_data["doing"])

    def see(self, version: int) -> None:
        """Take note that the writer sees a later version beside what was typed: to save again is to choose."""
        self.data = {**self.data.dict(), "seen": str(version)}  # type: ignore[attr-defined]  # of a request: a QueryDict


def part_initial(part: AnswerPart) -> dict[str, Any]:
    """Give what a part says, for the form."""
    return {
        "title": part.title, "doing": str(part.organization_id), "lot": str(part.lot_id or ""),
        "description": part.description, "amount": Decimal(part.amount_cents) / 100,
        "vat_basis_points": part.vat_basis_points, "starts_on": part.starts_on, "ends_on": part.ends_on,
        "seen": part.version,
    }  # fmt: skip


class SignForm(forms.Form):
    """A sign-off; `digest`: fingerprint of what the person had before them."""

    name = forms.CharField(label=_("Your name"), max_length=140)
    role = forms.CharField(label=_("Your role in the organization"), max_length=80, required=False)
    agrees = forms.BooleanField(
        label=_("I have read the documents, and I commit my organization to them."),
        error_messages={"required": _("Tick this box to sign.")},
    )
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("What must change?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AwardForm(forms.Form):
    comment = forms.CharField(
        label=_("A word to those who answered"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RefusalForm(forms.Form):
    """Why an answer is not taken."""

    reason = forms.ChoiceField(
        label=_("Why?"), choices=[(reason.value, BUYER_REASON_LABELS[reason]) for reason in _CHOSEN_BY_BUYERS],
        widget=forms.RadioSelect,
    )  # fmt: skip
    comment = forms.CharField(
        label=_("More, if you wish"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reason") == BuyerReason.OTHER.value and not (given.get("comment") or "").strip():
            self.add_error("comment", _("Say in a few words why: it helps those who answered."))
        return given


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("Your question"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("Reply to the buyer"), max_length=8000, widget=forms.Textarea(attrs={"rows": 3}))
