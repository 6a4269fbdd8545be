"""What a composition's reasons say, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.matching.rules.composition import NoTeam, TeamBecause
from maillage.matching.types import Impossible, TeamReason

type Names = Mapping[str, str]


def team_sentence(why: TeamBecause, /, *, names: Names, parts: Names) -> str:
    """Tell a reason; `names`: of organizations by id, `parts`: titles of parts by key."""
    numbers: dict[str, Any] = dict(why.numbers)
    if "organization" in numbers:
        numbers["name"] = names[numbers["organization"]]
    if "part" in numbers:
        numbers["title"] = parts[numbers["part"]]
    return _TOLD[why.code](numbers)


def no_team_sentence(why: NoTeam, /, *, names: Names, parts: Names) -> str:
    """Tell why there is no team, and what to do about it."""
    told = {
        "parts": ", ".join(parts.get(key, key) for key in why.parts),
        "names": ", ".join(names.get(each, each) for each in why.organization_ids),
    }
    match why.code:
        case Impossible.NOTHING_ASKED:
            return _("The need asks for no skill yet: add some, and teams are composed for them.")
        case Impossible.NOBODY_COVERS:
            return (
                _("Nobody can take this on here: %(parts)s. Widen the perimeter, or look for a member that can.") % told
            )
        case Impossible.PIN_UNABLE:
            return _("%(names)s can take on no part of this need: unpin, or correct the skills.") % told
        case Impossible.PINS_CLASH:
            return _("No team holds all of these: %(names)s. There are not enough parts for each; unpin one.") % told
        case Impossible.TOO_FEW_PARTNERS:
            return ngettext(
                "It takes %(count)s partner at least: allow more.",
                "It takes %(count)s partners at least: allow more.",
                why.needed or 0,
            ) % {"count": why.needed}
        case Impossible.NO_ABLE_LEAD:
            return _(
                "None of the possible teams has a member known to be able to lead: ten people, or two comparable jobs. Allow teams"
                " without, and speak of it with them."
            )
        case _:
            return _("The search took too long. Pin somebody, or allow fewer partners.")


def _leads(numbers: Any) -> str:
    people = ngettext("%(count)s person", "%(count)s people", numbers["people"]) % {"count": numbers["people"]}
    jobs = ngettext("%(count)s comparable job", "%(count)s comparable jobs", numbers["jobs"]) % {
        "count": numbers["jobs"]
    }
    facts = [people] * bool(numbers["people"]) + [jobs] * bool(numbers["jobs"])
    return _("able to lead: %(facts)s") % {"facts": ", ".join(facts)}


def _near(numbers: Any) -> str:
    return _("in the place itself") if numbers["km"] == 0 else _("%(km)s km from the place") % numbers


def _neighbour(numbers: Any) -> str:
    return _("next door to %(name)s") % numbers if numbers["km"] == 0 else _("%(km)s km from %(name)s") % numbers


_TOLD: Mapping[TeamReason, Callable[[Any], str]] = {
    TeamReason.ONLY_ONE: lambda numbers: _("the only one that can take on “%(title)s”") % numbers,
    TeamReason.ONLY_TEAM: lambda _numbers: _("no team is possible without it"),
    TeamReason.BEST_FIT: lambda numbers: _("the best suited to “%(title)s” (%(percent)s of 100)") % numbers,
    TeamReason.FITS: lambda numbers: _("suited to “%(title)s” (%(percent)s of 100)") % numbers,
    TeamReason.SEVERAL: lambda numbers: _("takes on %(count)s parts: fewer partners") % numbers,
    TeamReason.LEADS: _leads,
    TeamReason.WORKED_WITH: lambda numbers: _("has worked with %(name)s") % numbers,
    TeamReason.AT_PLACE: _near,
    TeamReason.NEAR_PARTNER: _neighbour,
    TeamReason.MISSED: lambda numbers: (
        _("without it: −%(points)s out of 100") % {"points": number_format(numbers["points"], 1)}
    ),
    TeamReason.PINNED: lambda _numbers: _("pinned by the office"),
}
