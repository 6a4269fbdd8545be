"""How figures of deliveries are written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format

from maillage.delivery.labels import STATEMENT_KINDS
from maillage.delivery.queries.statements import Subject
from maillage.delivery.statement_files import line_words as words_of_line
from maillage.delivery.statement_files import rate_words

_NONE = "—"

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """Write a share that is in percent already."""
    return _NONE if share is None else f"{number_format(round(share), use_l10n=True)}\N{NARROW NO-BREAK SPACE}%"


@register.filter
def decimal(value: float | None, digits: int = 1) -> str:
    """Write a number with so many digits behind the comma."""
    return _NONE if value is None else number_format(value, decimal_pos=digits, use_l10n=True)


@register.filter
def hours(seconds: int) -> str:
    """Write a time of work: 7,5 h."""
    return f"{number_format(seconds / 3600, decimal_pos=1, use_l10n=True)}\N{NARROW NO-BREAK SPACE}h"


@register.filter
def co2(grams: int) -> str:
    """Write a mass of CO₂ in kilograms."""
    return f"{number_format(round(grams / 1000, 1), decimal_pos=1, use_l10n=True)}\N{NARROW NO-BREAK SPACE}kg"


@register.filter
def rate(basis_points: int) -> str:
    """Write a rate of VAT."""
    return rate_words(basis_points)


@register.filter
def iso_day(text: str) -> date | None:
    """Read a day as documents write it."""
    return date.fromisoformat(text) if text else None


@register.filter
def line_words(line: Mapping[str, Any], kind: str) -> str:
    """Say what a line of a statement of a kind is for."""
    return words_of_line(line, kind=kind)


@register.filter
def statement_kind(value: str) -> Any:
    return STATEMENT_KINDS.get(value, value)  # type: ignore[call-overload]  # a text that is no such value stays itself


@register.simple_tag
def statement_url(subject: Subject, organization: Any, month: date) -> str:
    """Give the address of a subject's month on the desk."""
    return _url(subject, organization, month, "statement")


@register.simple_tag
def statement_closing_url(subject: Subject, organization: Any, month: date) -> str:
    """Give the address at which a subject's month is closed."""
    return _url(subject, organization, month, "month_closing")


def _url(subject: Subject, organization: Any, month: date, page: str) -> str:
    key = subject.slug or subject.key
    return reverse(f"delivery:{subject.kind.value}_{page}", args=[organization.slug, key, f"{month:%Y-%m}"])
