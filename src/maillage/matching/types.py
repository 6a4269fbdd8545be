"""The words of the path from a need to an award."""

from enum import StrEnum


class _Words(StrEnum):
    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Give pairs for a column's `choices`; the labels that people read stand in `labels.py`."""
        return [(word.value, word.value) for word in cls]


class BriefKind(_Words):
    """What the buyer hopes to get."""

    QUOTE = "quote"
    TENDER = "tender"  # call for tender, private or public
    PARTNER = "partner"  # a member looks for a partner with a skill that it lacks
    SOURCING = "sourcing"  # who exists, before a tender
    COPRODUCTION = "coproduction"  # an idea to make together


class BriefState(_Words):
    """Where a brief stands on the facilitators' board."""

    UNCONFIRMED = "unconfirmed"  # the buyer has not yet followed the link of the confirmation e-mail
    NEW = "new"
    QUALIFYING = "qualifying"
    SHORTLISTING = "shortlisting"
    CONTACTED = "contacted"
    ANSWERING = "answering"
    PROPOSED = "proposed"
    AWARDED = "awarded"
    NOT_AWARDED = "not-awarded"
    WITHDRAWN = "withdrawn"


class BriefOrigin(_Words):
    """By what way a brief came in."""

    FORM = "form"
    PHONE = "phone"  # entered by a facilitator
    MEMBER = "member"
    OPPORTUNITY = "opportunity"  # made from a published call for tender
    API = "api"


class Criterion(_Words):
    """What a candidate is judged by; each one has a value in [0, 1] and a weight that the network sets."""

    SKILLS = "skills"
    PROXIMITY = "proximity"
    CAPACITY = "capacity"
    RELIABILITY = "reliability"
    TIES = "ties"
    LABELS = "labels"
    EQUITY = "equity"


class Exclusion(_Words):
    """Why an organization is not a candidate."""

    SKILL_MISSING = "skill-missing"
    LABEL_MISSING = "label-missing"
    TOO_FAR = "too-far"
    NOT_SERVED = "not-served"
    UNAVAILABLE = "unavailable"
    TOO_SMALL = "too-small"
    IS_BUYER = "is-buyer"
    BANNED = "banned"  # set aside by a facilitator, with a reason
