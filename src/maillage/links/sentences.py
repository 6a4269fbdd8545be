"""Facts and reasons in plain words, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from maillage.directory.queries.terms import living_skills
from maillage.links.rules.strength import FAINT, STRONG
from maillage.links.types import FactSeen, LinkKind, Reason

_FACTS: Mapping[LinkKind, str] = {
    LinkKind.COPRODUCED: gettext_noop("Carried out a coproduction together, ended on %(day)s"),
    LinkKind.WON: gettext_noop("Won an answer together on %(day)s"),
    LinkKind.ANSWERED: gettext_noop("Made a group to answer a need together on %(day)s"),
    LinkKind.REFERENCED: gettext_noop("“%(title)s”, a job done together (%(year)s)"),
    LinkKind.RECOMMENDED: gettext_noop("%(giver)s recommends %(taker)s (%(day)s)"),
    LinkKind.DELIVERED: gettext_noop("One rode a delivery for the other on %(day)s"),
    LinkKind.SUPPLIES: gettext_noop("%(giver)s supplies %(taker)s since %(day)s"),
    LinkKind.PREMISES: gettext_noop("Share premises since %(day)s"),
    LinkKind.GROUP: gettext_noop("Belong to the same employers’ group since %(day)s"),
    LinkKind.MET: gettext_noop("Met on %(day)s"),
    LinkKind.REVIEWED: gettext_noop("A good review of what was done together (%(day)s)"),
    LinkKind.INVITED: gettext_noop("Asked for the same need on %(day)s"),
}


def fact_sentence(fact: FactSeen, /, *, us: str, them: str) -> str:
    """Say one fact. `us`: the organization whose page it is; `them`: the other."""
    giver, taker = (them, us) if fact.is_by_us is False else (us, them)
    words = {
        "giver": giver, "taker": taker, "title": fact.title, "day": date_format(fact.day, "DATE_FORMAT"), "year": fact.day.year,
    }  # fmt: skip
    text = _(_FACTS[fact.kind])
    if fact.kind is LinkKind.REFERENCED and not fact.title:
        text = _("A job done together (%(year)s)")
    said = text % words
    if fact.until is not None:
        said = _("%(fact)s, until %(day)s") % {"fact": said, "day": date_format(fact.until, "DATE_FORMAT")}
    return said


def strength_word(strength: float, /) -> str:
    """Say a strength in a word."""
    if strength >= STRONG:
        return _("strong")
    if strength >= 0.2:
        return _("steady")
    return _("light") if strength >= FAINT else _("faded")


def skill_names() -> Mapping[str, str]:
    """Give the name of each living skill by its slug."""
    return {row.slug: row.name for row in living_skills()}


def reasons_of(reasons: Sequence[Mapping[str, Any]], /, *, skills: Mapping[str, str]) -> list[str]:
    """Say why two organizations should meet, one sentence a reason."""
    return [text for text in (_reason(one, skills) for one in reasons) if text]


def _reason(one: Mapping[str, Any], skills: Mapping[str, str]) -> str:
    names = list(one.get("names", ()))
    match Reason(one["reason"]):
        case Reason.SKILLS if len(names) == 2:
            words = {"one": skills.get(names[0], names[0]), "other": skills.get(names[1], names[1])}
            return _("Their trades often work together: “%(one)s” and “%(other)s”.") % words
        case Reason.NEIGHBOURS if names:
            text = ngettext("They both work with %(names)s.", "They both work with %(names)s.", len(names))
            return text % {"names": _listed(names)}
        case Reason.NEAR if one.get("metres") is not None:
            return _near(one["metres"])
        case Reason.SECTORS:
            return _("They come from different sectors.")
        case Reason.LONELY:
            return _("Both have few links so far.")
    return ""


def _near(metres: int) -> str:
    if metres < 1_000:
        return _("They are neighbours: less than a kilometre apart.")
    shown = number_format(round(metres / 1000))
    return _("They are %(distance)s apart.") % {"distance": f"{shown}\N{NARROW NO-BREAK SPACE}km"}


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def waits_for_us() -> str:
    """Say that it is one's own turn."""
    return _("Waits for your word")


def declared_words(kind: LinkKind, /, *, is_ours: bool) -> str:
    """Say what was declared, from the side of one who reads it."""
    match kind:
        case LinkKind.RECOMMENDED:
            return _("We recommend them.") if is_ours else _("They recommend us.")
        case LinkKind.SUPPLIES:
            return _("We supply them.") if is_ours else _("They supply us.")
        case LinkKind.PREMISES:
            return _("We share premises.")
        case LinkKind.GROUP:
            return _("We belong to the same employers’ group.")
        case _:
            return _("We have met.")
