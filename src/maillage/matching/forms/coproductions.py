"""Common work as forms. `key` is the id that a new row gets, so that a form sent twice makes one."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from maillage.directory.queries.listed import listed_by_names
from maillage.kit.forms import offer_choices
from maillage.kit.ids import new_id
from maillage.matching.coproduction_labels import CRITERION_LABELS, MARK_LABELS
from maillage.matching.forms.money import EurosField
from maillage.matching.models import Coproduction, CoproductionPartner, Deliverable, Milestone, Publication
from maillage.matching.rules.coproductions import minutes_of
from maillage.matching.services.coproductions.opening import PartnerGiven, WorkGiven
from maillage.matching.services.coproductions.planning import DeliverableGiven, MilestoneGiven
from maillage.matching.services.coproductions.publishing import PublicationGiven
from maillage.matching.services.coproductions.reviewing import ReviewGiven
from maillage.matching.services.coproductions.working import EntryGiven
from maillage.matching.types import ReviewCriterion

_MOST_EUROS = Decimal(1_000_000_000)
_MOST_WEIGHT_CENTS = 100_00
NEW_PARTNERS = 4


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def cents_of(euros: Decimal | None) -> int:
    """Give an amount in cents; nothing is zero."""
    return int((euros * 100).to_integral_value()) if euros is not None else 0


def _amount(cents: int) -> str:
    return number_format(Decimal(cents) / 100, decimal_pos=2, force_grouping=True)


class OnceForm(forms.Form):
    """A form whose row is made once."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["key"].initial = new_id


class WorkForm(OnceForm):
    title = forms.CharField(label=_("Title"), max_length=160)
    description = forms.CharField(
        label=_("What is made together"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    client = forms.CharField(
        label=_("For whom"), help_text=_("Leave empty when you make it for yourselves."), max_length=200, required=False
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    starts_on = forms.DateField(label=_("Start"), required=False, widget=_day_input())
    ends_on = forms.DateField(label=_("End"), required=False, widget=_day_input())
    budget = forms.DecimalField(
        label=_("Budget (€, excl. VAT)"), required=False, min_value=0, max_value=_MOST_EUROS, decimal_places=2
    )
    language = forms.ChoiceField(label=_("Language of the work"), choices=[("fr", "Français"), ("en", "English")])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end comes before the start."))
        return given

    def work(self, *, currency: str = "EUR") -> WorkGiven:
        """Give what was said."""
        given = self.cleaned_data
        return WorkGiven(
            title=" ".join(given["title"].split()), description=given["description"].strip(), client=given["client"],
            place=given["place"], starts_on=given["starts_on"], ends_on=given["ends_on"],
            budget_cents=cents_of(given["budget"]), currency=currency, language=given["language"],
        )  # fmt: skip

    @classmethod
    def of(cls, work: Coproduction) -> "WorkForm":
        """Give the form that changes a coproduction."""
        names = ("title", "description", "client", "place", "starts_on", "ends_on", "language")
        budget = Decimal(work.budget_cents) / 100 if work.budget_cents else None
        return cls(initial={**{name: getattr(work, name) for name in names}, "budget": budget})


class OwnPartForm(forms.Form):
    role = forms.CharField(label=_("What we do in it"), max_length=120, required=False)
    weight = forms.IntegerField(
        label=_("Our part of the budget"), initial=1, min_value=0, max_value=1_000_000,
        help_text=_("A weight beside the others: 2 for us and 1 for another is two thirds."),
    )  # fmt: skip


class PartnerForm(forms.Form):
    """An organization to invite, by its name; `organization` is filled in by the suggestions."""

    name = forms.CharField(label=_("Organization"), max_length=200, required=False)
    organization = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = forms.CharField(label=_("Role proposed"), max_length=120, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["name"].widget.attrs |= {
            "data-suggest-url": reverse("directory:organization_suggestions"), "autocomplete": "off",
            "data-value-of": self["organization"].auto_id,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        name, chosen = given.get("name", "").strip(), given.get("organization")
        if not name:
            given["organization"] = None
            return given
        by_name, names = listed_by_names(names=[name], ids=[chosen] if chosen else [])
        if not (chosen and names.get(str(chosen), "").casefold() == name.casefold()):
            found = by_name.get(name.casefold(), "")
            given["organization"] = UUID(found) if found else None
            if not found:
                self.add_error(
                    "name",
                    _("This name is borne by no organization of the directory, or by several: choose in the list."),
                )
        return given


class WeightedPartnerForm(PartnerForm):
    weight = forms.IntegerField(
        label=_("Share of the budget"), initial=1, min_value=0, max_value=1_000_000, required=False
    )

    def partner(self) -> PartnerGiven | None:
        """Give whom to invite, None for an empty line."""
        given = self.cleaned_data
        if given.get("organization") is None:
            return None
        weight = given["weight"] if given["weight"] is not None else 1
        return PartnerGiven(organization_id=given["organization"], role=given["role"], weight=weight)


PartnerFormSet = forms.formset_factory(WeightedPartnerForm, extra=NEW_PARTNERS, max_num=19, validate_max=True)


class SharesForm(forms.Form):
    """An amount a partner, which sum to the budget; or weights, which sum to a hundred at most."""

    def __init__(
        self, *arguments: Any, partners: Sequence[CoproductionPartner], budget_cents: int, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.partners = partners
        self.budget_cents = budget_cents
        for one in partners:
            self.fields[f"share-{one.pk}"] = forms.DecimalField(
                label=one.organization.name, min_value=0, max_value=_MOST_EUROS, decimal_places=2, required=False,
                initial=Decimal(one.share_cents) / 100,
            )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if self.errors:
            return given
        total = sum(self.weights().values())
        if total not in {0, self.budget_cents} and total > _MOST_WEIGHT_CENTS:
            amounts = {"total": _amount(total), "budget": _amount(self.budget_cents)}
            raise forms.ValidationError(
                _("These amounts sum to %(total)s, the budget is %(budget)s: correct one of them.") % amounts
            )
        return given

    def weights(self) -> dict[UUID, int]:
        """Give the weights by partner's row."""
        return {one.pk: cents_of(self.cleaned_data[f"share-{one.pk}"]) for one in self.partners}


class StepForm(OnceForm):
    """What milestones and deliverables have in common: a title and who is in charge."""

    title = forms.CharField(label=_("Title"), max_length=160)
    partner = forms.ChoiceField(label=_("In charge"), required=False)

    def __init__(self, *arguments: Any, partners: Iterable[CoproductionPartner], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [("", _("Everybody")), *((str(one.pk), one.organization.name) for one in partners)]
        offer_choices(self, "partner", choices)

    def partner_id(self) -> UUID | None:
        return UUID(self.cleaned_data["partner"]) if self.cleaned_data["partner"] else None


class MilestoneForm(StepForm):
    starts_on = forms.DateField(label=_("Start"), widget=_day_input())
    ends_on = forms.DateField(label=_("End"), widget=_day_input())
    is_done = forms.BooleanField(label=_("Reached"), required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end comes before the start."))
        return given

    def step(self) -> MilestoneGiven:
        """Give what was said."""
        given = self.cleaned_data
        return MilestoneGiven(
            title=given["title"], starts_on=given["starts_on"], ends_on=given["ends_on"], partner_id=self.partner_id()
        )

    @staticmethod
    def initial_of(row: Milestone) -> dict[str, Any]:
        return {
            "title": row.title, "starts_on": row.starts_on, "ends_on": row.ends_on, "partner": row.partner_id or "",
            "is_done": row.done_at is not None,
        }  # fmt: skip


class DeliverableForm(StepForm):
    due_on = forms.DateField(label=_("Due"), widget=_day_input())

    def step(self) -> DeliverableGiven:
        """Give what was said."""
        given = self.cleaned_data
        return DeliverableGiven(title=given["title"], due_on=given["due_on"], partner_id=self.partner_id())

    @staticmethod
    def initial_of(row: Deliverable) -> dict[str, Any]:
        return {"title": row.title, "due_on": row.due_on, "partner": row.partner_id or ""}


class EntryForm(OnceForm):
    day = forms.DateField(label=_("Day"), widget=_day_input())
    time = forms.CharField(label=_("Time"), help_text=_("For example 3h30 or 3.5"), max_length=10, required=False)
    amount = EurosField(label=_("or an amount (€)"), required=False)
    note = forms.CharField(label=_("What was done"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        text = given.get("time", "").strip()
        given["minutes"] = minutes_of(text) if text else 0
        if given["minutes"] is None:
            self.add_error("time", _("Write a time up to 24 hours: 3h30, 3.5 or 3."))
        elif "amount" in given and bool(given["minutes"]) == bool(given["amount"]):
            self.add_error("time", _("Give a time or an amount, one of them."))
        return given

    def entry(self) -> EntryGiven:
        """Give what was said."""
        given = self.cleaned_data
        return EntryGiven(
            day=given["day"], minutes=given["minutes"], amount_cents=cents_of(given["amount"]), note=given["note"]
        )


class DecisionForm(OnceForm):
    text = forms.CharField(label=_("What was decided"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    day = forms.DateField(label=_("Day"), widget=_day_input())


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, office document or picture, up to 15 MB. Partners and the office see it.")
    )


class PublicationForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("What was made, in a few sentences"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1800, max_value=2100, required=False)

    def given(self) -> PublicationGiven:
        """Give what was said."""
        given = self.cleaned_data
        return PublicationGiven(
            title=given["title"], description=given["description"], place=given["place"], year=given["year"]
        )

    @classmethod
    def of(cls, work: Coproduction, row: Publication | None) -> "PublicationForm":
        """Give the form with what was proposed, or with what the work says."""
        if row is not None:
            names = ("title", "description", "place", "year")
            return cls(initial={name: getattr(row, name) for name in names})
        ended = (
            work.delivered_at.date() if work.delivered_at else work.ends_on
        )  # what was done counts, not what was planned
        year = ended.year if ended else None
        # What the buyer wrote in confidence (names, budget) is no text for a public page: the partners write their own.
        is_of_buyer = work.brief is not None and work.description.strip() == work.brief.text.strip()
        description = "" if is_of_buyer else work.description
        initial = {"title": work.title, "description": description, "place": work.place, "year": year}
        return cls(initial=initial)


class MarksForm(forms.Form):
    """Five marks; `is_whole_optional`: an empty form says nothing of a partner."""

    def __init__(self, *arguments: Any, is_optional: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.is_optional = is_optional
        for criterion in ReviewCriterion:
            self.fields[criterion.value] = forms.TypedChoiceField(
                label=CRITERION_LABELS[criterion], coerce=int, required=not is_optional, empty_value=None,
                choices=[("", "—"), *((str(mark), label) for mark, label in MARK_LABELS.items())],
            )  # fmt: skip

    @property
    def mark_fields(self) -> list[forms.BoundField]:
        return [self[criterion.value] for criterion in ReviewCriterion]

    def marks(self) -> dict[ReviewCriterion, int]:
        given = {criterion: self.cleaned_data.get(criterion.value) for criterion in ReviewCriterion}
        return {criterion: mark for criterion, mark in given.items() if mark is not None}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        said = self.marks()
        if self.is_optional and said and len(said) < len(ReviewCriterion):
            for criterion in ReviewCriterion:
                if criterion not in said and criterion.value not in self.errors:
                    self.add_error(criterion.value, _("Give each of the five points a mark, or none."))
        return given

    def review(self) -> ReviewGiven | None:
        """Give what was said of a partner, None when nothing was."""
        return ReviewGiven(marks=self.marks()) if self.marks() else None


class ReviewForm(MarksForm):
    """How the whole work went."""

    private_comment = forms.CharField(
        label=_("A word for the network’s office alone"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    public_quote = forms.CharField(
        label=_("A sentence that may be shown"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    has_quote_consent = forms.BooleanField(
        label=_("This sentence may be shown with my name beside the published work"), required=False
    )
    author_name = forms.CharField(label=_("Your name"), max_length=140)

    def whole(self) -> ReviewGiven:
        """Give what was said."""
        given = self.cleaned_data
        return ReviewGiven(
            marks=self.marks(), private_comment=given["private_comment"].strip(), public_quote=given["public_quote"],
            has_quote_consent=given["has_quote_consent"], author_name=given["author_name"],
        )  # fmt: skip
