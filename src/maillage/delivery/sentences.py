"""What is wrong with a rule of prices, said to who writes it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.delivery.rules.expressions import ExpressionError, Problem

_KINDS = {
    "value": lambda: _("a value"), "operator": lambda: _("a sign such as > or and"), "name": lambda: _("a name"),
    "end": lambda: _("the end"), "number": lambda: _("a number"), "text": lambda: _("a text in quotes"),
    "task": lambda: _("pickup, dropoff or task"), "address": lambda: _("an address, such as dropoff.address"),
    "packages": lambda: _("packages"), "comparison": lambda: _("a comparison in quotes, such as \"> 5\""),
    "zone": lambda: _("the name of a zone in quotes"), "order": lambda: _("order"),
}  # fmt: skip
_MOST_EXPECTED = 6


@dataclass(frozen=True, slots=True)
class Fault:
    """An expression cut at what is wrong in it, and the sentence. `position`: of the character, from 1."""

    sentence: str
    before: str
    marked: str
    after: str
    position: int


def fault_of(error: ExpressionError, *, text: str) -> Fault:
    """Point at the characters at fault, and say what could stand there."""
    at, until = min(error.at, len(text)), min(max(error.until, error.at + 1), len(text))
    return Fault(sentence_of(error), text[:at], text[at:until] or " ", text[until:], at + 1)


def sentence_of(error: ExpressionError) -> str:
    """Say what is wrong, and what to write instead where that is known."""
    words = {"found": error.found, "expected": _listed(error.expected), "count": " – ".join(error.expected)}
    sentence = _sentence(error.problem) % words
    if error.nearest:
        return sentence + " " + _("Do you mean “%(name)s”?") % {"name": error.nearest}
    if error.problem in _NAMES and error.expected:
        return sentence + " " + _("There are: %(names)s.") % {"names": ", ".join(error.expected)}
    return sentence


def _sentence(problem: Problem) -> str:  # noqa: C901 - one line for each problem
    match problem:
        case Problem.EMPTY:
            return _("Nothing is written: give a condition, such as distance > 5000, or a price in cents.")
        case Problem.TOO_LONG:
            return _("This is too long: cut the rule in two.")
        case Problem.TOO_DEEP:
            return _("There are brackets within brackets beyond what can be followed: cut the rule in two.")
        case Problem.UNKNOWN_CHARACTER:
            return _("“%(found)s” has no meaning here.")
        case Problem.UNFINISHED_TEXT:
            return _("A text starts here and does not end: close its quotes.")
        case Problem.SINGLE_EQUALS:
            return _("Two equals signs compare: write == instead of =.")
        case Problem.UNEXPECTED:
            return _("“%(found)s” does not belong here: %(expected)s is expected.")
        case Problem.UNEXPECTED_END:
            return _("Something is missing at the end: %(expected)s is expected.")
        case Problem.REGEX_REFUSED:
            return _("Patterns (matches) are not taken: compare with == or in.")
        case Problem.UNKNOWN_VARIABLE:
            return _("There is no “%(found)s”.")
        case Problem.UNKNOWN_FUNCTION:
            return _("There is no function “%(found)s” here.")
        case Problem.UNKNOWN_ATTRIBUTE | Problem.UNKNOWN_METHOD:
            return _("This has no “%(found)s”.")
        case Problem.UNKNOWN_ZONE:
            return _("There is no zone “%(found)s”: draw it first, or take another name.")
        case _:
            return _later_sentence(problem)


def _later_sentence(problem: Problem) -> str:
    match problem:
        case Problem.ARGUMENT_COUNT:
            return _("“%(found)s” takes %(count)s values between its brackets.")
        case Problem.ARGUMENT:
            return _("This is not what the function takes: %(expected)s is expected.")
        case Problem.COMPARISON_TEXT:
            return _('“%(found)s” is no comparison: write it as "> 5" or "in 2..4".')
        case Problem.WRONG_TYPE:
            return _("This cannot be reckoned with: %(expected)s is expected.")
        case Problem.DIVISION_BY_ZERO:
            return _("This divides by zero.")
        case Problem.NUMBER_TOO_LARGE:
            return _("This number is too large.")
        case Problem.TEXT_TOO_LONG:
            return _("This text is too long.")
        case Problem.TOO_MANY_STEPS:
            return _("This takes too many steps to work out.")
        case _:
            return _("This gives no price: write a number of cents, such as 499, or a function of prices.")


_NAMES = frozenset(
    {
        Problem.UNKNOWN_VARIABLE, Problem.UNKNOWN_FUNCTION, Problem.UNKNOWN_ATTRIBUTE, Problem.UNKNOWN_METHOD,
        Problem.UNKNOWN_ZONE,
    }
)  # fmt: skip


def _listed(expected: tuple[str, ...]) -> str:
    shown = [str(_KINDS[one]()) if one in _KINDS else one for one in expected[:_MOST_EXPECTED]]
    return _(" or ").join(shown) or _("something else")
