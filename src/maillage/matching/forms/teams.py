"""What a facilitator wishes of teams, all of it in the address; and the consortium that is formed."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.kit.forms import offer_choices
from maillage.matching.labels_of_teams import CONSORTIUM_FORM_LABELS
from maillage.matching.queries.consortia import Wishes
from maillage.matching.rules.composition import Part
from maillage.matching.rules.consortia import PartnerGiven
from maillage.matching.types import ConsortiumForm

MOST_PARTNERS = 8
_MOST_WISHES = 40
_TOGETHER = (ConsortiumForm.CONJOINT, ConsortiumForm.SOLIDAIRE)


class WishesForm(forms.Form):
    """The options of the composition; pins and bans stand beside them in the address, one `pin` or `ban` each."""

    by = forms.ChoiceField(
        label=_("Divide the need"), required=False,
        choices=[("", pgettext_lazy("parts of a need", "By lot")), ("skill", pgettext_lazy("parts of a need", "By skill"))],
    )  # fmt: skip
    most = forms.TypedChoiceField(
        label=_("Partners"), required=False, coerce=int, empty_value=None,
        choices=[("", _("As many as it takes")), *((str(n), _("%(count)s at most") % {"count": n}) for n in range(1, MOST_PARTNERS))],
    )  # fmt: skip
    lead = forms.ChoiceField(
        label=_("Lead"), required=False,
        choices=[("", _("One able to lead at least")), ("any", _("Teams without one too"))],
    )  # fmt: skip

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.sent = data

    def wishes(self) -> Wishes:
        """Give the wishes; what the address says wrongly counts for nothing."""
        self.is_valid()
        given = self.cleaned_data
        pins = _ids(self.sent.getlist("pin"))
        return Wishes(
            pins=pins, bans=tuple(one for one in _ids(self.sent.getlist("ban")) if one not in pins),
            most_partners=given.get("most"), by_skill=given.get("by") == "skill", is_lead_needed=given.get("lead") != "any",
        )  # fmt: skip


def query_of(wishes: Wishes, /, *, pins: Sequence[str] | None = None, bans: Sequence[str] | None = None) -> str:
    """Give wishes as the query of an address, with other pins or bans if given."""
    pairs = [("pin", one) for one in (wishes.pins if pins is None else pins)]
    pairs += [("ban", one) for one in (wishes.bans if bans is None else bans)]
    pairs += [("by", "skill")] * wishes.by_skill + [("lead", "any")] * (not wishes.is_lead_needed)
    if wishes.most_partners:
        pairs.append(("most", str(wishes.most_partners)))
    return urlencode(pairs)


def _ids(texts: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts[:_MOST_WISHES]:
        try:
            found[str(UUID(text))] = None
        except ValueError:
            continue
    return tuple(found)


class TeamForm(forms.Form):
    """The members of a team that is kept."""

    organization = forms.TypedMultipleChoiceField(coerce=UUID)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        sent = _ids(data.getlist("organization"))
        offer_choices(self, "organization", [(one, one) for one in sent])


class ConsortiumFormForm(forms.Form):
    """Who takes on what, among those who accepted; who leads; how they are bound."""

    lead = forms.ChoiceField(label=_("Lead (mandataire)"))
    form = forms.ChoiceField(
        label=pgettext_lazy("consortium", "Form"), choices=[(each.value, CONSORTIUM_FORM_LABELS[each]) for each in _TOGETHER],
        help_text=_("Counts only when there are several partners."), initial=ConsortiumForm.CONJOINT.value,
    )  # fmt: skip
    is_lead_liable = forms.BooleanField(label=_("The lead answers for every partner before the buyer"), required=False)

    def __init__(
        self, data: Any = None, *, parts: Sequence[Part], accepted: Sequence[tuple[UUID, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.parts = parts
        who = [(str(pk), name) for pk, name in accepted]
        offer_choices(self, "lead", who)
        for number, part in enumerate(parts):
            label = f"{part.lot}. {part.title}" if part.lot else part.title
            self.fields[f"part-{number}"] = forms.ChoiceField(
                label=label, choices=[("", pgettext_lazy("who takes a part", "Nobody yet")), *who], required=False
            )
        self.order_fields([f"part-{number}" for number in range(len(parts))])

    def part_fields(self) -> list[forms.BoundField]:
        return [self[f"part-{number}"] for number in range(len(self.parts))]

    def partners(self) -> tuple[PartnerGiven, ...]:
        """Give who takes on what; the lead is a partner even without a part of its own."""
        taken: dict[str, list[Part]] = {self.cleaned_data["lead"]: []}
        for number, part in enumerate(self.parts):
            who = self.cleaned_data[f"part-{number}"]
            if who:
                taken.setdefault(who, []).append(part)
        return tuple(
            PartnerGiven(
                UUID(who), lots=tuple(part.lot for part in parts if part.key.startswith("lot-")),
                skills=tuple(slug for part in parts if not part.key.startswith("lot-") for slug in part.skills),
            )
            for who, parts in taken.items()
        )  # fmt: skip


class LeadForm(forms.Form):
    lead = forms.UUIDField()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("The other partners read it."))


class JoiningForm(forms.Form):
    """Somebody who accepted joins a consortium that stands; `lots`: positions of those it takes over."""

    organization = forms.UUIDField()
    lots = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any, *, lots: Sequence[int]) -> None:
        super().__init__(data)
        offer_choices(self, "lots", [(str(lot), str(lot)) for lot in lots])
