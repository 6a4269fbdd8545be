"""Short messages, by the gateway of the instance or by that of tests."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage

from maillage.delivery.rules.sms import filled, kind_of, tidy_text
from maillage.delivery.types import SmsGateway
from maillage.kit.outside import Unanswered, Unreachable, post

type Post = Callable[..., int]


class NotTaken(Exception):
    """The message was not taken. `is_final`: another try would not help, or might send it twice."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


def gateways() -> list[SmsGateway]:
    """List the gateways that this instance has, none included."""
    known = [SmsGateway.NONE]
    if settings.MAILLAGE_SMS_URL:
        known.append(SmsGateway.HTTP)
    return [*known, SmsGateway.TEST] if settings.MAILLAGE_DEVELOPMENT else known


def send_sms(*, gateway: SmsGateway, to: str, text: str, once_id: str, post: Post = post) -> None:
    """Hand one message over. `to`: E.164; `once_id`: told to the gateway as `Idempotency-Key`.

    Raises: NotTaken.
    """
    tidy = tidy_text(text)
    if gateway not in gateways() or gateway is SmsGateway.NONE:
        raise NotTaken("this instance has no such gateway", is_final=True)
    if gateway is SmsGateway.TEST:
        EmailMessage(subject=f"SMS {to}", body=tidy, to=[f"{to}@sms.invalid"]).send()
        return
    values = {
        "to": to, "text": tidy, "sender": settings.MAILLAGE_SMS_SENDER, "secret": settings.MAILLAGE_SMS_SECRET,
        "id": once_id,
    }  # fmt: skip
    headers = {
        name: filled(value, values=values, kind="header") for name, value in settings.MAILLAGE_SMS_HEADERS.items()
    }
    content_type = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    if not content_type:
        content_type = headers["Content-Type"] = "application/json"
    body = filled(settings.MAILLAGE_SMS_BODY, values=values, kind=kind_of(content_type))
    url = filled(settings.MAILLAGE_SMS_URL, values=values, kind="form")
    _post(url, body=body.encode(), headers={"User-Agent": "Maillage", "Idempotency-Key": once_id, **headers}, post=post)


def _post(url: str, *, body: bytes, headers: dict[str, str], post: Post) -> None:
    try:
        status = post(url, body=body, headers=headers)
    except Unanswered as error:
        # It may have been taken: to send it again could send it twice.
        raise NotTaken(f"perhaps sent: {error}", is_final=True) from None
    except Unreachable as error:
        raise NotTaken(str(error), is_final=False) from None
    if not 200 <= status < 300:
        raise NotTaken(f"the gateway answered {status}", is_final=status < 500 and status not in (408, 425, 429))
