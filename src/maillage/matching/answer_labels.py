"""The words of answers as people read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.matching.rules.answers import Gap, GapFound
from maillage.matching.types import (
    AnswerFileKind,
    AnswerSection,
    AnswerState,
    BuyerReason,
    ConsortiumForm,
    DocumentKind,
)

ANSWER_STATE_LABELS = {
    AnswerState.DRAFT: pgettext_lazy("answer", "Being written"),
    AnswerState.SIGNING: pgettext_lazy("answer", "Waiting for signatures"),
    AnswerState.REVIEW: pgettext_lazy("answer", "Signed, before the network’s office"),
    AnswerState.SENT: pgettext_lazy("answer", "Before the buyer"),
    AnswerState.AWARDED: pgettext_lazy("answer", "Awarded"),
    AnswerState.DECLINED: pgettext_lazy("answer", "Not chosen"),
    AnswerState.WITHDRAWN: pgettext_lazy("answer", "Withdrawn"),
}
ANSWER_TONES = {
    AnswerState.DRAFT: "neutral",
    AnswerState.SIGNING: "warning",
    AnswerState.REVIEW: "thread",
    AnswerState.SENT: "thread",
    AnswerState.AWARDED: "success",
    AnswerState.DECLINED: "neutral",
    AnswerState.WITHDRAWN: "neutral",
}
SECTION_LABELS = {
    AnswerSection.UNDERSTANDING: _("Our understanding of the need"),
    AnswerSection.METHOD: _("How we will work"),
    AnswerSection.CALENDAR: _("Calendar, in words"),
    AnswerSection.MEANS: _("People and means"),
    AnswerSection.COMMITMENTS: _("Social and environmental commitments"),
}
SECTION_HINTS = {
    AnswerSection.UNDERSTANDING: _(
        "What the buyer wants, in your words: it shows that you have listened. It opens the document."
    ),
    AnswerSection.METHOD: _("The steps, who meets whom and when, what the buyer will have in hand at each. Required."),
    AnswerSection.CALENDAR: _("What the dates of the parts do not say: what they depend on, what could move them."),
    AnswerSection.MEANS: _("Who works on it, with which experience, tools and premises."),
    AnswerSection.COMMITMENTS: _("Jobs, inclusion, materials, transport, energy: what can be checked."),
}
FORM_LABELS = {
    ConsortiumForm.ALONE: _("Alone"),
    ConsortiumForm.CONJOINT: _("Consortium, each bound for its parts (conjoint)"),
    ConsortiumForm.SOLIDAIRE: _("Consortium, each bound for the whole (solidaire)"),
}
BUYER_REASON_LABELS = {
    BuyerReason.PRICE: _("The price"),
    BuyerReason.CALENDAR: _("The calendar"),
    BuyerReason.SKILLS: _("The skills shown"),
    BuyerReason.OTHER_CHOSEN: _("Another answer was chosen"),
    BuyerReason.DROPPED: _("The need is dropped"),
    BuyerReason.SILENCE: _("No word from the buyer"),
    BuyerReason.OTHER: _("Another reason"),
}
DOCUMENT_LABELS = {
    DocumentKind.ANSWER: _("The common answer"),
    DocumentKind.AGREEMENT: _("The consortium agreement"),
    DocumentKind.CANDIDACY: _("The letter of candidacy (data of form DC1)"),
    DocumentKind.DECLARATION: _("The declaration (data of form DC2)"),
}
FILE_LABELS = {
    AnswerFileKind.CV: _("CV"),
    AnswerFileKind.PLAN: _("Plan or schedule"),
    AnswerFileKind.REFERENCE: pgettext_lazy("file", "Reference"),
    AnswerFileKind.OTHER: pgettext_lazy("file", "Other"),
}
_GAPS = {
    Gap.NO_PART: _("No part yet: say who does what, for how much."),
    Gap.PART_WITHOUT_AMOUNT: _("The part “%(name)s” has no amount."),
    Gap.PARTNER_WITHOUT_PART: _("%(name)s has no part yet."),
    Gap.NO_METHOD: _("“How we will work” is empty."),
    Gap.NO_LEAD: _("The consortium has no lead: the network’s office names one."),
    Gap.LOT_UNCOVERED: _("Nobody takes on the lot “%(name)s”."),
    Gap.ONE_IN_A_CONSORTIUM: _(
        "One partner alone is no consortium: the network’s office adds another, or changes the form."
    ),
}


def gap_sentence(found: GapFound) -> Any:
    """Tell what is missing and what to do."""
    text = _GAPS[found.gap]
    return text % {"name": found.name} if found.name else text
