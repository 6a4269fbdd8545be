"""A delivery is proposed to another co-operative."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.labels import HAND_OVER_REASONS
from maillage.delivery.queries.hand_overs import Candidate
from maillage.delivery.services.hand_overs import HandOverGiven
from maillage.delivery.types import HandOverReason

USUAL_KEPT_PERCENT = 15
_USUAL_WAIT, _BEFORE_START = timedelta(hours=2), timedelta(minutes=30)


class HandOverForm(forms.Form):
    """To whom, why, for what share, and until when they may answer."""

    taker = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Why"), choices=[(reason.value, label) for reason, label in HAND_OVER_REASONS.items()]
    )
    kept_percent = forms.DecimalField(
        label=_("We keep (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True,
        help_text=_("For taking the order and answering the store; the rest is theirs."),
    )  # fmt: skip
    expires_at = forms.DateTimeField(
        label=_("Answer until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip
    message = forms.CharField(
        label=_("Word to them"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *arguments: Any, candidates: Sequence[Candidate], zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone
        taker = self.fields["taker"]
        assert isinstance(taker, forms.ChoiceField)  # noqa: S101 - declared above
        taker.choices = [(str(one.organization.pk), _name(one)) for one in candidates]

    def given(self) -> HandOverGiven:
        said = self.cleaned_data
        until: datetime = said["expires_at"]
        return HandOverGiven(
            taker_id=UUID(said["taker"]), reason=HandOverReason(said["reason"]),
            kept_basis_points=int(said["kept_percent"] * 100),
            expires_at=until.replace(tzinfo=None).replace(tzinfo=self.zone), message=said["message"],
        )  # fmt: skip


def _name(one: Candidate) -> str:
    name = one.organization.name
    return name if one.takes_all else str(_("%(name)s (the pick-up lies outside its zones)") % {"name": name})


def initial_hand_over(
    *, candidates: Sequence[Candidate], is_outside: bool, starts: datetime, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """Give what the form shows first: an answer within two hours, at the latest half an hour before the ride."""
    until = max(min(now + _USUAL_WAIT, starts - _BEFORE_START), now + timedelta(minutes=15))
    return {
        "taker": str(candidates[0].organization.pk) if candidates else "",
        "reason": (HandOverReason.OUTSIDE if is_outside else HandOverReason.FULL).value,
        "kept_percent": USUAL_KEPT_PERCENT,
        "expires_at": until.astimezone(zone).replace(tzinfo=None),
    }
