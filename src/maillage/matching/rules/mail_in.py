"""One e-mail that comes in, taken apart: who writes, what is new in it, what is joined; or that it is no person's word.

Source: RFC 5322 (messages), RFC 3464 (delivery status), RFC 3834 (automatic answers).
"""

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import getaddresses
from enum import StrEnum

from maillage.matching.rules.mail_text import text_of_html, without_quotes

_RECIPIENTS = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc", "Resent-To")
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(?:re\s*:\s*)?(?:out of (?:the )?office|automatic reply|auto[- ]?reply|absence du bureau|r[ée]ponse automatique|"
    r"message d['’]absence|absent(?:e)? du bureau|accus[ée] de r[ée]ception)",
    re.IGNORECASE,
)
_ROBOTS = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre)@", re.IGNORECASE)
_MOST_PARTS = 200
_LONGEST_TEXT = 20_000


class MailKind(StrEnum):
    MESSAGE = "message"
    AUTOMATIC = "automatic"  # "I am away until Monday"
    BOUNCE = "bounce"  # an address that does not receive
    DELAY = "delay"  # it is still being tried


@dataclass(frozen=True, slots=True)
class Joined:
    """A file of an e-mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailIn:
    """An e-mail. `text`: what its writer has added; `refused`, `reason`: of a bounce, the address and what was said of it."""

    kind: MailKind
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    mail_id: str
    subject: str
    text: str = ""
    joined: tuple[Joined, ...] = ()
    refused: str = ""
    reason: str = ""


def read_mail(raw: bytes, /) -> MailIn:
    """Take an e-mail apart; whatever is wrong in it, something is given."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes them so
    senders = getaddresses([_header(message, "From")])
    name, sender = senders[0] if senders else ("", "")
    kind = _kind(message, sender)
    refused, reason = _refused(message) if kind in (MailKind.BOUNCE, MailKind.DELAY) else ("", "")
    return MailIn(
        kind=kind, sender=sender[:254].lower(), sender_name=name[:120], recipients=_recipients(message),
        mail_id=_mail_id(message, raw), subject=" ".join(_header(message, "Subject").split())[:200],
        text=_text(message)[:_LONGEST_TEXT], joined=tuple(_joined(message)) if kind is MailKind.MESSAGE else (),
        refused=refused, reason=reason,
    )  # fmt: skip


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # a header beyond what the parser reads
        return ""


def _recipients(message: EmailMessage) -> tuple[str, ...]:
    values = [_header(message, name) for name in _RECIPIENTS]
    found = (address.lower() for _name, address in getaddresses([value for value in values if value]))
    return tuple(dict.fromkeys(address for address in found if "@" in address))


def _mail_id(message: EmailMessage, raw: bytes) -> str:
    said = _header(message, "Message-ID").strip()
    return said[:300] if said else f"<{hashlib.sha256(raw).hexdigest()}@without-id>"


def _kind(message: EmailMessage, sender: str) -> MailKind:
    if message.get_content_type() == "multipart/report" or _header(message, "X-Failed-Recipients"):
        said = str(message.get_param("report-type", "delivery-status") or "").lower()
        if said in ("delivery-status", "") or _header(message, "X-Failed-Recipients"):
            return (
                MailKind.DELAY
                if _action(message) in ("delayed", "relayed", "delivered", "expanded")
                else MailKind.BOUNCE
            )
        return MailKind.AUTOMATIC  # a receipt of reading
    if sender.lower().startswith(("mailer-daemon@", "postmaster@")) and _header(message, "Return-Path") in ("<>", ""):
        return MailKind.BOUNCE
    submitted = _header(message, "Auto-Submitted").lower().strip()
    precedence = _header(message, "Precedence").lower().strip()
    is_automatic = (
        (submitted and not submitted.startswith("no"))
        or precedence in ("auto_reply", "bulk", "junk", "list")
        or any(_header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Reply"))
        or _AUTOMATIC_SUBJECT.match(_header(message, "Subject"))
        or _ROBOTS.match(sender)
    )
    return MailKind.AUTOMATIC if is_automatic else MailKind.MESSAGE


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        if isinstance(part, EmailMessage):
            yield part


def _status_fields(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in _parts(message):
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            for group in payload if isinstance(payload, list) else []:
                if not isinstance(group, Message):
                    continue
                yield from ((name.lower(), str(value)) for name, value in group.items())


def _action(message: EmailMessage) -> str:
    return next((value.strip().lower() for name, value in _status_fields(message) if name == "action"), "failed")


def _refused(message: EmailMessage) -> tuple[str, str]:
    fields = list(_status_fields(message))
    named = next((value for name, value in fields if name in ("final-recipient", "original-recipient")), "")
    address = named.rpartition(";")[2].strip() or _header(message, "X-Failed-Recipients").partition(",")[0].strip()
    said = next((value for name, value in fields if name == "diagnostic-code"), "")
    said = said or next((value for name, value in fields if name == "status"), "")
    return address.strip("<>")[:254].lower(), " ".join(said.rpartition(";")[2].split())[:300]


def _text(message: EmailMessage) -> str:
    try:
        body = message.get_body(preferencelist=("plain", "html"))
    except (AttributeError, KeyError, TypeError):
        body = None
    if not isinstance(body, EmailMessage):
        return ""
    content = _decoded(body)
    return without_quotes(text_of_html(content) if body.get_content_type() == "text/html" else content)


def _decoded(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = raw.decode("utf-8", errors="replace") if b"\xc3" in raw else raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\x00", "")


def _joined(message: EmailMessage) -> Iterator[Joined]:
    for part in _parts(message):
        if part.is_multipart() or part.get_content_maintype() == "message":
            continue
        name = part.get_filename()
        is_pasted = part.get_content_disposition() == "inline" and part.get("Content-ID")  # a logo of a signature
        if not name or is_pasted:
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield Joined(str(name), content)
