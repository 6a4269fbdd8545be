"""An answer is frozen, signed off by each partner on one fingerprint, and reopened when something must change."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from maillage.accounts.queries import network
from maillage.accounts.types import Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.matching.documents import typeset
from maillage.matching.events import AnswerFrozen as AnswerFrozenEvent
from maillage.matching.events import AnswerReopened, AnswerSigned
from maillage.matching.models import Answer, AnswerDocument, FrozenAnswer, SignOff
from maillage.matching.queries.answers import Workspace, content_of, signed_now, workspace
from maillage.matching.rules.answers import FIRST_LINK, Signature, digest_of, link_of
from maillage.matching.services.answers.access import partners_in, seat_of
from maillage.matching.services.answers.writing import writing_seat
from maillage.matching.states import ANSWER_MOVES
from maillage.matching.types import AnswerState, BriefKind, ConsortiumForm, DocumentKind
from maillage.stream.services import move, publish

_REASON = "what belongs to an answer at hand"


class HasGaps(Invalid):
    message = _("Something is still missing: see the list at the top of the page.")
    code = "has_gaps"


class AnotherDocument(Conflict):
    message = _("This is not the document that you had before you: read the new one before you sign.")
    code = "another_document"


@transaction.atomic
def freeze_answer(*, actor: Actor, answer_id: UUID, organization_id: UUID, now: datetime) -> Answer:
    """Freeze an answer and ask the partners to sign it off; its documents are made and kept. Publishes `AnswerFrozen`.

    Raises: NotAllowed (neither the lead nor the office), NotFound, AnswerFrozen (is frozen already), HasGaps.
    """
    seat = writing_seat(actor=actor, answer_id=answer_id, organization_id=organization_id)
    if not seat.directs:
        raise NotAllowed(_("The lead of the consortium does this."))
    answer = seat.answer
    space = workspace(answer)
    if space.gaps:
        raise HasGaps
    # The time stands in what is signed: an earlier word never counts for a later document, even of the same content.
    content = content_of(space) | {"frozen_at": now.isoformat()}
    documents = _documents(space, content, now)
    content["documents"] = sorted([kind.value, str(partner or ""), digest] for kind, partner, _pdf, digest in documents)
    answer.digest, answer.frozen_at = digest_of(content), now
    answer.save(update_fields=["digest", "frozen_at"])
    frozen: FrozenAnswer = FrozenAnswer.objects.create(
        answer=answer, digest=answer.digest, content=content, frozen_by_id=actor.user_id, frozen_at=now
    )
    for kind, partner, pdf, digest in documents:
        AnswerDocument.objects.create(
            frozen=frozen,
            kind=kind.value,
            partner_id=partner,
            file=ContentFile(pdf, name=f"{kind.value}.pdf"),
            digest=digest,
        )
    move(answer, target=AnswerState.SIGNING.value, moves=ANSWER_MOVES, actor_id=actor.user_id, at=now)
    publish(AnswerFrozenEvent(actor_id=actor.user_id, **told(answer, at=now)))
    return answer


def kinds_for(space: Workspace, /) -> list[tuple[DocumentKind, UUID | None]]:
    """Say which documents an answer needs: with partners an agreement, for a call for tender candidacy and declarations."""
    kinds: list[tuple[DocumentKind, UUID | None]] = [(DocumentKind.ANSWER, None)]
    if space.answer.consortium.form != ConsortiumForm.ALONE.value:
        kinds.append((DocumentKind.AGREEMENT, None))
    if space.answer.brief.kind == BriefKind.TENDER.value:
        kinds.append((DocumentKind.CANDIDACY, None))
        kinds += [(DocumentKind.DECLARATION, one.partner.organization_id) for one in space.partners]
    return kinds


def _documents(
    space: Workspace, content: dict[str, Any], now: datetime
) -> list[tuple[DocumentKind, UUID | None, bytes, str]]:
    made = []
    for kind, partner in kinds_for(space):
        pdf = document(kind=kind, content=content, digest=digest_of(content), made_at=now, partner_id=partner)
        made.append((kind, partner, pdf, hashlib.sha256(pdf).hexdigest()))
    return made


def document(
    *, kind: DocumentKind, content: dict[str, Any], digest: str, made_at: datetime, partner_id: UUID | None = None
) -> bytes:
    """Give a document in the network's colours; without a `digest` it is marked as a draft."""
    host = network()
    logo = Path(settings.MEDIA_ROOT) / host.logo.name if host.logo and host.logo.name else None
    return typeset(
        kind=kind, content=content, digest=digest, accent=host.accent_light, made_at=made_at, partner_id=partner_id,
        logo=logo.read_bytes() if logo is not None and logo.exists() else b"",
    )  # fmt: skip


@transaction.atomic
def sign_answer(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, seen_digest: str, name: str, role: str, now: datetime
) -> SignOff:
    """Sign a frozen answer off for an organization; a second time changes nothing. When all have signed, the office reviews.

    The office may record a signature given on paper: the role says so. Publishes `AnswerSigned`.
    Raises: NotAllowed, NotFound, Conflict (not being signed), AnotherDocument, Invalid (no name).
    """
    seat = seat_of(actor=actor, answer_id=answer_id, organization_id=organization_id, lock=True)
    answer = seat.answer
    rows = SignOff.objects.across_scopes(reason=_REASON).filter(answer=answer)
    known: SignOff | None = rows.filter(organization_id=organization_id, digest=answer.digest).first()
    if known is not None and answer.digest:
        return known
    if answer.state != AnswerState.SIGNING.value:
        raise Conflict(_("This answer is not being signed now."))
    if seen_digest != answer.digest:
        raise AnotherDocument
    if not name.strip():
        raise Invalid(_("Type the name of the person who signs."), field="name")
    if seat.is_office:
        with translation.override(answer.brief.language):
            role = ", ".join(filter(None, (role.strip(), pgettext("signature", "on paper, recorded by the network"))))
    last = rows.order_by("signed_at", "id").last()
    facts = Signature(str(organization_id), name.strip()[:140], role.strip()[:120], answer.digest, now.isoformat())
    made: SignOff = SignOff.objects.create(
        answer=answer, organization_id=organization_id, person_id=actor.user_id, name=facts.name, role=facts.role,
        digest=answer.digest, chain=link_of(last.chain if last else FIRST_LINK, facts), signed_at=now,
    )  # fmt: skip
    waited = {one.organization_id for one in partners_in(answer)}
    signed = set(signed_now(answer, list(rows), list(waited)))
    is_last = waited <= signed
    if is_last:
        move(answer, target=AnswerState.REVIEW.value, moves=ANSWER_MOVES, actor_id=actor.user_id, at=now)
    event = told(answer, at=now) | {"organization_id": organization_id}
    publish(AnswerSigned(actor_id=actor.user_id, is_last=is_last, **event))
    return made


@transaction.atomic
def reopen_answer(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, reason: str, now: datetime
) -> Answer:  # fmt: skip
    """Bring an answer that is being signed or reviewed back to the draft; every partner may. Publishes `AnswerReopened`.

    Raises: NotAllowed, NotFound, IllegalMove (a draft, or sent), Invalid (no reason).
    """
    seat = seat_of(actor=actor, answer_id=answer_id, organization_id=organization_id, lock=True)
    if not reason.strip():
        raise Invalid(_("Say what must change: the others read it."), field="reason")
    return _reopened(seat.answer, actor_id=actor.user_id, reason=reason.strip()[:500], now=now)


def _reopened(answer: Answer, *, actor_id: UUID | None, reason: str, now: datetime) -> Answer:
    move(answer, target=AnswerState.DRAFT.value, moves=ANSWER_MOVES, actor_id=actor_id, at=now, reason=reason)
    answer.digest, answer.frozen_at = "", None
    answer.save(update_fields=["digest", "frozen_at"])
    publish(AnswerReopened(actor_id=actor_id, reason=reason, **told(answer, at=now)))
    return answer


def told(answer: Answer, /, *, at: datetime) -> dict[str, Any]:
    """Give what every event of an answer tells."""
    partners = partners_in(answer)
    return {
        "at": at, "object_id": answer.pk, "organization_id": partners[0].organization_id if partners else None,
        "brief_id": answer.brief_id, "number": answer.brief.number,
        "organization_ids": tuple(one.organization_id for one in partners),
    }  # fmt: skip
