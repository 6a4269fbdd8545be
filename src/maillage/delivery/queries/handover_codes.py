"""The code that whoever receives a delivery gives at the door: found again each time, kept nowhere."""

from django.conf import settings

from maillage.delivery.models import Task
from maillage.delivery.rules.handover_codes import derived_code, tidy


def code_of(task: Task, /) -> str:
    """Give the code for whoever receives, empty when none is asked."""
    return code_to_be(task) if task.code_hash else ""


def code_to_be(task: Task, /) -> str:
    """Give the code that a drop-off has, if one is asked: a program's own, else ours."""
    own = tidy(str(task.metadata.get("handover_code") or ""))
    return own or derived_code(settings.SECRET_KEY.encode(), task.pk.hex)
