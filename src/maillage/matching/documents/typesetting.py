"""From a document's content to its PDF, by typst: the same content gives the same bytes."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import typst

from maillage.matching.documents.filling import filled
from maillage.matching.types import DocumentKind

_TEMPLATES = Path(__file__).parent / "templates"


def typeset(
    *,
    kind: DocumentKind,
    content: Mapping[str, Any],
    digest: str,
    accent: str,
    made_at: datetime,
    logo: bytes = b"",
    partner_id: UUID | None = None,
) -> bytes:
    """Give a document as PDF/A-3b, in the content's language.

    `digest`: of the frozen content, empty for a draft, which is marked as one. `accent`: colour, #RRGGBB. `made_at`: stands
    in the file's metadata. `logo`: the network's, WebP. `partner_id`: whose declaration it is.
    """
    values = filled(kind=kind, content=content) | {
        "digest": digest, "is_draft": not digest, "accent": accent, "partner": str(partner_id or ""),
        "logo": "logo.webp" if logo else None,
    }  # fmt: skip
    sources = {"main": _template(kind.value), "house.typ": _template("house")} | ({"logo.webp": logo} if logo else {})
    pdf: bytes = typst.compile(
        cast(Any, sources),  # its stubs do not know that several files may be given
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["a-3b"],
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
    )
    return pdf


@cache
def _template(name: str) -> bytes:
    return (_TEMPLATES / f"{name}.typ").read_bytes()
