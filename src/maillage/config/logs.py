"""Logs as one JSON object a line: ids, never names."""

import json
import logging
import re
from datetime import UTC, datetime

# Whoever holds a private address is let in: its key, a long signed word, never reaches a log. UUIDs open nothing by themselves.
_KEY = re.compile(
    r"(?<=/)(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/)[\w.~:=-]*(?=[\w.~:=-]*\d)[\w.~:=-]{24,}(?=[/\s?\"']|$)"
)


def without_keys(text: str) -> str:
    """Give a text with the keys of private addresses masked."""
    return _KEY.sub("…", text)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_keys(record.getMessage()),
        }
        status = getattr(record, "status_code", None)
        if status is not None:
            entry["status"] = status
        if record.exc_info:
            entry["trace"] = without_keys(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)
