"""French counts the first day of a month: “1er décembre”, as Django does not."""

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language

_FIRST = "1er"


def write_first_days() -> None:
    """Have every format with a `j` (day without a zero) write the first day as French does; other languages stay."""
    plain = DateFormat.j

    def day(self: DateFormat) -> int | str:
        number = plain(self)
        return _FIRST if number == 1 and (get_language() or "").startswith("fr") else number

    DateFormat.j = day  # type: ignore[assignment,method-assign]  # Django has no other door to it
