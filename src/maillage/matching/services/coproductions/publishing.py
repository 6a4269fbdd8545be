"""Common work becomes a reference on every partner's profile, with credits, once each of them agrees to its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.directory.services.joint_references import (
    Credit,
    JointReference,
    hide_joint_reference,
    show_joint_reference,
)
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.matching.events import (
    CoproductionConsentWithdrawn,
    CoproductionPublicationProposed,
    CoproductionPublished,
)
from maillage.matching.models import (
    BriefSkill,
    Coproduction,
    CoproductionPartner,
    Publication,
    PublicationConsent,
    Review,
)
from maillage.matching.services.coproductions.access import Seat, WorkChanged, note, partners_in, seat_of, told
from maillage.matching.services.coproductions.reviewing import work_of_key
from maillage.matching.types import CoproductionState, Doing, ReviewSide
from maillage.stream.services import publish

_REASON = "the publication of a coproduction at hand"
_PUBLISHABLE = (CoproductionState.DELIVERED, CoproductionState.REVIEWED, CoproductionState.CLOSED)


class NotPublishable(Conflict):
    message = _("What was made together is shown once it is delivered.")
    code = "not_publishable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationGiven:
    """The words of the reference."""

    title: str
    description: str = ""
    place: str = ""
    year: int | None = None


@transaction.atomic
def propose_publication(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    given: PublicationGiven,
    seen_version: int,
    now: datetime,
) -> Publication:
    """Propose the words of the common reference; new words ask for everybody's consent anew. `seen_version`: 0 for none.

    One's own organization agrees by proposing. Publishes `CoproductionPublicationProposed`.
    Raises: NotAllowed (not the lead), NotFound, NotPublishable, Invalid, WorkChanged, Conflict (published already).
    """
    seat = _seat(actor, coproduction_id, organization_id)
    if not seat.directs:
        raise NotAllowed(_("The lead of the coproduction does this."))
    if not given.title.strip():
        raise Invalid(_("Give the reference a title."), field="title")
    row = _publication(seat.work)
    if row is not None and row.published_at is not None:
        raise Conflict(_("This is published: its words are changed on each partner’s own page."))
    if row is not None and row.version != seen_version:
        raise WorkChanged(theirs=row)
    columns = {"title": given.title, "description": given.description, "place": given.place, "year": given.year}
    if row is None:
        row = Publication(coproduction=seat.work, skills=_skills_of(seat.work), **columns)
    else:
        for name, value in columns.items():
            setattr(row, name, value)
        row.version += 1
        _consents(row).delete()
    row.proposed_by_id, row.proposed_at = actor.user_id, now
    row.save()
    _agree(row, organization_id, actor_id=actor.user_id, now=now)
    publish(CoproductionPublicationProposed(actor_id=actor.user_id, **told(seat.work, at=now)))
    note(seat, Doing.PUBLICATION_PROPOSED, row.title, actor=actor, at=now)
    return row


def _skills_of(work: Coproduction) -> list[str]:
    rows = BriefSkill.objects.across_scopes(reason=_REASON).filter(brief=work.brief_id)
    return list(rows.order_by("pk").values_list("skill__slug", flat=True)) if work.brief_id else []


@transaction.atomic
def give_consent(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, seen_version: int, now: datetime
) -> None:
    """Agree that the proposed words stand on one's own profile and name one's organization on the others'; twice is once.

    Once published, an organization that comes back is shown and named again. Publishes `CoproductionNoted`.
    Raises: NotAllowed, NotFound, NotPublishable, WorkChanged (the words have changed).
    """
    seat = _seat(actor, coproduction_id, organization_id)
    row = _proposed(seat.work)
    if row.version != seen_version:
        raise WorkChanged(theirs=row)
    if not _agree(row, organization_id, actor_id=actor.user_id, now=now):
        return
    note(seat, Doing.CONSENT_GIVEN, seat.partner.organization.name, actor=actor, at=now)
    if row.published_at is not None:
        _show(seat.work, row, now=now)


def _agree(row: Publication, organization_id: UUID, *, actor_id: UUID | None, now: datetime) -> bool:
    known: PublicationConsent | None = _consents(row).filter(organization_id=organization_id).first()
    if known is not None and known.withdrawn_at is None:
        return False
    if known is None:
        known = PublicationConsent(publication=row, organization_id=organization_id)
    known.given_by_id, known.given_at, known.withdrawn_at = actor_id, now, None
    known.save()
    return True


@transaction.atomic
def withdraw_consent(*, actor: Actor, coproduction_id: UUID, organization_id: UUID, now: datetime) -> None:
    """Take one's consent back: before publication nothing is published; after it, one's own profile shows the work no more
    and the others name one's organization no more. Twice is once. Publishes `CoproductionConsentWithdrawn`.

    Raises: NotAllowed, NotFound.
    """
    seat = seat_of(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id, lock=True)
    row = _proposed(seat.work)
    known: PublicationConsent | None = _consents(row).filter(organization_id=organization_id, withdrawn_at=None).first()
    if known is None:
        return
    known.withdrawn_at = now
    reference_id, known.reference_id = known.reference_id, None
    known.save(update_fields=["withdrawn_at", "reference_id"])
    if reference_id is not None:
        hide_joint_reference(actor=_network(), organization_id=organization_id, reference_id=reference_id, now=now)
        _show(seat.work, row, now=now)
    common = told(seat.work, at=now, organization_id=organization_id)
    publish(CoproductionConsentWithdrawn(actor_id=actor.user_id, **common))


@transaction.atomic
def publish_work(*, actor: Actor, coproduction_id: UUID, organization_id: UUID, now: datetime) -> Publication:
    """Show the common work on every partner's profile, each naming the others; twice is once. Publishes `CoproductionPublished`.

    Raises: NotAllowed (not the lead), NotFound, NotPublishable, Conflict (a consent is missing), Invalid (a full profile).
    """
    seat = _seat(actor, coproduction_id, organization_id)
    if not seat.directs:
        raise NotAllowed(_("The lead of the coproduction does this."))
    row = _proposed(seat.work)
    if row.published_at is not None:
        return row
    agreed = set(_consents(row).filter(withdrawn_at=None).values_list("organization_id", flat=True))
    missing = [one.organization.name for one in _credited(seat.work) if one.organization_id not in agreed]
    if missing:
        raise Conflict(_("Not everybody agrees yet. Missing: %(names)s."), names=", ".join(missing))
    row.published_at = now
    row.save(update_fields=["published_at"])
    _show(seat.work, row, now=now)
    publish(CoproductionPublished(actor_id=actor.user_id, **told(seat.work, at=now)))
    return row


@transaction.atomic
def withdraw_quote(*, key: str, now: datetime) -> None:
    """Take the buyer's consent to be quoted back: the references show the quote no more.

    Raises: NotFound, LinkEnded.
    """
    work = work_of_key(key, now=now, lock=True)
    rows = Review.objects.across_scopes(reason="the holder of the private link is the buyer")
    is_changed = rows.filter(coproduction=work, side=ReviewSide.BUYER.value, has_quote_consent=True).update(
        has_quote_consent=False
    )
    row = _publication(work)
    if is_changed and row is not None and row.published_at is not None:
        _show(work, row, now=now)


def _show(work: Coproduction, row: Publication, *, now: datetime) -> None:
    """Write the reference on the profile of each partner who agrees; those without a profile are named all the same."""
    consents = {one.organization_id: one for one in _consents(row).filter(withdrawn_at=None)}
    partners = [one for one in _credited(work) if one.organization_id in consents]
    reference = JointReference(
        title=row.title, description=_description(work, row), client=_client(work), place=row.place, year=row.year,
        skills=row.skills,
        credits=[
            Credit(organization_id=one.organization_id, name=one.organization.name, role=one.role) for one in partners
        ],
    )  # fmt: skip
    for one in partners:
        consent = consents[one.organization_id]
        if consent.reference_id is None:
            consent.reference_id = new_id()
            consent.save(update_fields=["reference_id"])
        show_joint_reference(
            actor=_network(), organization_id=one.organization_id, reference_id=consent.reference_id,
            reference=reference, now=now,
        )  # fmt: skip


def _description(work: Coproduction, row: Publication) -> str:
    rows = Review.objects.across_scopes(reason=_REASON).filter(coproduction=work, has_quote_consent=True)
    quote = rows.filter(side=ReviewSide.BUYER.value).first()
    if quote is None:
        return row.description
    with override(work.language):
        said = gettext("“%(quote)s” — %(name)s") % {"quote": quote.public_quote, "name": _quoted(work, quote)}
    return f"{row.description}\n\n{said}".strip()


def _quoted(work: Coproduction, quote: Review) -> str:
    if work.brief is not None and work.brief.is_buyer_hidden:
        return gettext("the client")
    return ", ".join(filter(None, [quote.author_name, work.client if work.client != quote.author_name else ""]))


def _client(work: Coproduction) -> str:
    """Name the client when it is an organization that did not ask to stay hidden: persons are not named on public pages."""
    if work.brief is None:
        return work.client
    return "" if work.brief.is_buyer_hidden else work.brief.buyer_organization_name


def _credited(work: Coproduction) -> Sequence[CoproductionPartner]:
    return [one for one in partners_in(work) if one.accepted_at is not None]


def _publication(work: Coproduction) -> Publication | None:
    found: Publication | None = Publication.objects.across_scopes(reason=_REASON).filter(coproduction=work).first()
    return found


def _proposed(work: Coproduction) -> Publication:
    row = _publication(work)
    if row is None:
        raise NotFound
    return row


def _consents(row: Publication) -> Any:
    return PublicationConsent.objects.across_scopes(reason=_REASON).filter(publication=row)


def _seat(actor: Actor, coproduction_id: UUID, organization_id: UUID) -> Seat:
    seat = seat_of(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id, lock=True)
    if seat.partner.accepted_at is None:
        raise NotAllowed(_("Accept to take part first."))
    if CoproductionState(seat.work.state) not in _PUBLISHABLE:
        raise NotPublishable
    return seat


def _network() -> Actor:
    return Actor.system(reason="every partner of a coproduction agrees to its reference")
