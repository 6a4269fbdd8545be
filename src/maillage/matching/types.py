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


class Evidence(_Words):
    """What supports a candidate's skill; the first five are the directory's kinds."""

    CLAIMED = "claimed"
    NAF = "naf"
    REFERENCE = "reference"
    LABEL = "label"
    DIPLOMA = "diploma"
    TEXT = "text"  # its own words speak of it, nobody claimed it


class Served(_Words):
    """Whether the territory that an organization says it serves holds the place of a need."""

    UNSAID = "unsaid"
    NO = "no"
    NATIONAL = "national"  # it says that it works everywhere
    YES = "yes"


class Reason(_Words):
    """Why a criterion has its value; what is said of it stands in `labels.py`, the numbers beside the code."""

    SKILLS_COVERED = "skills-covered"  # covered, asked
    SKILL_PROVEN = "skill-proven"  # skill, evidence, comparable
    SKILL_LACKING = "skill-lacking"  # skill
    NEAR = "near"  # km; the territory served holds the place
    NATIONAL = "national"  # km, or nothing when unknown
    AT_DISTANCE = "at-distance"  # km
    PLACE_UNKNOWN = "place-unknown"
    SIZE = "size"  # least, most, wished
    SIZE_UNKNOWN = "size-unknown"
    PAST_AMOUNT = "past-amount"  # largest_cents, budget_cents
    PAST_UNKNOWN = "past-unknown"
    PARTLY_AWAY = "partly-away"  # days, of
    ANSWERED = "answered"  # answered, invited
    IN_TIME = "in-time"  # in_time, answered
    RATED = "rated"  # mean, count
    NO_RECORD = "no-record"
    TIED_TO_BUYER = "tied-to-buyer"  # strength
    TIED_TO_ABLE = "tied-to-able"  # count, strongest
    NO_TIE = "no-tie"
    LABELS_HELD = "labels-held"  # held, wished
    NEVER_INVITED = "never-invited"  # member_days
    NOT_INVITED_FOR = "not-invited-for"  # days
    RECEIVED = "received"  # received, fair
    WON = "won"  # won, fair


class Flavour(_Words):
    """What an alternative team is best at."""

    BEST = "best"
    LOCAL = "local"
    KNIT = "knit"
    SMALL = "small"
    OTHER = "other"  # the best team without one of the members of the best


class Impossible(_Words):
    """Why no team can answer."""

    NOTHING_ASKED = "nothing-asked"
    NOBODY_COVERS = "nobody-covers"  # parts
    TOO_FEW_PARTNERS = "too-few-partners"  # needed
    NO_ABLE_LEAD = "no-able-lead"
    PIN_UNABLE = "pin-unable"  # organizations pinned that can do nothing here
    PINS_CLASH = "pins-clash"  # each pinned organization could answer, but not all of them together
    OUT_OF_TIME = "out-of-time"  # the limit came before any team was found


class TeamReason(_Words):
    """Why an organization is in a team; the numbers beside the code."""

    ONLY_ONE = "only-one"  # part: nobody else can do it
    ONLY_TEAM = "only-team"  # there is no team without it
    BEST_FIT = "best-fit"  # part, percent
    FITS = "fits"  # part, percent
    SEVERAL = "several"  # count of parts that it takes on, so that fewer partners are needed
    LEADS = "leads"  # people, jobs: able to lead, and does
    WORKED_WITH = "worked-with"  # organization, percent
    AT_PLACE = "at-place"  # km
    NEAR_PARTNER = "near-partner"  # organization, km
    MISSED = "missed"  # points that the best team loses without it
    PINNED = "pinned"  # the office wants it in


class InvitationState(_Words):
    """Where an invitation to answer stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"  # no answer by the due time
    WITHDRAWN = "withdrawn"  # taken back by the office, or the brief has ended


class DeclineReason(_Words):
    """Why an organization does not answer a need."""

    NOT_AVAILABLE = "not-available"
    TOO_SMALL = "too-small"
    TOO_FAR = "too-far"
    WRONG_SKILL = "wrong-skill"
    PRICE = "price"
    OTHER = "other"


class ConsortiumForm(_Words):
    """How partners are bound to the buyer (Code de la commande publique, art. R. 2142-19 to R. 2142-27)."""

    ALONE = "alone"  # one organization, no consortium
    CONJOINT = "conjoint"  # each partner owes its own parts
    SOLIDAIRE = "solidaire"  # each partner owes the whole


class ConsortiumState(_Words):
    FORMED = "formed"
    DISSOLVED = "dissolved"


class AnswerState(_Words):
    """Where a common answer stands."""

    DRAFT = "draft"  # partners write it
    SIGNING = "signing"  # frozen; each partner signs it off
    REVIEW = "review"  # signed by all, before the office
    SENT = "sent"  # before the buyer
    AWARDED = "awarded"
    DECLINED = "declined"  # the buyer chose another, or none
    WITHDRAWN = "withdrawn"


class AnswerSection(_Words):
    """The texts of an answer, in their order."""

    UNDERSTANDING = "understanding"
    METHOD = "method"
    CALENDAR = "calendar"
    MEANS = "means"
    COMMITMENTS = "commitments"  # social and environmental


class AnswerFileKind(_Words):
    CV = "cv"
    PLAN = "plan"
    REFERENCE = "reference"
    OTHER = "other"


class BuyerReason(_Words):
    """Why a buyer does not take an answer."""

    PRICE = "price"
    CALENDAR = "calendar"
    SKILLS = "skills"
    OTHER_CHOSEN = "other-chosen"
    DROPPED = "dropped"  # the need is dropped
    SILENCE = "silence"  # no word after the reminders
    OTHER = "other"


class DocumentKind(_Words):
    """What is made of a frozen answer."""

    ANSWER = "answer"
    AGREEMENT = "agreement"  # convention de groupement momentané
    CANDIDACY = "candidacy"  # the data of form DC1: letter of candidacy with mandate
    DECLARATION = "declaration"  # the data of form DC2, one a partner


class OpportunityState(_Words):
    """Where a published call for tender stands."""

    OPEN = "open"
    CORRECTED = "corrected"  # open, and changed since it was published
    CANCELLED = "cancelled"
    AWARDED = "awarded"
    EXPIRED = "expired"  # its deadline has passed


class NoticesOrigin(_Words):
    """By what way notices came in."""

    PAGE = "page"
    COMMAND = "command"
    ADDRESS = "address"  # fetched from the configured address


class NoticesState(_Words):
    """Where a reading of notices stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class NoticeRejection(_Words):
    """Why a notice makes no opportunity."""

    NOT_A_CALL = "not-a-call"
    NO_DEADLINE = "no-deadline"
    DEADLINE_PASSED = "deadline-passed"
    CALL_UNKNOWN = "call-unknown"  # it ends a call, and does not say which
    NO_TITLE = "no-title"


class DigestFrequency(_Words):
    """How often an organization is written to about calls."""

    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class CoproductionState(_Words):
    """Where a piece of common work stands."""

    PLANNED = "planned"
    RUNNING = "running"
    DELIVERED = "delivered"  # done; buyer and partners are asked how it went
    REVIEWED = "reviewed"  # everybody asked has answered
    CLOSED = "closed"  # ended with some reviews missing
    ABANDONED = "abandoned"


class ReviewSide(_Words):
    """Who reviews."""

    BUYER = "buyer"
    PARTNER = "partner"


class ReviewCriterion(_Words):
    """What a review judges, each from 1 to 5."""

    QUALITY = "quality"
    DEADLINES = "deadlines"
    COMMUNICATION = "communication"
    BUDGET = "budget"
    COOPERATION = "cooperation"


class Doing(_Words):
    """What is told in the activity of a coproduction, besides its moves."""

    DETAILS_CHANGED = "details-changed"
    PARTNER_INVITED = "partner-invited"
    PARTNER_JOINED = "partner-joined"
    PARTNER_LEFT = "partner-left"
    SHARES_CHANGED = "shares-changed"
    SHARES_PROPOSED = "shares-proposed"
    SHARES_REFUSED = "shares-refused"
    LEAD_CHANGED = "lead-changed"
    MILESTONE_ADDED = "milestone-added"
    MILESTONE_CHANGED = "milestone-changed"
    MILESTONE_DONE = "milestone-done"
    MILESTONE_REMOVED = "milestone-removed"
    DELIVERABLE_ADDED = "deliverable-added"
    DELIVERABLE_CHANGED = "deliverable-changed"
    DELIVERABLE_DELIVERED = "deliverable-delivered"
    DELIVERABLE_ACCEPTED = "deliverable-accepted"
    DELIVERABLE_RETURNED = "deliverable-returned"
    DELIVERABLE_REMOVED = "deliverable-removed"
    WORK_ENTERED = "work-entered"
    WORK_CORRECTED = "work-corrected"
    DECISION_NOTED = "decision-noted"
    DECISION_AGREED = "decision-agreed"
    FILE_ADDED = "file-added"
    PUBLICATION_PROPOSED = "publication-proposed"
    CONSENT_GIVEN = "consent-given"
    CONSENT_WITHDRAWN = "consent-withdrawn"
