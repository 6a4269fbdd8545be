"""Organizations listed twice: looked for in the whole directory, and decided on by the office."""

from collections.abc import Collection
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from maillage.accounts.types import Actor
from maillage.directory.events import DuplicatesFound
from maillage.directory.models import DuplicatePair, Profile
from maillage.directory.services.imports.duplicates import propose_duplicates
from maillage.directory.services.imports.keys import refresh_keys
from maillage.directory.services.merging import AlreadyDecided
from maillage.directory.types import DuplicateState, Listing
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.stream.jobs_queue import defer_job
from maillage.stream.services import publish

TASK = "maillage.directory.jobs.find_duplicates"
_BATCH = 2_000
# One number for a few organizations that look alike; a switchboard answers for more, whose names differ.
_SAME_PHONE = """
with called as (
  select distinct contact.organization_id, right(regexp_replace(contact.value, '[^0-9]', '', 'g'), 9) number
  from directory_contact contact
  where contact.kind = 'phone' and length(regexp_replace(contact.value, '[^0-9]', '', 'g')) >= 9
), shared as (
  select number from called group by number having count(*) between 2 and 6
)
select one.organization_id, other.organization_id, similarity(ours.name_key, theirs.name_key)
from shared
join called one using (number) join called other on other.number = one.number and other.organization_id > one.organization_id
join directory_matchkey ours on ours.organization_id = one.organization_id
join directory_matchkey theirs on theirs.organization_id = other.organization_id
where (ours.siren = '' or theirs.siren = '') and similarity(ours.name_key, theirs.name_key) >= 0.3
"""


def look_for_duplicates(*, actor: Actor) -> int:
    """Enqueue a search of the whole directory; gives the job's id.

    Raises: NotAllowed.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    return defer_job(task=TASK, lock="find-duplicates", number=0)


def find_duplicates(*, now: datetime, among: Collection[UUID] | None = None) -> int:
    """Put side by side the organizations that may be one, in the whole directory or with some; gives how many are new.

    By names alike in one commune or nearby, the same site, the same own e-mail domain, the same telephone; two SIREN are
    two legal entities. A pair that was decided on is not asked about again. Publishes `DuplicatesFound` when there are.
    """
    with transaction.atomic():
        refresh_keys()
    rows = Profile.objects.across_scopes(reason="looking for organizations listed twice").exclude(
        listing=Listing.CLOSED.value
    )
    ids = list(among) if among is not None else list(rows.order_by("pk").values_list("pk", flat=True))
    count = 0
    for batch in batched(ids, _BATCH):
        with transaction.atomic():
            count += propose_duplicates(created=batch, doubts=(), run_id=None, now=now)
    with transaction.atomic():
        count += _propose_by_phone(now=now)
        if count:
            publish(DuplicatesFound(at=now, actor_id=None, object_id=None, organization_id=None, count=count))
    return count


def _propose_by_phone(*, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SAME_PHONE)
        found: dict[tuple[Any, Any], float] = {
            (one, other): max(0.65, alike) for one, other, alike in cursor.fetchall()
        }
    rows = DuplicatePair.objects.across_scopes(reason="a pair is proposed once")
    known = set(rows.filter(left__in=[left for left, _right in found]).values_list("left_id", "right_id"))
    fresh = [
        DuplicatePair(
            id=new_id(), left_id=left, right_id=right, likeness=round(alike, 3), reasons=["phone"], found_at=now
        )
        for (left, right), alike in found.items()
        if (left, right) not in known
    ]
    return len(DuplicatePair.objects.bulk_create(fresh, ignore_conflicts=True))


@transaction.atomic
def tell_apart(*, actor: Actor, pair_id: UUID, now: datetime, is_distinct: bool = True) -> DuplicatePair:
    """Decide that two organizations are two, or with `is_distinct` False put the question again. Deciding twice is once.

    Raises: NotAllowed, NotFound, AlreadyDecided (merged meanwhile), Conflict.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    pair = DuplicatePair.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=pair_id).first()
    if pair is None:
        raise NotFound
    if pair.state == DuplicateState.MERGED:
        raise AlreadyDecided if is_distinct else Conflict
    pair.state = (DuplicateState.DISTINCT if is_distinct else DuplicateState.OPEN).value
    pair.decided_at = now if is_distinct else None
    pair.decided_by_id = actor.user_id if is_distinct else None
    pair.save(update_fields=["state", "decided_at", "decided_by"])
    return pair
