"""What is wrong in a call of the API, and what to write instead, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.kit.problems import Mistake

# By pydantic's types of errors (docs.pydantic.dev, "Validation Errors").
_REMEDIES: Mapping[str, Any] = {
    "string_too_long": _("Write at most %(max_length)s characters."),
    "string_too_short": _("Write at least %(min_length)s characters."),
    "too_long": _("Give at most %(max_length)s items."),
    "greater_than_equal": _("Write a number of at least %(ge)s."),
    "less_than_equal": _("Write a number of at most %(le)s."),
    "literal_error": _("Write one of: %(expected)s."),
    "enum": _("Write one of: %(expected)s."),
    "int_parsing": _("Write a whole number."),
    "int_from_float": _("Write a whole number."),
    "float_parsing": _("Write a number."),
    "finite_number": _("Write a number."),
    "string_type": _("Write a text in quotes."),
    "int_type": _("Write a whole number."),
    "float_type": _("Write a number."),
    "bool_type": _("Write true or false."),
    "list_type": _("Write a list in square brackets."),
    "dict_type": _("Write an object in braces."),
    "model_type": _("Write an object in braces."),
    "model_attributes_type": _("Write an object in braces."),
    "date_type": _("Write a date as 2027-03-31."),
    "date_parsing": _("Write a date as 2027-03-31."),
    "date_from_datetime_parsing": _("Write a date as 2027-03-31."),
    "date_from_datetime_inexact": _("Write a date as 2027-03-31, without a time."),
    "datetime_type": _("Write a date and time as 2027-03-31T14:00:00Z."),
    "datetime_parsing": _("Write a date and time as 2027-03-31T14:00:00Z."),
    "datetime_from_date_parsing": _("Write a date and time as 2027-03-31T14:00:00Z."),
    "uuid_type": _("Write an identifier of 36 characters, as this API gives them."),
    "uuid_parsing": _("Write an identifier of 36 characters, as this API gives them."),
    "json_invalid": _("This is not JSON: check quotes, commas and brackets."),
    "string_pattern_mismatch": _("Write it in the form %(pattern)s."),
    "bool_parsing": _("Write 1 or 0."),
    "missing": _("It is needed."),
    "extra_forbidden": _("It is not known here: leave it out."),
}


def mistake_of(error: Mapping[str, Any], /) -> Mistake:
    """Say what pydantic found."""
    places = [str(part) for part in error["loc"][1:]]
    field = ".".join(places[1:] if error["loc"][0] in {"body", "query"} and len(places) > 1 else places) or "body"
    limits = {name: value for name, value in (error.get("ctx") or {}).items() if isinstance(value, str | int | float)}
    template = _REMEDIES.get(error["type"])
    remedy = str(template) % limits if template else error["msg"]
    return Mistake(field=field, detail=gettext("This value cannot be used."), remedy=remedy)
