"""Proofs of a store's deliveries, as one file. Source: `coopcycle_api.md`, section 7."""

import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Bare
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.reading.texts import instant_in
from maillage.delivery.coopcycle.refusals import Refused
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.models import TaskProof
from maillage.delivery.queries import api_reading
from maillage.delivery.queries.proofs import proofs_of_store

MOST = 500
_IN_MEMORY = 8 * 2**20


@for_programs("deliveries")
def count(call: Call, number: int) -> Answer:
    """Say how many proofs there are: `?after=` and `?before=` bound when they were made."""
    return Bare({"count": _found(call, number, call.request.GET).count()})


@for_programs("deliveries")
def export(call: Call, number: int) -> Answer:
    """Give the photos and signatures in a ZIP, by delivery and task; `after` and `before` bound when they were made."""
    found = list(_found(call, number, {**call.request.GET.dict(), **call.body()})[: MOST + 1])
    if len(found) > MOST:
        raise Refused(
            _("There are more than %(most)s: ask for a shorter span by “after” and “before”.") % {"most": MOST}
        )
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by the answer that streams it
    with zipfile.ZipFile(file, "w") as archive:
        for proof in found:
            with proof.file.open("rb") as picture:
                archive.writestr(_name(proof), picture.read())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"proofs-{number}.zip", content_type="application/zip")


def _name(proof: TaskProof) -> str:
    task = proof.task
    delivery = task.delivery.number if task and task.delivery else 0
    ending = PurePosixPath(proof.file.name or "").suffix
    return f"D-{delivery}/{task.number if task else 0}-{proof.kind.lower()}-{proof.pk}{ending}"


def _found(call: Call, number: int, asked: Mapping[str, Any]) -> "QuerySet[TaskProof]":
    store = api_reading.store_or_refused(actor=call.actor, store_id=number)
    bounds = {key: instant_in(asked.get(key), now=call.now, zone=call.zone) for key in ("after", "before")}
    return proofs_of_store(actor=call.actor, store_id=store.pk, **bounds)
