"""What recipients are told, by the co-operative's choice and by a store's."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.delivery.labels import NOTICE_MOMENTS, SMS_GATEWAYS
from maillage.delivery.models import NoticeSettings, StoreNotices
from maillage.delivery.services.notice_settings import NoticesGiven, StoreNoticesGiven
from maillage.delivery.services.sms import gateways
from maillage.delivery.types import NoticeMoment, SmsGateway
from maillage.kit.forms import offer_choices

_MOMENTS = [(moment.value, label) for moment, label in NOTICE_MOMENTS.items()]
_WORDS = {"yes": True, "no": False}
_USUAL = [NoticeMoment.ON_ITS_WAY.value, NoticeMoment.FAILED.value]


class NoticesForm(forms.Form):
    """What all recipients are told, unless their store has its own choice."""

    moments = forms.MultipleChoiceField(
        label=_("Recipients are told of these moments"), choices=_MOMENTS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    by_email = forms.BooleanField(label=_("By e-mail, where the order gives an address"), required=False)
    sms = forms.ChoiceField(label=_("By SMS, where the order gives a number"))
    language = forms.ChoiceField(
        label=_("Language of messages"), choices=settings.LANGUAGES,
        help_text=_("Of those whose order says nothing else."),
    )  # fmt: skip

    asks_code = forms.BooleanField(
        label=_("Recipients give a code at the door"), required=False,
        help_text=_("They find it in their messages and on the page that follows the delivery. A store may choose otherwise."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_choices(self, "sms", [(one.value, SMS_GATEWAYS[one]) for one in gateways()])

    def given(self) -> NoticesGiven:
        said = self.cleaned_data
        moments = tuple(NoticeMoment(one) for one in said["moments"])
        return NoticesGiven(moments, said["by_email"], SmsGateway(said["sms"]), said["language"], said["asks_code"])


def initial_notices(known: NoticeSettings | None) -> dict[str, Any]:
    """Give what the form shows first."""
    if known is None:
        return {"moments": _USUAL, "by_email": True, "sms": SmsGateway.NONE.value, "language": "fr"}
    return {
        "moments": known.moments,
        "by_email": known.by_email,
        "sms": known.sms,
        "language": known.language,
        "asks_code": known.asks_code,
    }


class StoreNoticesForm(forms.Form):
    """What differs for one store."""

    is_own = forms.BooleanField(label=_("Recipients of this store are told of other moments"), required=False)
    moments = forms.MultipleChoiceField(
        label=_("Its recipients are told of these moments"), choices=_MOMENTS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    told = forms.MultipleChoiceField(
        label=_("The store’s own people are written to at these moments"), choices=_MOMENTS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of messages"), required=False)
    sites = forms.CharField(
        label=_("Pages of the shop that may show where a delivery stands"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Addresses that start with https://, one a line."),
    )  # fmt: skip

    asks_code = forms.TypedChoiceField(
        label=_("Its recipients give a code at the door"), required=False, coerce=_WORDS.get, empty_value=None,
        choices=[("", _("The usual choice")), ("yes", pgettext_lazy("an answer", "Yes")), ("no", pgettext_lazy("an answer", "No"))],
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_choices(self, "language", [("", _("The usual one")), *settings.LANGUAGES])

    def given(self) -> StoreNoticesGiven:
        said = self.cleaned_data
        moments = tuple(NoticeMoment(one) for one in said["moments"]) if said["is_own"] else None
        told = tuple(NoticeMoment(one) for one in said["told"])
        return StoreNoticesGiven(moments, told, said["language"], tuple(said["sites"].split()), said["asks_code"])


def initial_store_notices(known: StoreNotices | None) -> dict[str, Any]:
    """Give what the form shows first."""
    if known is None:
        return {"moments": _USUAL, "told": [], "language": "", "sites": ""}
    return {
        "is_own": known.moments is not None, "moments": known.moments or _USUAL, "told": known.told,
        "language": known.language, "sites": "\n".join(known.sites), "asks_code": {True: "yes", False: "no", None: ""}[known.asks_code],
    }  # fmt: skip
