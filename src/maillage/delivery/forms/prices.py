"""Rules of prices as they are written and pasted, and a delivery to try them on."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.delivery.labels import STRATEGIES, TARGETS
from maillage.delivery.models import PricingRule
from maillage.delivery.rules.parcels import ParcelError, grams_of_kilograms
from maillage.delivery.services.rule_sets import RuleGiven
from maillage.delivery.types import (
    AddressGiven,
    DeliveryGiven,
    ParcelsGiven,
    PricingStrategy,
    PricingTarget,
    TaskGiven,
    TaskType,
)
from maillage.kit.forms import offer_choices

_PARTS = re.compile(r"\t|\s*(?:=>|->|→)\s*")


class RuleSetForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    strategy = forms.ChoiceField(label=_("How rules are used"), choices=list(STRATEGIES.items()))

    def strategy_chosen(self) -> PricingStrategy:
        return PricingStrategy(self.cleaned_data["strategy"])


class LinesForm(forms.Form):
    """Several rules at once, a line each."""

    lines = forms.CharField(
        label=_("Rules to add"), max_length=60_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "code-input"}),
        help_text=_("A line each: condition → price, or two columns of a spreadsheet; or a set in JSON. Cents: 499 is 4.99 €."),
    )  # fmt: skip

    def clean_lines(self) -> list[RuleGiven]:
        if (known := _rules_of_json(self.cleaned_data["lines"])) is not None:
            return known
        rules = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            parts = [part.strip() for part in _PARTS.split(line.strip())]
            if len(parts) < 2:
                raise forms.ValidationError(
                    _("Line %(number)s has no price: write condition → price."), params={"number": number}
                )
            rules.append(RuleGiven(parts[0], parts[1], name=parts[2] if len(parts) > 2 else ""))
        return rules


def _rules_of_json(text: str) -> list[RuleGiven] | None:
    """Read the rules of a set as CoopCycle's API gives them (a set, or its rules alone); None when the text is none.

    Raises: ValidationError (a rule without a price).
    """
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rules = found.get("rules") if isinstance(found, dict) else found
    if not isinstance(rules, list):
        return None
    known = [one["rule"] if isinstance(one, dict) and isinstance(one.get("rule"), dict) else one for one in rules]
    if not all(isinstance(one, dict) and one.get("price") not in (None, "") for one in known):
        raise forms.ValidationError(
            _("A rule of this JSON has no price: each is an object with “expression” and “price”.")
        )
    return [_rule_of(one) for one in sorted(known, key=_position)]


def _position(rule: dict[str, Any]) -> int:
    position = rule.get("position")
    return position if isinstance(position, int) else 0


def _rule_of(one: dict[str, Any]) -> RuleGiven:
    """Read a rule; one whose condition is `false` is chosen by hand."""
    condition, target = str(one.get("expression") or ""), one.get("target")
    is_supplement = condition.strip() == "false"
    kind = next((kind for kind in PricingTarget if kind.value == target), PricingTarget.DELIVERY)
    name = str(one.get("name") or "")[:80]
    return RuleGiven("" if is_supplement else condition, str(one["price"]), name, kind, is_supplement)


class RuleForm(forms.Form):
    """One rule."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    expression = forms.CharField(
        label=_("Condition"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "class": "code-input"}),
        help_text=_("Such as distance < 3000 and in_zone(dropoff.address, \"Centre\")."),
    )  # fmt: skip
    price = forms.CharField(
        label=_("Price"), max_length=300, widget=forms.TextInput(attrs={"spellcheck": "false", "class": "code-input"}),
        help_text=_("Cents, VAT included: 499 is 4.99 €. Or price_range(distance, 450, 2000, 2500)."),
    )  # fmt: skip
    target = forms.ChoiceField(label=_("For"), choices=list(TARGETS.items()))
    is_supplement = forms.BooleanField(
        label=_("Added by hand"), required=False, help_text=_("Without a condition: a dispatcher chooses it.")
    )

    def given(self) -> RuleGiven:
        said = self.cleaned_data
        return RuleGiven(
            said["expression"], said["price"], said["name"], PricingTarget(said["target"]), said["is_supplement"]
        )


def initial_rule(rule: PricingRule) -> dict[str, Any]:
    return {
        "name": rule.name, "expression": "" if rule.is_supplement else rule.expression, "price": rule.price,
        "target": rule.target, "is_supplement": rule.is_supplement,
    }  # fmt: skip


class TrialForm(forms.Form):
    """A delivery that nobody makes: what would it cost?"""

    start = forms.CharField(label=pgettext_lazy("a place", "From"), max_length=300)
    end = forms.CharField(label=_("To"), max_length=300)
    weight_kg = forms.CharField(label=_("Weight (kg)"), max_length=12, required=False)
    package = forms.ChoiceField(label=_("Type of package"), required=False)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1000, required=False, initial=1)
    at = forms.DateTimeField(
        label=_("Delivered by"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    slot = forms.TypedChoiceField(label=_("Time slot"), coerce=int, empty_value=None, required=False)
    is_doorstep = forms.BooleanField(label=_("To the door"), required=False)

    def __init__(
        self,
        *arguments: Any,
        packages: list[str],
        slots: list[tuple[int, str]],
        zone: ZoneInfo,
        now: datetime,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone
        soon = now.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None) + timedelta(hours=3)
        self.fields["at"].initial = soon
        names = dict.fromkeys(packages)
        offer_choices(self, "slot", [("", _("None")), *slots])
        offer_choices(self, "package", [("", _("None")), *((name, name) for name in names)])

    def clean_weight_kg(self) -> int | None:
        try:
            return grams_of_kilograms(self.cleaned_data["weight_kg"])
        except ParcelError:
            raise forms.ValidationError(_("Write a weight as 2.5, in kilograms.")) from None

    def given(self) -> DeliveryGiven:
        said = self.cleaned_data
        name, count = said["package"], said["quantity"] or 1
        return DeliveryGiven(
            (
                TaskGiven(TaskType.PICKUP, AddressGiven(text=said["start"])),
                TaskGiven(
                    TaskType.DROPOFF, AddressGiven(text=said["end"]),
                    before=said["at"].replace(tzinfo=self.zone), weight_g=said["weight_kg"],
                    parcels=(ParcelsGiven(name, count),) if name else (), is_doorstep=said["is_doorstep"],
                ),
            ),
            time_slot_id=said["slot"],
        )  # fmt: skip
