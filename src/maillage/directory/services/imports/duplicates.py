"""Organizations that an import has created and that may be others known already: two by two, for a facilitator."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from maillage.directory.models import DuplicatePair
from maillage.directory.rules.likeness import ENOUGH_LIKENESS
from maillage.kit.arrays import uuid_array
from maillage.kit.ids import new_id

type Doubt = tuple[UUID, UUID, str]

_LIKENESS_OF_REASON = {"siren": 0.9, "siret": 0.9, "name": 0.85}
# Two SIREN are two legal entities: an organization with one is compared with those without.
# A drawer is looked into up to so many names: beyond, its first word says nothing ("centre", in Paris).
_DRAWER = 200
# A site, a domain or a name that more organizations have is a federation's: it tells none from another.
_SHARED = 10
_NEAR_DEGREES = 0.05
_FEW = f"""(
  select count(*) from (select from directory_matchkey where {{column}} = fresh.{{column}} limit {_SHARED + 1}) holders
) <= {_SHARED}"""  # noqa: S608 - numbers of ours
_ALIKE = f"""
with fresh as (select * from directory_matchkey where organization_id = any(%(ids)s) and name_key <> '')
select distinct on (least(one, other), greatest(one, other)) one, other, likeness, reason
from (
  select fresh.organization_id one, known.organization_id other, similarity(fresh.name_key, known.name_key) likeness, 'likeness' reason
  from fresh join lateral (
    (select * from directory_matchkey where fresh.siren = '' and first_block = fresh.first_block limit {_DRAWER})
    union all
    (select * from directory_matchkey where fresh.siren = '' and second_block = fresh.second_block
      and first_block <> fresh.first_block limit {_DRAWER})
    union all
    (select * from directory_matchkey where fresh.siren <> '' and siren = '' and first_block = fresh.first_block
      limit {_DRAWER})
    union all
    (select * from directory_matchkey where fresh.siren <> '' and siren = '' and second_block = fresh.second_block
      and first_block <> fresh.first_block limit {_DRAWER})
  ) known on known.organization_id <> fresh.organization_id
  where ((known.commune_code <> '' and known.commune_code = fresh.commune_code)
      or (abs(known.latitude - fresh.latitude) < {_NEAR_DEGREES} and abs(known.longitude - fresh.longitude) < {_NEAR_DEGREES} * 1.4))
    and similarity(fresh.name_key, known.name_key) >= {ENOUGH_LIKENESS}
  union all
  select organization_id, other, 0.75, 'name'
  from (
    select fresh.*, known.organization_id other
    from fresh, lateral (
      (select * from directory_matchkey where fresh.commune_code <> '' and name_key = fresh.name_key and commune_code = ''
        limit {_SHARED + 1})
      union all
      (select * from directory_matchkey where fresh.commune_code = '' and name_key = fresh.name_key limit {_SHARED + 1})
    ) known
    where known.organization_id <> fresh.organization_id and (fresh.siren = '' or known.siren = '')
      and length(fresh.name_key) >= 8
    offset 0  -- names are counted where a namesake was found only
  ) fresh where {_FEW.format(column="name_key")}
  union all
  select fresh.organization_id, known.organization_id, greatest(0.7, similarity(fresh.name_key, known.name_key)), 'site'
  from fresh join directory_matchkey known on known.host = fresh.host and known.host <> '' and fresh.host <> ''
  where known.organization_id <> fresh.organization_id and (fresh.siren = '' or known.siren = '')
    and {_FEW.format(column="host")}
  union all
  select fresh.organization_id, known.organization_id, greatest(0.65, similarity(fresh.name_key, known.name_key)), 'mail'
  from fresh join directory_matchkey known
    on known.mail_domain = fresh.mail_domain and known.mail_domain <> '' and fresh.mail_domain <> ''
  where known.organization_id <> fresh.organization_id and (fresh.siren = '' or known.siren = '')
    and {_FEW.format(column="mail_domain")}
) found
order by least(one, other), greatest(one, other), likeness desc
"""  # noqa: S608 - numbers of ours


def propose_duplicates(
    *, created: Collection[UUID], doubts: Iterable[Doubt], run_id: UUID | None, now: datetime
) -> int:
    """Put side by side what may be one organization; a pair decided before is not asked about again. Gives how many."""
    found: dict[tuple[UUID, UUID], tuple[float, str]] = {}
    if created:
        with connection.cursor() as cursor:
            cursor.execute(_ALIKE, {"ids": uuid_array(created)})
            for one, other, likeness, reason in cursor.fetchall():
                found[min(one, other), max(one, other)] = (round(float(likeness), 3), reason)
    for one, other, reason in doubts:
        if one != other:
            found[min(one, other), max(one, other)] = (_LIKENESS_OF_REASON[reason], reason)
    before = DuplicatePair.objects.across_scopes(reason="an import proposes pairs once").filter(
        left__in=[left for left, _right in found]
    )
    known = set(before.values_list("left_id", "right_id"))
    made = [
        DuplicatePair(
            id=new_id(), left_id=left, right_id=right, likeness=likeness, reasons=[reason], run_id=run_id, found_at=now
        )
        for (left, right), (likeness, reason) in found.items()
        if (left, right) not in known
    ]
    DuplicatePair.objects.bulk_create(made)
    return len(made)
