"""The words of reasons of failure: those that everybody has in the reader's language, those of a desk as it wrote them."""

from functools import cache
from typing import Final

from django.conf import settings
from django.utils import translation

from maillage.delivery.rules.failure_codes import USUAL_FAILURES

_USUAL: Final = dict(USUAL_FAILURES)


def reason_words(*, code: str, written: str) -> str:
    """Give a usual reason in the reader's language, unless a desk has put it in words of its own.

    `written`: what is kept, in the language of whoever opened the service.
    """
    return translation.gettext(_USUAL[code]) if written in _in_all_languages(code) else written


@cache
def _in_all_languages(code: str) -> frozenset[str]:
    if code not in _USUAL:
        return frozenset()
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(translation.gettext(_USUAL[code]))
    return frozenset(found)
