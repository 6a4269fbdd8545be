"""Those with a skill of whom more is known than their profile says; how many have one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from maillage.directory.rules.structured_data import HEADCOUNTS
from maillage.directory.search.counts import uses_of


@dataclass(frozen=True, slots=True)
class KnownHolder:
    """A listed organization with one of the skills asked that has one of the labels asked, or was named."""

    id: UUID
    headcount_least: int | None
    headcount_most: int | None
    listed_on: date | None
    labels: tuple[str, ...] = ()


def headcount_bands() -> Mapping[str, tuple[int | None, int | None]]:
    """Give the bands of headcount as profiles hold them, the unknown ones included."""
    return {"": (None, None), "NN": (None, None), **HEADCOUNTS}


def count_of_able(*, skills: Sequence[str]) -> tuple[int, bool]:
    """Count the listed organizations with one of the skills; when it is not exact, they are more."""
    uses = uses_of(f"skill:{slug}" for slug in skills)
    counts = [uses[f"skill:{slug}"] for slug in skills if uses[f"skill:{slug}"]]
    return max(counts, default=0), len(counts) <= 1


def known_holders(
    *, skills: Sequence[str], named: Iterable[UUID], labels: Sequence[str], today: date
) -> Mapping[UUID, KnownHolder]:
    """Give the holders among `named` and those with one of `labels`. Two queries."""
    asked: dict[str, Any] = {"skills": list(skills), "labels": list(labels), "today": today}
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, asked)
        held_labels = {pk: tuple(slugs) for pk, slugs in cursor.fetchall()}
        cursor.execute(_HOLDERS, asked | {"ids": list({*named, *held_labels})})
        rows = cursor.fetchall()
    bands = headcount_bands()
    return {
        pk: KnownHolder(pk, *bands.get(band, (None, None)), listed_on, held_labels.get(pk, ()))
        for pk, band, listed_on in rows
    }


_HOLDS = """exists (select from directory_search_ability ability join directory_skill skill on skill.id = ability.skill_id
  where ability.organization_id = {column} and skill.slug = any(%(skills)s))"""
_LABELS = f"""
select held.organization_id, array_agg(label.slug) from directory_organizationlabel held
join directory_label label on label.id = held.label_id
where label.slug = any(%(labels)s) and (held.expires_on is null or held.expires_on >= %(today)s)
  and {_HOLDS.format(column="held.organization_id")}
group by held.organization_id
"""  # noqa: S608 - constants of ours
_HOLDERS = """
select distinct on (ability.organization_id) ability.organization_id, headcount_band, listed_on
from directory_search_ability ability join directory_skill skill on skill.id = ability.skill_id
where skill.slug = any(%(skills)s) and ability.organization_id = any(%(ids)s::uuid[])
order by ability.organization_id
"""
