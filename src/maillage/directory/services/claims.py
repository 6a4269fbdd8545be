"""Claims: a person asks to hold an organization's page, and proves it or is approved."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Membership
from maillage.accounts.queries import digest_of
from maillage.accounts.services import grant_role
from maillage.accounts.types import Actor, NetworkRole, OrganizationRole
from maillage.directory.events import ClaimDecided, ClaimExpired, ClaimRequested
from maillage.directory.models import Claim, Contact, Profile
from maillage.directory.queries.claims import CLAIMABLE
from maillage.directory.rules.claims import domain_proves, masked_address, new_code, typed_code
from maillage.directory.services.claim_mail import mail_code
from maillage.directory.types import ClaimMethod, ClaimState, ContactKind
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.kit.throttle import count_try
from maillage.stream.services import publish

MOST_ATTEMPTS = 5
CODE_LIVES = timedelta(hours=2)
APPROVAL_LIVES = timedelta(days=60)
CLAIMS_A_DAY = 10


class BadCode(Invalid):
    message = _("This is not the code that we sent. Check the e-mail, or ask for a new one.")
    code = "bad_code"


class ClaimEnded(Invalid):
    message = _("This code has been used already or is too old. Start again from the organization’s page.")
    status = 409
    code = "claim_ended"


@dataclass(frozen=True, slots=True)
class ClaimWays:
    """How a person may claim a page: `domain` when their own address proves it, `address` (masked) a code can be sent to."""

    is_claimed: bool
    is_mine: bool
    domain: str
    address: str
    open_claim: Claim | None


def ways_of(*, actor: Actor, organization_id: UUID) -> ClaimWays:
    """Give the ways open to the actor.

    Raises: NotFound (no public page).
    """
    profile = _claimable(organization_id)
    is_claimed = _has_owner(organization_id)
    open_claim = None
    if actor.user_id is not None:
        open_claim = (
            Claim.objects.across_scopes(reason="one's own claim")
            .filter(organization_id=organization_id, user_id=actor.user_id, state=ClaimState.OPEN.value)
            .first()
        )
    listed = _listed_address(organization_id)
    return ClaimWays(
        is_claimed=is_claimed,
        is_mine=actor.role_in(organization_id) is not None,
        domain="" if is_claimed else _proving_domain(actor, profile),
        address="" if is_claimed or not listed else masked_address(listed),
        open_claim=open_claim,
    )


@transaction.atomic
def start_claim(*, actor: Actor, organization_id: UUID, method: ClaimMethod, message: str, now: datetime) -> Claim:
    """Claim a page. A proving domain is accepted at once; a code goes to the listed address; approval waits for the office.

    An open claim of the same person is replaced: a new code makes the former useless. Publishes `ClaimRequested`, and
    `ClaimDecided` when accepted at once.
    Raises: NotAllowed (visitors), NotFound, Invalid (the way is not open), TooMany.
    """
    if actor.user_id is None:
        raise NotAllowed
    profile = _claimable(organization_id, lock=True)
    if actor.role_in(organization_id) is not None:
        raise Invalid(_("You hold a role in this organization already."))
    count_try(key=f"claim:{actor.user_id}", limit=CLAIMS_A_DAY, period_s=86_400)
    if method is not ClaimMethod.APPROVAL and _has_owner(organization_id):
        raise Invalid(
            _("This page is held by its people: ask them for an invitation, or ask the network’s office."),
            field="method",
        )
    mine = Claim.objects.across_scopes(reason="one's own claim").filter(
        organization_id=organization_id, user_id=actor.user_id
    )
    mine.filter(state=ClaimState.OPEN.value).update(state=ClaimState.EXPIRED.value, decided_at=now)
    code, sent_to = "", ""
    if method is ClaimMethod.EMAIL_DOMAIN and not _proving_domain(actor, profile):
        raise Invalid(
            _("Your e-mail address does not belong to the domain of this organization’s website."), field="method"
        )
    if method is ClaimMethod.CODE:
        code, sent_to = new_code(), _listed_address(organization_id)
        if not sent_to:
            raise Invalid(
                _("No e-mail address of this organization is known: ask for the office’s approval."), field="method"
            )
    if method is ClaimMethod.APPROVAL and len(message.strip()) < 10:
        raise Invalid(_("Say in a sentence who you are in this organization."), field="message")
    claim = Claim.objects.create(
        organization_id=organization_id, user_id=actor.user_id, method=method.value, sent_to=sent_to,
        digest=digest_of(code) if code else "", message=message.strip(), created_at=now,
        expires_at=now + (CODE_LIVES if code else APPROVAL_LIVES),
    )  # fmt: skip
    publish(ClaimRequested(**_about(actor, claim, now), method=method.value))
    if method is ClaimMethod.EMAIL_DOMAIN:
        _accept(actor, claim, decided_by=None, now=now)
    if code:
        mail_code(claim=claim, code=code)
    return claim


def confirm_claim(*, actor: Actor, claim_id: UUID, code: str, now: datetime) -> Claim:
    """Hand in the code that was sent to the organization's address; it serves once, and only who asked for it.

    Raises: NotFound (also: somebody else's claim, and a page withdrawn meanwhile), ClaimEnded, BadCode.
    """
    if actor.user_id is None:
        raise NotFound
    with transaction.atomic():
        claim = (
            Claim.objects.across_scopes(reason="one's own claim, found by its id")
            .select_for_update()
            .filter(pk=claim_id, user_id=actor.user_id, method=ClaimMethod.CODE.value)
            .first()
        )
        if claim is None:
            raise NotFound
        if claim.state != ClaimState.OPEN or claim.expires_at <= now or claim.attempts >= MOST_ATTEMPTS:
            raise ClaimEnded
        _claimable(claim.organization_id, lock=True)
        is_right = hmac.compare_digest(claim.digest, digest_of(typed_code(code)))
        if is_right:
            _accept(actor, claim, decided_by=None, now=now)
        else:
            claim.attempts += 1
            claim.save(update_fields=["attempts"])
    # Raised after the commit: a wrong code counts.
    if not is_right:
        raise BadCode(field="code")
    return claim


@transaction.atomic
def decide_claim(*, actor: Actor, claim_id: UUID, is_accepted: bool, reason: str, now: datetime) -> Claim:
    """Accept or refuse a claim on behalf of the office. Publishes `ClaimDecided`.

    Raises: NotFound, NotAllowed, ClaimEnded (decided in the meantime), Invalid (no reason for a refusal).
    """
    if not actor.is_facilitator:
        raise NotAllowed
    claim = Claim.objects.within(actor.scope).select_for_update().filter(pk=claim_id).first()
    if claim is None:
        raise NotFound
    if claim.state != ClaimState.OPEN or claim.expires_at <= now:
        raise ClaimEnded(_("This request has ended meanwhile: it was decided, replaced or has become too old."))
    if is_accepted:
        _accept(actor, claim, decided_by=actor.user_id, now=now)
        return claim
    if not reason.strip():
        raise Invalid(_("Say why: the person will read the reason."), field="reason")
    claim.state, claim.reason, claim.decided_at, claim.decided_by_id = (
        ClaimState.REFUSED.value,
        reason,
        now,
        actor.user_id,
    )
    claim.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    publish(ClaimDecided(**_about(actor, claim, now), is_accepted=False, reason=reason, claimant_id=claim.user_id))
    return claim


def expire_claims(*, now: datetime) -> int:
    """End the claims whose time has passed, and give how many; who waited for the office is told. Safe to run twice.

    Publishes `ClaimExpired` for those that waited for the office; a code that was never typed ends without a word.
    """
    late = Claim.objects.across_scopes(reason="time passes for all").filter(
        state=ClaimState.OPEN.value, expires_at__lte=now
    )
    ended = 0
    for pk in list(late.order_by("expires_at").values_list("pk", flat=True)[:1000]):
        with transaction.atomic():
            claim = Claim.objects.across_scopes(reason="time passes for all").select_for_update().get(pk=pk)
            if claim.state != ClaimState.OPEN:
                continue
            claim.state, claim.decided_at, claim.digest = ClaimState.EXPIRED.value, now, ""
            claim.save(update_fields=["state", "decided_at", "digest"])
            if claim.method == ClaimMethod.APPROVAL:
                publish(
                    ClaimExpired(
                        at=now, actor_id=None, object_id=claim.pk, organization_id=claim.organization_id,
                        claimant_id=claim.user_id,
                    )
                )  # fmt: skip
            ended += 1
    return ended


def _accept(actor: Actor, claim: Claim, *, decided_by: UUID | None, now: datetime) -> None:
    claim.state, claim.decided_at, claim.decided_by_id, claim.digest = ClaimState.ACCEPTED.value, now, decided_by, ""
    claim.save(update_fields=["state", "decided_at", "decided_by", "digest"])
    # Who comes second edits; owners alone give others rights.
    role = OrganizationRole.EDITOR if _has_owner(claim.organization_id) else OrganizationRole.OWNER
    office = Actor(user_id=actor.user_id, network_role=NetworkRole.FACILITATOR, reason="a claim was proved or approved")
    grant_role(actor=office, organization_id=claim.organization_id, user_id=claim.user_id, role=role, now=now)
    Profile.objects.across_scopes(reason="writing one row by its key").filter(
        pk=claim.organization_id, claimed_at__isnull=True
    ).update(claimed_at=now)
    publish(ClaimDecided(**_about(actor, claim, now), is_accepted=True, reason="", claimant_id=claim.user_id))


def _about(actor: Actor, claim: Claim, now: datetime) -> dict[str, Any]:
    return {"at": now, "actor_id": actor.user_id, "object_id": claim.pk, "organization_id": claim.organization_id}


def _claimable(organization_id: UUID, *, lock: bool = False) -> Profile:
    rows = Profile.objects.across_scopes(reason="anybody may ask to hold a page").filter(
        pk=organization_id, listing__in=CLAIMABLE
    )
    profile = (rows.select_for_update() if lock else rows).first()
    if profile is None:
        raise NotFound
    return profile


def _has_owner(organization_id: UUID) -> bool:
    members = Membership.objects.across_scopes(reason="whether a page is held is public")
    return bool(members.filter(organization_id=organization_id, role=OrganizationRole.OWNER.value).exists())


def _listed_address(organization_id: UUID) -> str:
    contacts = Contact.objects.across_scopes(reason="a code goes to the address on file").filter(
        organization_id=organization_id, kind=ContactKind.EMAIL.value
    )
    return contacts.order_by("-is_public", "position", "pk").values_list("value", flat=True).first() or ""


def _proving_domain(actor: Actor, profile: Profile) -> str:
    if actor.user_id is None or not profile.website:
        return ""
    host = urlsplit(profile.website).hostname or ""
    verified = EmailAddress.objects.filter(user_id=actor.user_id, verified=True).values_list("email", flat=True)
    proving = next((email for email in verified if domain_proves(email=email, website_host=host)), "")
    return proving.rpartition("@")[2]
