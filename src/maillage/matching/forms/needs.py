"""A need as a form: the same fields for the public, for a telephone call and for corrections."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maillage import geodata
from maillage.directory.queries import taxonomy
from maillage.directory.queries.terms import living_labels
from maillage.kit.forms import offer_choices
from maillage.matching.forms.money import EurosField
from maillage.matching.labels import KIND_LABELS
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.places import place_named
from maillage.matching.rules.reading import trades_of
from maillage.matching.types import BriefKind

LONGEST_TEXT = 50_000


class TextForm(forms.Form):
    """The first step: the need, in one's own words."""

    text = forms.CharField(
        label=_("Describe your need in a few sentences"),
        help_text=_("What, for when, where, with what budget if you know it. The rest follows."),
        min_length=10, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 7}),
    )  # fmt: skip


class NeedForm(TextForm):
    """The second step: what was understood, to be corrected. `today`: of a need that is sent now, not of an older one."""

    title = forms.CharField(label=_("In a few words"), max_length=140)
    kind = forms.ChoiceField(
        label=_("What do you hope for?"), choices=[(k.value, label) for k, label in KIND_LABELS.items()]
    )
    skills = forms.MultipleChoiceField(label=_("Skills"), required=False, widget=forms.CheckboxSelectMultiple)
    more_skill = forms.CharField(
        label=_("Another skill"), required=False, max_length=120, help_text=_("Type a trade and choose it in the list."),
        widget=forms.TextInput(attrs={"list": "skill-names", "autocomplete": "off"}),
    )  # fmt: skip
    is_split = forms.BooleanField(label=_("Several lots: different organizations may do each part"), required=False)
    place = forms.CharField(label=_("Where?"), max_length=120, required=False)
    place_code = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    radius_km = forms.IntegerField(label=_("Within (km)"), required=False, min_value=1, max_value=2000)
    is_anywhere = forms.BooleanField(label=_("The place does not matter"), required=False)
    answers_due = forms.DateField(
        label=_("Answers expected by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts_on = forms.DateField(
        label=_("Start"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("End"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    budget_least = EurosField(label=_("Budget from (€)"), required=False)
    budget_most = EurosField(label=_("up to (€)"), required=False)
    budget_includes_vat = forms.BooleanField(label=_("These amounts include VAT"), required=False)
    required_labels = forms.MultipleChoiceField(
        label=_("Labels that are a condition"), required=False, widget=forms.CheckboxSelectMultiple
    )
    preferred_labels = forms.MultipleChoiceField(
        label=_("Labels that are a plus"), required=False, widget=forms.CheckboxSelectMultiple
    )
    clauses = forms.CharField(
        label=_("Social and environmental clauses"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        proposed: tuple[str, ...] = (),
        because: dict[str, str] | None = None,
        today: date | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.today = today
        self.because = because or {}
        self.skill_choices = taxonomy.skill_choices()
        self.names = {choice.slug: choice.name for choice in self.skill_choices}
        shown = dict.fromkeys([*proposed, *(data.getlist("skills") if data is not None else ())])
        offer_choices(self, "skills", [(slug, self.names[slug]) for slug in shown if slug in self.names])
        labels = [(label.slug, label.name) for label in living_labels()]
        for name in ("required_labels", "preferred_labels"):
            offer_choices(self, name, labels)
        self.fields["place"].widget.attrs |= {
            "data-suggest-url": "/annuaire/suggestions/lieux/", "data-value-of": "id_place_code", "autocomplete": "off",
        }  # fmt: skip

    def clean_more_skill(self) -> str:
        typed = self.cleaned_data["more_skill"].strip()
        if not typed:
            return ""
        slug = taxonomy.slugs_by_name(self.skill_choices, fold=geodata.fold).get(geodata.fold(typed), "")
        if not slug:
            raise forms.ValidationError(_("This skill is not in the list: choose one that is."))
        return slug

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        self._clean_place()
        self._clean_past("answers_due")
        self._clean_past("ends_on")
        self._clean_order("starts_on", "ends_on", _("The end comes before the start."))
        self._clean_order("budget_least", "budget_most", _("The budget’s upper end is below its lower end."))
        return given

    def _clean_past(self, name: str) -> None:
        day = self.cleaned_data.get(name)
        if self.today is not None and day is not None and day < self.today:
            self.add_error(name, _("This day has passed: choose another, or leave it empty."))

    def _clean_order(self, low: str, high: str, message: Any) -> None:
        first, last = self.cleaned_data.get(low), self.cleaned_data.get(high)
        if first is not None and last is not None and last < first:
            self.add_error(high, message)

    def _clean_place(self) -> None:
        typed, code = self.cleaned_data.get("place", ""), self.cleaned_data.get("place_code", "")
        if not typed:
            self.cleaned_data["place_code"] = ""
            return
        chosen = place_named(code) if code else None
        if chosen is None or geodata.fold(chosen.name) not in geodata.fold(typed):
            found = geodata.suggest_places(text=typed, limit=1)
            chosen = found[0] if found else None
        if chosen is None:
            self.add_error("place", _("This place is not known: choose one of the list."))
            return
        self.cleaned_data |= {"place": chosen.label, "place_code": f"{chosen.kind.value}:{chosen.code}"}

    def _skills(self) -> tuple[SkillAsked, ...]:
        slugs = dict.fromkeys([*self.cleaned_data["skills"], *filter(None, [self.cleaned_data["more_skill"]])])
        known = {choice.slug: choice for choice in self.skill_choices}
        trades = trades_of(
            list(slugs), sectors={slug: known[slug].sector for slug in slugs}, codes={slug: known[slug].naf for slug in slugs}
        )  # fmt: skip
        if len(trades) == 1:
            trades = tuple((slug,) for slug in slugs)  # skills of one trade: who splits them makes each a lot
        is_split = self.cleaned_data["is_split"] and len(trades) > 1
        lot_of = {slug: place for place, trade in enumerate(trades, start=1) for slug in trade} if is_split else {}
        return tuple(
            SkillAsked(slug=slug, because=self.because.get(slug, ""), lot=lot_of.get(slug, 0)) for slug in slugs
        )

    def need(self) -> NeedGiven:
        """Give what was said."""
        given = self.cleaned_data
        skills = self._skills()
        lots: dict[int, list[str]] = {}
        for asked in skills:
            if asked.lot:
                lots.setdefault(asked.lot, []).append(self.names[asked.slug])
        return NeedGiven(
            title=" ".join(given["title"].split()), text=given["text"].strip(), kind=BriefKind(given["kind"]), skills=skills,
            lots=tuple(", ".join(names)[:140] for _place, names in sorted(lots.items())),
            place_label=given["place"], place_code=given["place_code"], radius_km=given["radius_km"],
            is_anywhere=given["is_anywhere"], answers_due=given["answers_due"], starts_on=given["starts_on"],
            ends_on=given["ends_on"], budget_least_cents=_cents(given["budget_least"]),
            budget_most_cents=_cents(given["budget_most"]), budget_includes_vat=given["budget_includes_vat"],
            required_labels=tuple(given["required_labels"]), clauses=given["clauses"].strip(),
            preferred_labels=tuple(slug for slug in given["preferred_labels"] if slug not in given["required_labels"]),
            language=(get_language() or "fr")[:2],
        )  # fmt: skip


class BuyerForm(forms.Form):
    """Who asks. The field `website` is a trap: people do not see it, programs fill it in."""

    buyer_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    buyer_email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    buyer_phone = forms.CharField(
        label=_("Your phone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    buyer_organization_name = forms.CharField(
        label=_("Your organization"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    is_buyer_hidden = forms.BooleanField(
        label=_("Hide my name from the organizations until they accept to answer"), required=False
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def buyer(self) -> BuyerGiven:
        """Give who asks."""
        given = self.cleaned_data
        return BuyerGiven(
            name=given["buyer_name"], email=given["buyer_email"], phone=given["buyer_phone"],
            organization_name=given["buyer_organization_name"], is_hidden=given["is_buyer_hidden"],
        )  # fmt: skip


class CallerForm(BuyerForm):
    """Who has telephoned: the office may know little of them yet."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["buyer_email"].required = False
        for name, label in (
            ("buyer_name", _("Name")), ("buyer_email", _("E-mail address")), ("buyer_phone", _("Telephone")),
            ("buyer_organization_name", _("Organization")), ("is_buyer_hidden", _("Hide the name until an organization accepts")),
        ):  # fmt: skip
            self.fields[name].label = label


def _cents(euros: Decimal | None) -> int | None:
    return None if euros is None else int((euros * 100).to_integral_value())
