"""Answers by SMS that ask for no more messages."""

from datetime import datetime

import phonenumbers

from maillage.delivery.rules.sms import is_stop
from maillage.delivery.services.notices import refuse_everywhere


def hear(*, sender: str, text: str, now: datetime) -> bool:
    """Send no more messages to whoever answers STOP; gives whether that was it. `sender`: with its country, + or not."""
    digits = "".join(one for one in sender if one.isdigit())
    if not is_stop(text) or not digits:
        return False
    try:
        number = phonenumbers.parse(f"+{digits.removeprefix('00')}", None)
    except phonenumbers.NumberParseException:
        return False
    refuse_everywhere(telephone=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), now=now)
    return True
