"""Which form an answer takes, and which a request may have. Source: `coopcycle_api.md`, section 1."""

from typing import Any

JSON_LD = "application/ld+json"
PLAIN_JSON = "application/json"
CSV = "text/csv"
MERGE_PATCH = "application/merge-patch+json"
# In the server's order. Browsers ask for HTML and get what programs get: it reads well enough.
_FORMATS = (
    (JSON_LD, (JSON_LD, MERGE_PATCH)),
    (PLAIN_JSON, (PLAIN_JSON, "application/x-json")),
    (CSV, (CSV,)),
    (JSON_LD, ("text/html", "application/xhtml+xml")),
)
BODIES = (JSON_LD, MERGE_PATCH, PLAIN_JSON)
_HIDDEN = ("@context", "@id", "@type")


class Verbatim(dict[str, Any]):
    """An object that plain JSON shows as it is: its `@type` is data."""


def format_of(accept: str) -> str | None:
    """Choose among our formats those that `Accept` names, the highest `q` first, then our order; None when none fits."""
    ranges = _ranges(accept.strip() or "*/*")
    best, chosen = 0.0, None
    for shown, types in _FORMATS:
        quality = max(_quality(ranges, one) for one in types)
        if quality > best:
            best, chosen = quality, shown
    return chosen


def plain(document: Any) -> Any:
    """Take the words of JSON-LD out: a collection becomes a bare list."""
    if isinstance(document, Verbatim):
        return dict(document)
    if isinstance(document, dict):
        if "hydra:member" in document:
            return plain(document["hydra:member"])
        return {key: plain(value) for key, value in document.items() if key not in _HIDDEN}
    return [plain(one) for one in document] if isinstance(document, list) else document


def _ranges(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept[:1000].split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        quality = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        try:
            found[name] = max(0.0, min(float(quality), 1.0))
        except ValueError:
            found[name] = 0.0
    return found


def _quality(ranges: dict[str, float], media_type: str) -> float:
    family = f"{media_type.partition('/')[0]}/*"
    return max(ranges.get(media_type, 0.0), ranges.get(family, 0.0), ranges.get("*/*", 0.0))
