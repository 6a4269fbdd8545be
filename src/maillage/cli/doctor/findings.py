"""What an examination finds: one line each, with its remedy."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `remedy`: what to do, empty when all is well."""

    subject: str
    verdict: Verdict
    text: str
    remedy: str = ""


def fine(subject: str, text: str) -> Finding:
    return Finding(subject, Verdict.OK, text)


def warning(subject: str, text: str, remedy: str) -> Finding:
    return Finding(subject, Verdict.WARNING, text, remedy)


def error(subject: str, text: str, remedy: str) -> Finding:
    return Finding(subject, Verdict.ERROR, text, remedy)
