"""Papers of the partners: checked, kept out of public reach, given as downloads."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.kit.errors import Invalid, NotFound
from maillage.matching.models import Coproduction, CoproductionFile, Deliverable
from maillage.matching.services.coproductions.access import note, working_seat
from maillage.matching.services.coproductions.planning import deliver
from maillage.matching.types import Doing

_REASON = "files of a coproduction at hand"
LARGEST_BYTES = 15 * 2**20
MOST_FILES = 100
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# What may be sent, by the end of its name: how it must begin, and what it is given as.
KINDS: dict[str, tuple[Sequence[bytes], str]] = {
    "pdf": ((b"%PDF-",), "application/pdf"),
    "docx": ((_ZIP,), f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": ((_ZIP,), f"{_OFFICE}.spreadsheetml.sheet"),
    "pptx": ((_ZIP,), f"{_OFFICE}.presentationml.presentation"),
    "odt": ((_ZIP,), f"{_OPEN}.text"),
    "ods": ((_ZIP,), f"{_OPEN}.spreadsheet"),
    "odp": ((_ZIP,), f"{_OPEN}.presentation"),
    "doc": ((_OLD_OFFICE,), "application/msword"),
    "xls": ((_OLD_OFFICE,), "application/vnd.ms-excel"),
    "jpg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "jpeg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "png": ((b"\x89PNG\r\n\x1a\n",), "image/png"),
    "webp": ((b"RIFF",), "image/webp"),
    "gif": ((b"GIF87a", b"GIF89a"), "image/gif"),
}


class BadFile(Invalid):
    message = _("Send a PDF, a document of an office program, or a picture.")
    code = "bad_file"


@transaction.atomic
def add_file(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, name: str, file: IO[bytes], now: datetime
) -> CoproductionFile:
    """Keep a file for the partners; the same one sent twice is kept once. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, BadFile (kind, size), Invalid (too many).
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    content, content_type = _checked(name, file)
    digest = hashlib.sha256(content).hexdigest()
    rows = CoproductionFile.objects.across_scopes(reason=_REASON).filter(coproduction=seat.work)
    known: CoproductionFile | None = rows.filter(digest=digest).first()
    if known is not None:
        return known
    if rows.count() >= MOST_FILES:
        raise Invalid(_("A coproduction holds at most 100 files."), field="file")
    shown = name.replace("\\", "/").rsplit("/", 1)[-1][-160:]
    made = CoproductionFile(
        coproduction=seat.work, organization_id=organization_id, name=shown, content_type=content_type,
        size=len(content), digest=digest, added_by_id=actor.user_id, added_at=now,
    )  # fmt: skip
    made.file.save(f"{digest[:32]}.{_extension(name)}", ContentFile(content), save=False)
    made.save(force_insert=True)
    note(seat, Doing.FILE_ADDED, shown, actor=actor, at=now)
    return made


def _extension(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def _checked(name: str, file: IO[bytes]) -> tuple[bytes, str]:
    kind = KINDS.get(_extension(name))
    if kind is None:
        raise BadFile(field="file")
    content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise BadFile(_("This file weighs over 15 MB. Send a smaller one."), field="file")
    starts, content_type = kind
    if not content.startswith(tuple(starts)):
        raise BadFile(_("This file is not what its name says. Open it, save it anew and send it again."), field="file")
    return content, content_type


@transaction.atomic
def deliver_file(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    deliverable_id: UUID,
    name: str,
    file: IO[bytes],
    now: datetime,
) -> Deliverable:
    """Hand something over as a file, which the partners keep. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, BadFile, Invalid.
    """
    seat = {"actor": actor, "coproduction_id": coproduction_id, "organization_id": organization_id, "now": now}
    kept = add_file(**seat, name=name, file=file)  # type: ignore[arg-type]  # a dict of several kinds of values
    return deliver(**seat, deliverable_id=deliverable_id, file=kept)  # type: ignore[arg-type]  # a dict of several kinds of values


def file_of(work: Coproduction, /, *, file_id: UUID) -> CoproductionFile:
    """Give a file of a coproduction whose reader was checked.

    Raises: NotFound.
    """
    rows = CoproductionFile.objects.across_scopes(reason=_REASON)
    found: CoproductionFile | None = rows.filter(coproduction=work, pk=file_id).first()
    if found is None:
        raise NotFound
    return found
