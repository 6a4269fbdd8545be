"""An import as its page shows it."""

from datetime import datetime
from typing import Any, Literal

from django.utils.translation import get_language

from maillage.directory.importing import Format, sentence
from maillage.directory.importing.reasons import SENTENCES
from maillage.directory.importing.types import Reason
from maillage.directory.labels import field_label
from maillage.directory.labels_of_imports import (
    DUPLICATE_REASONS,
    FORMAT_LABELS,
    OUTCOME_HINTS,
    OUTCOME_LABELS,
    PHASE_LABELS,
    ROW_LABELS,
    STATE_LABELS,
    STATE_TONES,
)
from maillage.directory.models import ImportRun
from maillage.directory.queries import imports as queries
from maillage.directory.services.imports import may_be_corrected, may_be_undone
from maillage.directory.types import ImportState

_LIVE = (ImportState.QUEUED, ImportState.RUNNING)


def run_context(run: ImportRun, /, *, now: datetime) -> dict[str, Any]:
    """Give what the pages of an import show."""
    language: Literal["fr", "en"] = "en" if get_language() == "en" else "fr"
    is_live = run.state in _LIVE or run.phase == "undoing"
    left = queries.seconds_left(run, now=now) if is_live else None
    spent = (run.finished_at or now) - run.started_at if run.started_at else None
    rate = run.rows / spent.total_seconds() if spent and spent.total_seconds() > 0 else 0
    return {
        "run": run,
        "is_live": is_live,
        "percent": queries.percent_done(run),
        "minutes_left": round(left / 60) if left and left >= 90 else None,
        "seconds_left": left if left is not None and left < 90 else None,
        "rate": round(rate),
        "format_label": FORMAT_LABELS.get(Format(run.format), run.format),
        "state_label": STATE_LABELS[ImportState(run.state)],
        "state_tone": STATE_TONES.get(ImportState(run.state), "neutral"),
        "phase_label": PHASE_LABELS.get(run.phase, ""),
        "shares": [
            {"share": share, "label": OUTCOME_LABELS[share.outcome], "hint": OUTCOME_HINTS[share.outcome]}
            for share in queries.shares(run)
        ],
        "errors": [sentence(reason, language=language) for reason in queries.reasons_of(run)],
        "reasons": _told_reasons(run, is_warning=False, language=language),
        "warnings": _told_reasons(run, is_warning=True, language=language),
        "samples": [_sample(sample) for sample in run.report.get("samples", [])],
        "pairs": [
            {"pair": pair, "reasons": [DUPLICATE_REASONS.get(reason, reason) for reason in pair.reasons]}
            for pair in queries.doubtful_pairs(run)
        ],
        "can_correct": may_be_corrected(run),
        "can_undo": may_be_undone(run) and run.phase != "undoing",
        "undo": run.report.get("undo"),
    }


def _sample(sample: dict[str, Any]) -> dict[str, Any]:
    changes = [{**change, "label": field_label(change["field"])} for change in sample.get("changes", [])]
    return {**sample, "label": ROW_LABELS[sample["outcome"]], "changes": changes}


def _told_reasons(run: ImportRun, *, is_warning: bool, language: str) -> list[dict[str, Any]]:
    """Give each reason with how many rows it has, in words that fit them all, the most frequent first."""
    counts = run.report.get("reasons", {})
    found = []
    for key, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        code = key.removeprefix("warning:")
        if key.startswith("warning:") == is_warning and code in SENTENCES:
            said = sentence(Reason(code, "", "…"), language="en" if language == "en" else "fr")
            found.append({"count": count, "text": said})
    return found
