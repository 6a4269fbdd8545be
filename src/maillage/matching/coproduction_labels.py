"""The words of common work as people read them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.matching.types import CoproductionState, Doing, ReviewCriterion

COPRODUCTION_LABELS = {
    CoproductionState.PLANNED: pgettext_lazy("coproduction", "Planned"),
    CoproductionState.RUNNING: pgettext_lazy("coproduction", "Running"),
    CoproductionState.DELIVERED: pgettext_lazy("coproduction", "Delivered"),
    CoproductionState.REVIEWED: pgettext_lazy("coproduction", "Reviewed"),
    CoproductionState.CLOSED: pgettext_lazy("coproduction", "Closed"),
    CoproductionState.ABANDONED: pgettext_lazy("coproduction", "Abandoned"),
}
COPRODUCTION_TONES = {
    CoproductionState.PLANNED: ("neutral", "calendar"),
    CoproductionState.RUNNING: ("thread", "refresh"),
    CoproductionState.DELIVERED: ("warning", "package"),
    CoproductionState.REVIEWED: ("success", "star"),
    CoproductionState.CLOSED: ("success", "check"),
    CoproductionState.ABANDONED: ("danger", "ban"),
}
MOVE_LABELS = {
    CoproductionState.PLANNED: _("Put back to planned"),
    CoproductionState.RUNNING: _("Start the work"),
    CoproductionState.DELIVERED: _("The work is delivered"),
    CoproductionState.REVIEWED: pgettext_lazy("coproduction", "Reviewed"),
    CoproductionState.CLOSED: _("Close without waiting"),
    CoproductionState.ABANDONED: _("Abandon"),
}
CRITERION_LABELS = {
    ReviewCriterion.QUALITY: _("Quality of the work"),
    ReviewCriterion.DEADLINES: _("Deadlines"),
    ReviewCriterion.COMMUNICATION: _("Communication"),
    ReviewCriterion.BUDGET: _("Budget"),
    ReviewCriterion.COOPERATION: _("Working together"),
}
MARK_LABELS = {
    1: _("1: poor"),
    2: _("2: below what was expected"),
    3: _("3: as expected"),
    4: _("4: good"),
    5: _("5: very good"),
}
ACT_LABELS = {
    Doing.DETAILS_CHANGED.value: _("The description was changed"),
    Doing.PARTNER_INVITED.value: _("Invited"),
    Doing.PARTNER_JOINED.value: _("Takes part"),
    Doing.PARTNER_LEFT.value: _("Takes part no more"),
    Doing.SHARES_CHANGED.value: _("The budget was shared anew"),
    Doing.SHARES_PROPOSED.value: _("Other shares of the budget proposed"),
    Doing.SHARES_REFUSED.value: _("The proposed shares were set aside"),
    Doing.LEAD_CHANGED.value: _("Leads from now on"),
    Doing.MILESTONE_ADDED.value: _("Milestone added"),
    Doing.MILESTONE_CHANGED.value: _("Milestone changed"),
    Doing.MILESTONE_DONE.value: _("Milestone reached"),
    Doing.MILESTONE_REMOVED.value: _("Milestone removed"),
    Doing.DELIVERABLE_ADDED.value: _("Deliverable added"),
    Doing.DELIVERABLE_CHANGED.value: _("Deliverable changed"),
    Doing.DELIVERABLE_DELIVERED.value: pgettext_lazy("deliverable", "Delivered"),
    Doing.DELIVERABLE_ACCEPTED.value: pgettext_lazy("deliverable", "Accepted"),
    Doing.DELIVERABLE_RETURNED.value: pgettext_lazy("deliverable", "Returned"),
    Doing.DELIVERABLE_REMOVED.value: _("Deliverable removed"),
    Doing.WORK_ENTERED.value: _("Work entered"),
    Doing.WORK_CORRECTED.value: _("Work corrected"),
    Doing.DECISION_NOTED.value: _("Decision noted"),
    Doing.DECISION_AGREED.value: _("Agreed to a decision"),
    Doing.FILE_ADDED.value: _("File added"),
    Doing.PUBLICATION_PROPOSED.value: _("Reference proposed"),
    Doing.CONSENT_GIVEN.value: _("Agrees to the reference"),
    Doing.CONSENT_WITHDRAWN.value: _("Agrees to the reference no more"),
    "opened": _("Opened"),
    "reviewed": _("Has said how the work went"),
    "published": _("Published on the partners’ pages"),
}
