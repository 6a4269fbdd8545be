"""Post consenting profiles to the Murmurations index, and have it forget those who withdraw."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.directory.exports.murmurations import mistakes_of, murmurations_profile
from maillage.directory.integrations.murmurations import IndexRefused, MurmurationsIndex
from maillage.directory.models import MurmurationsNode, Profile
from maillage.directory.queries.exported import organizations_on_murmurations
from maillage.directory.queries.published import whole_address
from maillage.kit.errors import Invalid, NotAllowed

_OURS = "what was posted for all organizations"


class NoIndex(Invalid):
    message = _("No Murmurations index is chosen: the host sets MAILLAGE_MURMURATIONS_INDEX first.")
    code = "no_index"


@dataclass(slots=True)
class PostingReport:
    """Counts, and what went wrong: address of the profile → reason."""

    posted: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def post_profiles(*, actor: Actor, index: MurmurationsIndex | None, now: datetime) -> PostingReport:
    """Post each consenting profile that is new or changed, after checking it; delete those that may not be there any more.

    Safe to run twice. Raises: NotAllowed (not of the office), NoIndex.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    if index is None:
        raise NoIndex
    report = PostingReport()
    known = dict(_nodes().values_list("pk", "profile_digest"))
    for one in organizations_on_murmurations(today=now.date()):
        document = murmurations_profile(one, home=settings.MAILLAGE_BASE_URL)
        digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
        if known.get(one.id) == digest:
            report.unchanged += 1
            continue
        address = whole_address(reverse("directory:murmurations_profile", args=[one.slug]))
        mistakes = mistakes_of(document)
        if mistakes:
            report.failed[address] = ", ".join(mistakes)
            continue
        try:
            index.post(profile_url=address)
        except IndexRefused as refusal:
            report.failed[address] = str(refusal)
            continue
        _nodes().update_or_create(
            organization_id=one.id, defaults={"profile_url": address, "profile_digest": digest, "posted_at": now}
        )
        report.posted += 1
    for organization_id in known:
        _withdraw_into(report, organization_id=organization_id, index=index)
    return report


def _withdraw_into(report: PostingReport, *, organization_id: UUID, index: MurmurationsIndex) -> None:
    try:
        report.withdrawn += withdraw_profile(organization_id=organization_id, index=index)
    except IndexRefused as refusal:
        report.failed[str(organization_id)] = str(refusal)


def withdraw_profile(*, organization_id: UUID, index: MurmurationsIndex | None) -> bool:
    """Delete what was posted of an organization that is not published there any more; say whether there was something.

    Raises: IndexRefused (the caller tries again later; what is to be deleted stays known).
    """
    node = _nodes().filter(pk=organization_id).first()
    if node is None or index is None:
        return False
    if Profile.objects.public().filter(pk=organization_id, consents_to_murmurations=True).exists():
        return False
    index.delete(profile_url=node.profile_url)
    node.delete()
    return True


def _nodes() -> Any:
    return MurmurationsNode.objects.across_scopes(reason=_OURS)
