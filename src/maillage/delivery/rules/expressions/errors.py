"""What can be wrong with an expression, and where: forms point at the character."""

from difflib import get_close_matches
from enum import StrEnum


class Problem(StrEnum):
    """Keys of the messages; the sentences that people read stand with the forms."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    UNKNOWN_CHARACTER = "unknown_character"
    UNFINISHED_TEXT = "unfinished_text"
    SINGLE_EQUALS = "single_equals"
    UNEXPECTED = "unexpected"
    UNEXPECTED_END = "unexpected_end"
    REGEX_REFUSED = "regex_refused"
    UNKNOWN_VARIABLE = "unknown_variable"
    UNKNOWN_FUNCTION = "unknown_function"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNKNOWN_METHOD = "unknown_method"
    UNKNOWN_ZONE = "unknown_zone"
    ARGUMENT_COUNT = "argument_count"
    ARGUMENT = "argument"
    COMPARISON_TEXT = "comparison_text"
    WRONG_TYPE = "wrong_type"
    DIVISION_BY_ZERO = "division_by_zero"
    NUMBER_TOO_LARGE = "number_too_large"
    TEXT_TOO_LONG = "text_too_long"
    TOO_MANY_STEPS = "too_many_steps"
    NOT_A_PRICE = "not_a_price"


class ExpressionError(ValueError):
    """A fault of an expression, between the characters `at` and `until` of its text (from 0, half-open).

    `found`: what stands there; `expected`: what could stand there instead, as keys (`value`, `operator`, `name`, `end`,
    `number`, `text`…), signs or names.
    """

    def __init__(
        self, problem: Problem, *, at: int, until: int | None = None, found: str = "", expected: tuple[str, ...] = ()
    ) -> None:
        self.problem = problem
        self.at = at
        self.until = at + 1 if until is None else until
        self.found = found
        self.expected = expected
        super().__init__(problem, at, found)

    @property
    def nearest(self) -> str:
        """Give the expected name that resembles most what was found, or nothing."""
        return next(iter(get_close_matches(self.found, self.expected, n=1)), "")

    def __str__(self) -> str:
        expected = f", expected {' '.join(self.expected)}" if self.expected else ""
        return f"{self.problem} at {self.at}: {self.found!r}{expected}"
