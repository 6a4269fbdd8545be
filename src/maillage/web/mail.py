"""E-mails kept as files when no SMTP server is set, and read back at /dev/mail/."""

import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as ParsedMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from maillage.kit.ids import new_id
from maillage.kit.markdown import clean_html

_NAME = re.compile(r"^[0-9a-f-]{36}$")


@dataclass(frozen=True, slots=True)
class KeptMessage:
    name: str
    subject: str
    sender: str
    recipients: str
    kept_at: datetime
    text: str
    html: str


class FileBackend(BaseEmailBackend):
    """Writes each message to its own `.eml` file, named by time."""

    def __init__(self, *, folder: str, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(folder)

    def send_messages(self, email_messages: list[EmailMessage]) -> int:  # type: ignore[override]  # Django gives it lists
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            (self.folder / f"{new_id()}.eml").write_bytes(message.message().as_bytes())
        return len(email_messages)


def kept_messages(*, limit: int) -> list[KeptMessage]:
    """Give the latest kept messages."""
    folder = Path(settings.MAILLAGE_MAIL_FOLDER)
    files = sorted(folder.glob("*.eml"), key=lambda file: file.name, reverse=True)[:limit] if folder.exists() else []
    return [_read(file) for file in files]


def kept_message(*, name: str) -> KeptMessage | None:
    file = Path(settings.MAILLAGE_MAIL_FOLDER) / f"{name}.eml"
    return _read(file) if _NAME.match(name) and file.exists() else None


def _read(file: Path) -> KeptMessage:
    parsed = BytesParser(ParsedMessage, policy=email.policy.default).parsebytes(file.read_bytes())
    return KeptMessage(
        name=file.stem,
        subject=str(parsed["subject"]),
        sender=str(parsed["from"]),
        recipients=str(parsed["to"]),
        kept_at=datetime.fromtimestamp(file.stat().st_mtime, timezone.get_current_timezone()),
        text=_body(parsed, "plain"),
        html=clean_html(_body(parsed, "html")),
    )


def _body(parsed: ParsedMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
