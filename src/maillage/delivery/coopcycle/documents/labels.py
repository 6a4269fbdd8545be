"""Barcodes of tasks and the addresses of their labels. Source: `coopcycle_api.md`, section 3.2."""

import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from maillage.delivery.models import Task
from maillage.delivery.rules.parcels import INSTANCE, Barcode, barcode_text


def label_token(code: str, /) -> str:
    """Sign a barcode: whoever prints a label needs no account, and cannot guess another one's."""
    return hmac.new(settings.SECRET_KEY.encode(), f"maillage.label:{code}".encode(), hashlib.sha256).hexdigest()[:32]


def label_url(task: Task, /, *, package_id: int | None = None, unit: int | None = None) -> str:
    code = barcode_text(Barcode(INSTANCE, task.number, package_id, unit))
    return _url(code)


def barcode_document(task: Task, /) -> dict[str, Any]:
    code = barcode_text(Barcode(INSTANCE, task.number))
    return {"barcode": code, "label": {"token": label_token(code), "url": _url(code)}}


def _url(code: str) -> str:
    return f"{settings.MAILLAGE_BASE_URL}/tasks/label?{urlencode({'code': code, 'token': label_token(code)})}"
