"""What a ranking's reasons say, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from maillage.kit.amounts import money
from maillage.matching.rules.ranking import Because
from maillage.matching.types import Evidence, Reason

type Names = Mapping[str, str]
_MONTH_DAYS = 30


def sentence(why: Because, /, *, names: Names) -> str:
    """Tell a reason; `names`: the names of skills by slug."""
    return _TOLD[why.code](dict(why.numbers), names)


def side_by_side(told: Iterable[str], /) -> str:
    """Put short sentences on one line, with the space that the language wants."""
    return pgettext("between short sentences", "; ").join(told)


def _evidence(kind: Any) -> str:
    return {
        Evidence.LABEL: _("shown by a label"),
        Evidence.REFERENCE: _("shown by a past job"),
        Evidence.DIPLOMA: _("shown by a diploma"),
        Evidence.CLAIMED: _("claimed"),
        Evidence.NAF: _("supposed from its activity code"),
        Evidence.TEXT: _("told in its own words"),
    }[Evidence(kind)]


def _skill(numbers: Any, names: Names) -> str:
    name = names.get(numbers["skill"], numbers["skill"])
    count = numbers["comparable"]
    if not count:
        return _("%(skill)s: %(evidence)s") % {"skill": name, "evidence": _evidence(numbers["evidence"])}
    jobs = ngettext("%(count)s comparable job", "%(count)s comparable jobs", count) % {"count": count}
    return _("%(skill)s: %(jobs)s") % {"skill": name, "jobs": jobs}


def _near(numbers: Any, names: Names) -> str:
    if "km" not in numbers:
        return _("serves this place")
    return _("on the spot") if numbers["km"] == 0 else _("at %(km)s km, and serves this place") % numbers


def _national(numbers: Any, names: Names) -> str:
    return _("works everywhere, from %(km)s km away") % numbers if "km" in numbers else _("works everywhere")


def _away(numbers: Any, names: Names) -> str:
    return _("on the spot") if numbers["km"] == 0 else _("at %(km)s km") % numbers


def _size(numbers: Any, names: Names) -> str:
    if numbers["least"] == numbers["most"]:
        return ngettext("%(count)s person", "%(count)s people", numbers["most"]) % {"count": numbers["most"]}
    return _("%(least)s to %(most)s people") % numbers


def _past(numbers: Any, names: Names) -> str:
    return _("largest past job: %(amount)s") % {"amount": money(numbers["largest_cents"], places=0)}


def _silent(numbers: Any, names: Names) -> str:
    days = numbers["days"]
    if days < 2 * _MONTH_DAYS:
        return ngettext("last asked %(days)s day ago", "last asked %(days)s days ago", days) % {"days": days}
    return _("has been asked nothing for %(months)s months") % {"months": days // _MONTH_DAYS}


def _received(numbers: Any, names: Names) -> str:
    told = ngettext(
        "%(received)s need in twelve months (fair: %(fair)s)", "%(received)s needs in twelve months (fair: %(fair)s)",
        numbers["received"],
    )  # fmt: skip
    return told % {"received": numbers["received"], "fair": number_format(numbers["fair"], 1)}


_TOLD: Mapping[Reason, Callable[[Any, Names], str]] = {
    Reason.SKILLS_COVERED: lambda numbers, names: (
        ngettext("%(covered)s skill of %(asked)s", "%(covered)s skills of %(asked)s", numbers["covered"]) % numbers
    ),
    Reason.SKILL_PROVEN: _skill,
    Reason.SKILL_LACKING: lambda numbers, names: (
        _("lacks: %(skill)s") % {"skill": names.get(numbers["skill"], numbers["skill"])}
    ),
    Reason.NEAR: _near,
    Reason.NATIONAL: _national,
    Reason.AT_DISTANCE: _away,
    Reason.PLACE_UNKNOWN: lambda numbers, names: _("its place is not known"),
    Reason.SIZE: _size,
    Reason.SIZE_UNKNOWN: lambda numbers, names: _("its size is not known"),
    Reason.PAST_AMOUNT: _past,
    Reason.PAST_UNKNOWN: lambda numbers, names: _("no past amount is known"),
    Reason.PARTLY_AWAY: lambda numbers, names: _("away %(days)s of %(of)s days") % numbers,
    Reason.ANSWERED: lambda numbers, names: _("has answered %(answered)s of %(invited)s times") % numbers,
    Reason.IN_TIME: lambda numbers, names: _("in time %(in_time)s of %(answered)s times") % numbers,
    Reason.RATED: lambda numbers, names: (
        _("rated %(mean)s of 5 (%(count)s)") % {"mean": number_format(numbers["mean"], 1), "count": numbers["count"]}
    ),
    Reason.NO_RECORD: lambda numbers, names: _("no record yet"),
    Reason.TIED_TO_BUYER: lambda numbers, names: _("has links with the buyer"),
    Reason.TIED_TO_ABLE: lambda numbers, names: (
        ngettext(
            "has links with %(count)s other candidate", "has links with %(count)s other candidates", numbers["count"]
        )
        % {"count": numbers["count"]}
    ),
    Reason.NO_TIE: lambda numbers, names: _("no tie known"),
    Reason.LABELS_HELD: lambda numbers, names: _("%(held)s of %(wished)s wished labels") % numbers,
    Reason.NEVER_INVITED: lambda numbers, names: _("has never been asked"),
    Reason.NOT_INVITED_FOR: _silent,
    Reason.RECEIVED: _received,
    Reason.WON: lambda numbers, names: _("won %(won)s") % numbers,
}
