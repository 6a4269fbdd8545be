"""The words of consortia as people read them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.matching.types import AnswerState, ConsortiumForm, Flavour

FLAVOUR_LABELS = {
    Flavour.BEST: _("The best team"),
    Flavour.LOCAL: _("More local"),
    Flavour.KNIT: _("More closely knit"),
    Flavour.SMALL: _("Fewer partners"),
    Flavour.OTHER: _("Another way"),
}
CONSORTIUM_FORM_LABELS = {
    ConsortiumForm.ALONE: pgettext_lazy("consortium", "Alone"),
    ConsortiumForm.CONJOINT: pgettext_lazy("consortium", "Conjoint: each partner owes its own parts"),
    ConsortiumForm.SOLIDAIRE: pgettext_lazy("consortium", "Solidaire: each partner owes the whole"),
}
CONSORTIUM_FORM_SHORT = {
    ConsortiumForm.ALONE: pgettext_lazy("consortium", "Alone"),
    ConsortiumForm.CONJOINT: pgettext_lazy("consortium", "Conjoint"),
    ConsortiumForm.SOLIDAIRE: pgettext_lazy("consortium", "Solidaire"),
}
ANSWER_STATE_LABELS = {
    AnswerState.DRAFT: pgettext_lazy("answer", "Being written"),
    AnswerState.SIGNING: pgettext_lazy("answer", "Being signed"),
    AnswerState.REVIEW: pgettext_lazy("answer", "Before the office"),
    AnswerState.SENT: pgettext_lazy("answer", "Before the buyer"),
    AnswerState.AWARDED: pgettext_lazy("answer", "Awarded"),
    AnswerState.DECLINED: pgettext_lazy("answer", "Declined"),
    AnswerState.WITHDRAWN: pgettext_lazy("answer", "Withdrawn"),
}
