"""The words of the mesh as people read them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.links.types import DeclarationState, IntroductionState, LinkKind

# What a link of this kind is called in a list and in a filter.
KIND_LABELS = {
    LinkKind.COPRODUCED: _("Co-produced"),
    LinkKind.WON: _("Won together"),
    LinkKind.ANSWERED: _("Answered together"),
    LinkKind.REFERENCED: _("References together"),
    LinkKind.RECOMMENDED: _("Recommendation"),
    LinkKind.DELIVERED: _("Delivers for"),
    LinkKind.SUPPLIES: _("Supplies"),
    LinkKind.PREMISES: _("Shares premises"),
    LinkKind.GROUP: _("Same employers’ group"),
    LinkKind.MET: _("Have met"),
    LinkKind.REVIEWED: _("Good review"),
    LinkKind.INVITED: _("Asked for the same need"),
}
KIND_ICONS = {
    LinkKind.COPRODUCED: "tools",
    LinkKind.WON: "trophy",
    LinkKind.ANSWERED: "file-text",
    LinkKind.REFERENCED: "briefcase",
    LinkKind.RECOMMENDED: "thumb-up",
    LinkKind.DELIVERED: "bike",
    LinkKind.SUPPLIES: "package",
    LinkKind.PREMISES: "building",
    LinkKind.GROUP: "users-group",
    LinkKind.MET: "coffee",
    LinkKind.REVIEWED: "star",
    LinkKind.INVITED: "mail",
}
# What can be declared, as the one who declares says it.
DECLARED_LABELS = {
    LinkKind.RECOMMENDED: _("We recommend them"),
    LinkKind.SUPPLIES: _("We supply them"),
    LinkKind.PREMISES: _("We share premises"),
    LinkKind.GROUP: _("We belong to the same employers’ group"),
    LinkKind.MET: _("We have met"),
}
DECLARATION_LABELS = {
    DeclarationState.PENDING: _("Waits for the other side"),
    DeclarationState.CONFIRMED: pgettext_lazy("link", "Confirmed"),
    DeclarationState.REFUSED: _("Not confirmed"),
    DeclarationState.ENDED: pgettext_lazy("link", "Ended"),
}
INTRODUCTION_LABELS = {
    IntroductionState.SUGGESTED: _("Suggested"),
    IntroductionState.SET_ASIDE: _("Set aside"),
    IntroductionState.PROPOSED: pgettext_lazy("introduction", "Proposed"),
    IntroductionState.ACCEPTED: _("Both said yes"),
    IntroductionState.DECLINED: pgettext_lazy("introduction", "Declined"),
    IntroductionState.MET: _("Have met"),
}
SORT_LABELS = {
    "strength": _("Strongest first"),
    "name": _("By name"),
    "latest": _("Latest links first"),
    "oldest": _("Oldest first"),
}
