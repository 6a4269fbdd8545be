"""Telling organizations by e-mail of the calls that suit them: each call once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.accounts.queries import people_of
from maillage.accounts.services.mailing import language_of, send_mail_in_language
from maillage.accounts.types import AccessLevel, Actor, OrganizationRole
from maillage.directory.queries.reach import Reach, listed_with_people, reach_of
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.matching.models import Opportunity, OpportunityDigest, OpportunityTold
from maillage.matching.queries.opportunities import shown, skill_names, untold
from maillage.matching.services.private_links import LinkEnded, read_key, sign_key
from maillage.matching.types import DigestFrequency

PERIODS = {DigestFrequency.DAILY.value: timedelta(days=1), DigestFrequency.WEEKLY.value: timedelta(days=7)}
# An hour of grace: a digest sent a little late today must not slip by a day tomorrow.
GRACE = timedelta(hours=1)
MOST_IN_A_DIGEST = 12
_REASON = "the letters of an organization"
_BATCH = 200


def send_digests(*, now: datetime) -> int:
    """Write to each organization whose time has come and for which something new suits; gives how many were written to."""
    waiting = listed_with_people()
    rested = set(
        OpportunityDigest.objects.across_scopes(reason=_REASON)
        .filter(frequency=DigestFrequency.OFF.value)
        .values_list("organization_id", flat=True)
    )
    ids = [pk for pk in waiting if pk not in rested]
    sent = 0
    for start in range(0, len(ids), _BATCH):
        reaches = reach_of(ids[start : start + _BATCH])
        sent += sum(send_digest(organization_id=pk, reach=reach, now=now) for pk, reach in reaches.items())
    return sent


@transaction.atomic
def send_digest(*, organization_id: UUID, reach: Reach, now: datetime) -> bool:
    """Write to an organization's people of what suits it and was not told before; two workers write once."""
    rows = OpportunityDigest.objects.across_scopes(reason=_REASON)
    rows.get_or_create(organization_id=organization_id)
    row = rows.select_for_update(skip_locked=True).filter(organization_id=organization_id).first()
    if (
        row is None
        or row.frequency not in PERIODS
        or (row.sent_at and row.sent_at > now - PERIODS[row.frequency] + GRACE)
    ):
        return False
    row.sent_at = now
    row.save(update_fields=["sent_at"])
    found = list(untold(organization_id=organization_id, reach=reach, now=now)) if reach.skills else []
    if not found:
        return False
    OpportunityTold.objects.bulk_create(
        OpportunityTold(organization_id=organization_id, opportunity=one, at=now) for one in found
    )
    _write(row, found, reach)
    return True


def _write(row: OpportunityDigest, found: list[Opportunity], reach: Reach) -> None:
    organization = Organization.objects.get(pk=row.organization_id)
    base = settings.MAILLAGE_BASE_URL
    for person in people_of(
        organization_id=row.organization_id, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR]
    ):
        with translation.override(language_of(recipient=person)):
            names = skill_names()
            told = [shown(one, names=names, reach=reach) for one in found[:MOST_IN_A_DIGEST]]
        send_mail_in_language(
            template="matching/mail/opportunities.txt", to=person,
            context={"organization": organization, "found": told, "count": len(found), "more": len(found) - len(told)},
            action_url=f"{base}{reverse('matching:member_opportunity_list', args=[organization.slug])}",
            unsubscribe_url=f"{base}{reverse('matching:opportunity_farewell', args=[digest_key(row)])}",
            headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )  # fmt: skip


def digest_key(row: OpportunityDigest, /) -> str:
    """Give the secret part of the address that ends an organization's letters."""
    return sign_key(row.pk, generation=row.link_generation, purpose="opportunities")


def digest_of_key(key: str, /) -> OpportunityDigest:
    """Raises: NotFound (forged or unknown), LinkEnded."""
    digest_id, generation = read_key(key, purpose="opportunities")
    rows = OpportunityDigest.objects.across_scopes(reason="the holder of the link speaks for the organization")
    found: OpportunityDigest | None = rows.select_related("organization").filter(pk=digest_id).first()
    if found is None:
        raise NotFound
    if found.link_generation != generation:
        raise LinkEnded
    return found


@transaction.atomic
def end_digest(*, key: str) -> OpportunityDigest:
    """Write to an organization no more, by the link of a letter; a second time changes nothing.

    Raises: NotFound, LinkEnded.
    """
    row = digest_of_key(key)
    row.frequency = DigestFrequency.OFF.value
    row.save(update_fields=["frequency"])
    return row


@transaction.atomic
def choose_frequency(*, actor: Actor, organization_id: UUID, frequency: str) -> OpportunityDigest:
    """Say how often an organization is written to.

    Raises: NotAllowed, Invalid.
    """
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    if frequency not in set(DigestFrequency):
        raise Invalid(_("Choose how often: every day, every week or never."), field="frequency")
    row, _new = OpportunityDigest.objects.across_scopes(reason=_REASON).update_or_create(
        organization_id=organization_id, defaults={"frequency": frequency}
    )
    chosen: OpportunityDigest = row
    return chosen
