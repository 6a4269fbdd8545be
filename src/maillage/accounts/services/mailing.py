"""E-mails in text and HTML from one template, in the reader's language, with the network's identity."""

import re
from collections.abc import Mapping
from email.utils import formataddr
from typing import Any

import nh3
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from maillage.accounts import queries
from maillage.accounts.models import User
from maillage.kit.markdown import render_markdown

# Links are kept out of the body, where names written by people stand: the one link is the button's.
_BODY_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code"}
_MARKS = re.compile(r"\*\*")


def language_of(*, recipient: User | str) -> str:
    """Give the language in which somebody is written to."""
    chosen = recipient.language if isinstance(recipient, User) else ""
    return chosen or queries.network().default_language


def send_mail_in_language(
    *,
    template: str,
    to: User | str,
    context: Mapping[str, Any] | None = None,
    language: str = "",
    action_url: str = "",
    unsubscribe_url: str = "",
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one message, written in the recipient's language unless `language` says otherwise.

    `reply_to`: where answers go, and where servers that refuse the message say so; the network's office when absent.

    `template` (`<context>/mail/<name>.txt`) defines the partials `subject`, `body` (plain text; `**bold**` and lists
    allowed) and, when the message leads somewhere, `action`: the label of the button to `action_url` (absolute).
    When `<context>/mail/<name>.html` stands beside it, it is the HTML body instead (extend `accounts/mail/layout.html`).
    """
    with translation.override(language or language_of(recipient=to)):
        message = compose_mail(
            template=template, to=to, context=context or {}, action_url=action_url, unsubscribe_url=unsubscribe_url
        )
    if reply_to:
        # Servers write of what they refuse to the envelope's sender, which SMTP takes from `from_email`.
        message.extra_headers["From"] = message.from_email
        message.from_email, message.reply_to = reply_to, [reply_to]
    message.extra_headers.update(headers or {})
    message.send()


def compose_mail(
    *, template: str, to: User | str, context: Mapping[str, Any], action_url: str = "", unsubscribe_url: str = ""
) -> EmailMultiAlternatives:
    """Write a message in the active language."""
    network = queries.network()
    person = to if isinstance(to, User) else None
    address = to.email if isinstance(to, User) else to
    known = {**context, "network": network, "person": person, "address": address, "action_url": action_url}
    body = _part(template, "body", known)
    words = {
        **known,
        "subject": " ".join(_part(template, "subject", known).split()),
        "body": _MARKS.sub("", body),
        "action": _part(template, "action", known) if action_url else "",
        "base_url": settings.MAILLAGE_BASE_URL,
        "language": translation.get_language(),
        "unsubscribe_url": unsubscribe_url,
    }
    message = EmailMultiAlternatives(
        subject=words["subject"],
        body=_plain("accounts/mail/layout.txt", words).strip() + "\n",
        from_email=formataddr((network.name, settings.DEFAULT_FROM_EMAIL)),
        to=[address],
        reply_to=[network.contact_email] if network.contact_email else None,
        headers={"List-Unsubscribe": f"<{unsubscribe_url}>"} if unsubscribe_url else {},
    )
    message.attach_alternative(_html(template, {**words, "body": _body_html(body)}), "text/html")
    return message


def _part(template: str, name: str, context: Mapping[str, Any]) -> str:
    return _plain(f"{template}#{name}", context).strip()


def _plain(template: str, context: Mapping[str, Any]) -> str:
    return str(get_template(template).template.render(Context(dict(context), autoescape=False)))  # type: ignore[attr-defined]  # of the Django engine


def _html(template: str, context: Mapping[str, Any]) -> str:
    try:
        whole = get_template(f"{template.removesuffix('.txt')}.html")
    except TemplateDoesNotExist:
        whole = get_template("accounts/mail/layout.html")
    return whole.render(dict(context))


def _body_html(body: str) -> SafeString:
    return mark_safe(nh3.clean(render_markdown(body), tags=_BODY_TAGS))  # noqa: S308 - nh3 has just sanitised it
