"""The words of the path as people read them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.matching.types import (
    BriefKind,
    BriefOrigin,
    BriefState,
    Criterion,
    DeclineReason,
    DigestFrequency,
    Exclusion,
    InvitationState,
    NoticeRejection,
    NoticesOrigin,
    NoticesState,
    OpportunityState,
)

STATE_LABELS = {
    BriefState.UNCONFIRMED: _("To be confirmed"),
    BriefState.NEW: pgettext_lazy("brief", "New"),
    BriefState.QUALIFYING: _("Qualifying"),
    BriefState.SHORTLISTING: _("Shortlisting"),
    BriefState.CONTACTED: _("Contacted"),
    BriefState.ANSWERING: _("Answering"),
    BriefState.PROPOSED: _("Proposed"),
    BriefState.AWARDED: _("Awarded"),
    BriefState.NOT_AWARDED: _("Not awarded"),
    BriefState.WITHDRAWN: _("Withdrawn"),
}
# What the buyer reads: their side of the same states.
BUYER_STATE_LABELS = {
    BriefState.UNCONFIRMED: _("Waiting for your confirmation"),
    BriefState.NEW: _("Received: somebody will answer you"),
    BriefState.QUALIFYING: _("Being read with you"),
    BriefState.SHORTLISTING: _("We are looking for the right organizations"),
    BriefState.CONTACTED: _("Organizations have been asked"),
    BriefState.ANSWERING: _("Your answer is being written"),
    BriefState.PROPOSED: _("An answer waits for you"),
    BriefState.AWARDED: _("Awarded"),
    BriefState.NOT_AWARDED: _("Closed without an award"),
    BriefState.WITHDRAWN: _("Withdrawn"),
}
KIND_LABELS = {
    BriefKind.QUOTE: _("A quote"),
    BriefKind.TENDER: _("Answers to a call for tender"),
    BriefKind.PARTNER: _("A partner"),
    BriefKind.SOURCING: _("To know who exists, before a tender"),
    BriefKind.COPRODUCTION: _("Partners for an idea to make together"),
}
ORIGIN_LABELS = {
    BriefOrigin.FORM: _("Form"),
    BriefOrigin.PHONE: _("Telephone"),
    BriefOrigin.MEMBER: _("Member"),
    BriefOrigin.OPPORTUNITY: _("Call for tender"),
    BriefOrigin.API: _("Program"),
}
CRITERION_LABELS = {
    Criterion.SKILLS: _("Skills"),
    Criterion.PROXIMITY: _("Proximity"),
    Criterion.CAPACITY: _("Capacity"),
    Criterion.RELIABILITY: _("Reliability"),
    Criterion.TIES: _("Ties"),
    Criterion.LABELS: _("Labels"),
    Criterion.EQUITY: _("Equity"),
}
CRITERION_HELP = {
    Criterion.SKILLS: _("How many of the skills asked are held, and what proves them."),
    Criterion.PROXIMITY: _("The territory served, else the distance."),
    Criterion.CAPACITY: _("Headcount, size of past jobs, announced absences."),
    Criterion.RELIABILITY: _("Answers given, in time, and ratings."),
    Criterion.TIES: _("Work done with the buyer or with others who can answer."),
    Criterion.LABELS: _("Labels that are wished for, not required."),
    Criterion.EQUITY: _("Whose turn it is: what came in twelve months against a fair share."),
}
EXCLUSION_LABELS = {
    Exclusion.SKILL_MISSING: _("lacks a required skill"),
    Exclusion.LABEL_MISSING: _("lacks a required label"),
    Exclusion.TOO_FAR: _("too far"),
    Exclusion.NOT_SERVED: _("does not work there"),
    Exclusion.UNAVAILABLE: _("not available at these dates"),
    Exclusion.TOO_SMALL: _("too small for this"),
    Exclusion.IS_BUYER: _("is the buyer"),
    Exclusion.BANNED: _("set aside by the office"),
}
INVITATION_LABELS = {
    InvitationState.SENT: pgettext_lazy("invitation", "Waiting for an answer"),
    InvitationState.ACCEPTED: pgettext_lazy("invitation", "Accepted"),
    InvitationState.DECLINED: pgettext_lazy("invitation", "Declined"),
    InvitationState.EXPIRED: pgettext_lazy("invitation", "No answer in time"),
    InvitationState.WITHDRAWN: pgettext_lazy("invitation", "Taken back"),
}
REPLAY_LABELS = {
    "same": _("Made again from what is stored, this ranking is the same to the last digit."),
    "different": _("Made again from what is stored, this ranking is not the same: what is stored has been changed."),
    "unknown-formula": _("This version of the platform does not know the formula that made this ranking."),
}
DECLINE_LABELS = {
    DeclineReason.NOT_AVAILABLE: _("Not available at these dates"),
    DeclineReason.TOO_SMALL: _("Too large for us"),
    DeclineReason.TOO_FAR: _("Too far from us"),
    DeclineReason.WRONG_SKILL: _("Not our trade"),
    DeclineReason.PRICE: _("The budget is too small"),
    DeclineReason.OTHER: _("Another reason"),
}
OPPORTUNITY_LABELS = {
    OpportunityState.OPEN: pgettext_lazy("call", "Open"),
    OpportunityState.CORRECTED: pgettext_lazy("call", "Corrected"),
    OpportunityState.CANCELLED: pgettext_lazy("call", "Cancelled"),
    OpportunityState.AWARDED: pgettext_lazy("call", "Awarded"),
    OpportunityState.EXPIRED: pgettext_lazy("call", "Deadline passed"),
}
NOTICE_FIELD_LABELS = {
    "deadline": _("Deadline"),
    "title": _("Title"),
    "buyer": _("Buyer"),
    "departments": _("Where"),
    "amount_cents": _("Estimated amount"),
    "cpv": _("CPV codes"),
    "description": _("Text"),
    "url": _("Address of the notice"),
}
NOTICE_KIND_LABELS = {
    "call": _("Call"),
    "correction": _("Correction"),
    "cancellation": _("Cancellation"),
    "award": _("Award"),
    "other": _("Another notice"),
}
REJECTION_LABELS = {
    NoticeRejection.NOT_A_CALL: _("not a call for tender (prior information, change of a contract…)"),
    NoticeRejection.NO_DEADLINE: _("no deadline is given"),
    NoticeRejection.DEADLINE_PASSED: _("its deadline has passed"),
    NoticeRejection.CALL_UNKNOWN: _("it ends a call and does not say which"),
    NoticeRejection.NO_TITLE: _("it has no title"),
    "unnumbered": _("it bears no number of a notice"),
}
RUN_ORIGIN_LABELS = {
    NoticesOrigin.PAGE: _("File sent"),
    NoticesOrigin.COMMAND: _("Command line"),
    NoticesOrigin.ADDRESS: _("Configured address"),
}
RUN_STATE_LABELS = {
    NoticesState.WAITING: pgettext_lazy("reading", "Waiting"),
    NoticesState.RUNNING: pgettext_lazy("reading", "Under way"),
    NoticesState.DONE: pgettext_lazy("reading", "Done"),
    NoticesState.FAILED: pgettext_lazy("reading", "Failed"),
}
FREQUENCY_LABELS = {
    DigestFrequency.DAILY: _("Every day"),
    DigestFrequency.WEEKLY: _("Every week"),
    DigestFrequency.OFF: _("Never"),
}
