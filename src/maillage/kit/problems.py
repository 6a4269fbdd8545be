"""Problem documents: how programs are told what was wrong.

Source: RFC 9457.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One input at fault: where, why it is refused, what to write instead."""

    field: str
    detail: str
    remedy: str = ""


def problem_document(
    *, status: int, code: str, title: str, detail: str, mistakes: Sequence[Mistake] = (), about: str = "about:blank"
) -> JsonResponse:
    """Answer a problem. `code` is for programs and never translated; `about`: address of a page that explains it."""
    body: dict[str, Any] = {"type": about, "title": title, "status": status, "detail": detail, "code": code}
    if mistakes:
        body["field"] = mistakes[0].field
        body["errors"] = [
            {"field": one.field, "detail": one.detail, **({"remedy": one.remedy} if one.remedy else {})}
            for one in mistakes
        ]
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
