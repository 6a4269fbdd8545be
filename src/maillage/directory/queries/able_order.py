"""The order in which organizations are read for a ranking: by an upper bound of their score, computed in the database.

The rules of the ranking stay in Python. What they weigh of one organization alone is given here as points (`Yardstick`); the
database adds them up on the narrow rows of `SearchAbility`, far from all of them: those within a distance, and those whose
territory, proof or history may make up for it. Whoever reads in this order knows when nobody unread can come before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, combinations
from typing import Any
from uuid import UUID

from django.db import connection

from maillage import geodata
from maillage.directory.queries.able_foremost import FOREMOST
from maillage.directory.queries.able_places import NeedPlace
from maillage.directory.types import ServedKind
from maillage.geodata.space import EARTH_RADIUS_M

# Keys are score in millionths, then whether it is a newcomer's, then days of waiting: larger is earlier.
_TIE_BITS = 24
_LONGEST_WAIT = 2**23 - 1
_MOST_PAIRS = 6  # of four skills
_MOST_NAMED = 3_000
_PROBE = 150  # as many of the nearest tell how far to read
_EARTHDISTANCE_M = 6378168.0  # the radius that the extension takes
_ALMOST = 1e-3  # of a millionth: the sum of the database is never under that of Python


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What an organization's facts are worth, in points of a score from 0 to 1.

    `skills`: of each slug, held beyond doubt; `required`: one of them at least must be held. `doubts`: what each evidence
    leaves, and a comparable job leaves `doubt_kept_per_job` of it, up to `jobs_counted`. `headcounts`: of each band.
    `proximity`: of the place itself; `floors` by territory served (yes, national, no, unsaid) as (floor, rest).
    `several`: all who hold more than one of the skills; None when they are too many to be named, or not asked.
    `rest`: of all else, when nothing is known; `known`: of those of whom something is, with the days since they
    were asked.
    `required_labels`: all must be held. `farthest_m`: farther, whoever names no territory is
    no candidate. `seed`: of the draw between equals.
    """

    skills: Mapping[str, float]
    required: frozenset[str]
    doubts: Mapping[str, float]
    doubt_kept_per_job: float
    jobs_counted: int
    headcounts: Mapping[str, float]
    proximity: float
    scale_m: float
    floors: Mapping[str, tuple[float, float]]
    unknown_decay: float
    rest: float
    known: Mapping[UUID, tuple[float, int | None]] = field(default_factory=dict)
    several: Sequence[UUID] | None = None
    farthest_m: float | None = None
    required_labels: tuple[str, ...] = ()
    welcome_days: int
    seed: bytes
    today: date


@dataclass(frozen=True, slots=True)
class InOrder:
    """An organization at its place in the order of reading; `draw`: smaller is earlier among equal keys."""

    organization_id: UUID
    key: int
    draw: bytes


def key_of(*, score: float, is_welcomed: bool, waited: int) -> int:
    """Give the key of a score in this order."""
    return (round(score * 1_000_000) << _TIE_BITS) | (is_welcomed << 23) | min(max(waited, 0), _LONGEST_WAIT)


def score_of_key(key: int, /) -> float:
    """Give the score of a key."""
    return (key >> _TIE_BITS) / 1_000_000


def probe_m(*, skills: Sequence[str], point: geodata.Point) -> float:
    """Give the distance, in metres, within which the first hundred or so with one of the skills stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PROBE_SQL,
            {"skills": list(skills), "latitude": point.latitude, "longitude": point.longitude, "count": _PROBE},
        )
        found = [chord for (chord,) in cursor.fetchall() if chord is not None]
    return min(found, default=0.0) * 1.01 + 1_000


def holders_of_several(*, skills: Sequence[str]) -> Sequence[UUID] | None:
    """Give all who hold more than one of the skills; None when they are many, or the skills are."""
    pairs = list(combinations(sorted(set(skills)), 2))
    if not pairs:
        return ()
    if len(pairs) > _MOST_PAIRS:
        return None
    with connection.cursor() as cursor:
        cursor.execute(" union ".join([_PAIR] * len(pairs)) + f" limit {_MOST_NAMED + 1}", [*chain(*pairs)])
        found = [organization_id for (organization_id,) in cursor.fetchall()]
    return found if len(found) <= _MOST_NAMED else None


def strongest(
    *, yardstick: Yardstick, place: NeedPlace | None, within_m: float | None, count: int
) -> Sequence[InOrder]:
    """Give the first `count` and one more, with their keys, in the order of the keys and of the draw.

    `within_m`: those who are farther are left out unless they say which territory they serve, have a proof, or are known.
    None leaves out nobody; where nearness does not count, those who cannot be among the first ones are not looked at.
    """
    statement, values = _statement(yardstick, place, within_m)
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"count": count})
        return [InOrder(organization_id, key, bytes(draw)) for organization_id, key, draw in cursor.fetchall()]


_PROBE_SQL = """
select (select max(chord) from (
  select earth <-> ll_to_earth(%(latitude)s, %(longitude)s) chord from directory_search_ability
  where skill_id = skill.id and earth is not null
  order by earth <-> ll_to_earth(%(latitude)s, %(longitude)s) limit %(count)s
) nearest having count(*) = %(count)s)
from directory_skill skill where slug = any(%(skills)s)
"""
_ROWS = "select ability.* from directory_search_ability ability where ability.skill_id = asked.skill_id and "
_NEAR = "earth_box(ll_to_earth(%(latitude)s, %(longitude)s), %(within_m)s) @> ability.earth"
_BRANCHES = (
    "ability.served_kind <> 'unsaid'",
    "ability.earth is null",
    "ability.organization_id = any(select organization_id from proven)",
    "ability.organization_id = any(%(known_ids)s::uuid[])",
)
_SEVERAL = "ability.organization_id = any(select unnest(%(several)s::uuid[]))"
_FOREMOST = "ability.organization_id = any(select organization_id from foremost)"
_FIRST_ONES = " union all ".join(_ROWS + branch for branch in (*_BRANCHES[2:], _SEVERAL, _FOREMOST))
# Both sides come in the order of the same index.
_PAIR = """select one.organization_id from directory_search_ability one
  join directory_search_ability two on two.organization_id = one.organization_id
  where one.skill_id = (select id from directory_skill where slug = %s)
    and two.skill_id = (select id from directory_skill where slug = %s)"""
_WITHIN = "ability.department_code = any(%(departments)s) and (%(communes)s::text[] is null or ability.commune_code = any(%(communes)s))"


def _statement(yardstick: Yardstick, place: NeedPlace | None, within_m: float | None) -> tuple[str, dict[str, Any]]:
    slugs = sorted(yardstick.skills)
    values: dict[str, Any] = {
        "slugs": slugs,
        "points": [yardstick.skills[slug] for slug in slugs],
        "required": [slug in yardstick.required for slug in slugs],
        "kept": yardstick.doubt_kept_per_job,
        "jobs": yardstick.jobs_counted,
        "rest": yardstick.rest,
        "several": list(yardstick.several or ()),
        "known_ids": list(yardstick.known),
        "known_points": [points for points, _days in yardstick.known.values()],
        "known_days": [days for _points, days in yardstick.known.values()],
        "today": yardstick.today,
        "welcome_days": yardstick.welcome_days,
        "seed": yardstick.seed,
        "labels": list(yardstick.required_labels),
    }
    labels = _LABELLED if yardstick.required_labels else "true"
    is_anywhere = yardstick.several is not None and not yardstick.proximity
    statement = _SCORED.format(
        rows=_FIRST_ONES if is_anywhere else _where(place, within_m, values),
        foremost=_foremost(yardstick, labels) if is_anywhere else "",
        skills=_skills(len(slugs)),
        doubt=_doubt(yardstick, "ability"),
        headcount=_headcount(yardstick, "ability"),
        labels=labels,
        **_nearness(yardstick, place, values),
    )
    return statement, values


def _foremost(yardstick: Yardstick, labels: str) -> str:
    first = FOREMOST.format(labels=labels, doubt=_doubt(yardstick, "kinds"), headcount=_headcount(yardstick, "kinds"))
    return first + ", "


def _doubt(yardstick: Yardstick, rows: str) -> str:
    return _cases(f"{rows}.evidence_kind", yardstick.doubts, 1.0)


def _headcount(yardstick: Yardstick, rows: str) -> str:
    return _cases(f"{rows}.headcount_band", yardstick.headcounts, max(yardstick.headcounts.values(), default=0.0))


def _where(place: NeedPlace | None, within_m: float | None, values: dict[str, Any]) -> str:
    if place is None or within_m is None or place.point is None:
        return "select ability.* from directory_search_ability ability where ability.skill_id = asked.skill_id"
    # The box is drawn on a sphere a little larger than that of our distances.
    values["within_m"] = min(within_m * _EARTHDISTANCE_M / EARTH_RADIUS_M * 1.000001 + 10, 15_000_000)
    branches = [_NEAR, *_BRANCHES, *([_WITHIN] if place.departments else [])]
    return " union all ".join(_ROWS + branch for branch in branches)


def _nearness(yardstick: Yardstick, place: NeedPlace | None, values: dict[str, Any]) -> dict[str, str]:
    if place is None or not yardstick.proximity:
        return {"distance": "null::float8", "served": "'unsaid'", "proximity": "0", "bounds": "true"}
    values["holding"] = sorted(place.holding)
    values["departments"] = list(place.departments)
    values["communes"] = list(place.communes) or None
    values |= {"proximity": yardstick.proximity, "scale_m": yardstick.scale_m, "unknown": yardstick.unknown_decay}
    chord = "null::float8"
    if place.point is not None:
        values |= {"latitude": place.point.latitude, "longitude": place.point.longitude}
        # A hundredth of a millimetre less: a distance on the edge between two metres never counts as the longer one.
        # `least` would take an unknown point for one at the other end of the world.
        chord = (
            f"case when ability.earth is not null then round(2 * {EARTH_RADIUS_M} * asin(least(1, "
            f"(ability.earth <-> ll_to_earth(%(latitude)s, %(longitude)s)) / (2 * {_EARTHDISTANCE_M}))) - 1e-5) end"
        )
    inside = f"case when {_WITHIN} then 0 else {chord} end" if place.departments else chord
    decay = "coalesce(1 / (1 + power(distance_m / %(scale_m)s, 2)), %(unknown)s)"
    floors = " ".join(
        f"when '{served}' then {floor!r}::float8 + {rest!r}::float8 * {decay}"
        for served, (floor, rest) in yardstick.floors.items()
    )
    bounds = "true"
    if yardstick.farthest_m is not None:
        values["farthest_m"] = yardstick.farthest_m
        bounds = "(served <> 'unsaid' or distance_m is null or distance_m <= %(farthest_m)s)"
    return {
        "distance": inside,
        "served": _SERVED,
        "proximity": f"%(proximity)s * case served {floors} end",
        "bounds": bounds,
    }


_SERVED = f"""case served_kind
  when '{ServedKind.NATIONAL.value}' then 'national'
  when '{ServedKind.RADIUS.value}' then
    case when radius_km is null or distance_m is null then 'unsaid' when distance_m <= radius_km * 1000 then 'yes' else 'no' end
  when '{ServedKind.PLACES.value}' then
    case when places = '{{}}' or %(holding)s::text[] = '{{}}' then 'unsaid'
      when places && %(holding)s::varchar[] then 'yes' else 'no' end
  else 'unsaid' end"""


def _skills(count: int) -> str:
    return " + ".join(f"coalesce(max(points) filter (where place = {place + 1}), 0)" for place in range(count))


def _cases(column: str, points: Mapping[str, float], otherwise: float) -> str:
    cases = " ".join(f"when '{name}' then {value!r}::float8" for name, value in points.items())
    return f"case {column} {cases} else {otherwise!r}::float8 end" if cases else f"{otherwise!r}::float8"


_LABELLED = """organization_id in (
    select held.organization_id from directory_organizationlabel held join directory_label label on label.id = held.label_id
    where label.slug = any(%(labels)s) and (held.expires_on is null or held.expires_on >= %(today)s)
    group by held.organization_id having count(*) = cardinality(%(labels)s::text[]))"""
# An organization stands here once for each skill and place, and twice when two ways lead to it: the best of each counts.
# What a row is worth is summed before rows meet, in numbers alone: tens of thousands of them are sorted and compared.
_SCORED = f"""
with recursive asked as (
  select skill.id skill_id, named.points, named.is_required, named.place
  from unnest(%(slugs)s::text[], %(points)s::float8[], %(required)s::bool[]) with ordinality
    named (slug, points, is_required, place) join directory_skill skill using (slug)
), known as (
  select * from unnest(%(known_ids)s::uuid[], %(known_points)s::float8[], %(known_days)s::int[])
    known (organization_id, points, days)
), {{foremost}}proven as (
  select organization_id from directory_search_ability where skill_id = any(select skill_id from asked)
    and (comparable > 0 or (evidence_kind <> 'claimed' and evidence_kind <> 'naf'))
), held as (
  select organization_id, {{skills}} + max(alone) score, max(days) days
  from (
    select organization_id, place, is_required, days, points, headcount + {{proximity}} alone
    from (
      select ability.organization_id, asked.place, asked.is_required, {{distance}} distance_m, ability.served_kind,
        ability.served_radius_km radius_km, ability.served_places places, {{headcount}} headcount,
        greatest(0, coalesce(%(today)s::date - ability.listed_on, 0)) days,
        asked.points * (1 - {{doubt}}
          * case when ability.comparable = 0 then 1 else power(%(kept)s::float8, least(ability.comparable, %(jobs)s)) end) points
      from asked cross join lateral ({{rows}}) ability
    ) located cross join lateral (select {{served}} served) of_place
    where {{bounds}}
  ) ability
  group by organization_id having bool_or(is_required)
), scored as materialized (
  select organization_id, least(1000000, round(1e6::float8 * (score + coalesce(known.points, %(rest)s)) + {_ALMOST}))::bigint
      << {_TIE_BITS}
    | case when known.days is null and held.days <= %(welcome_days)s then {2**23} else 0 end
    | least(coalesce(known.days, held.days), {_LONGEST_WAIT}) as key
  from held left join known using (organization_id)
  where {{labels}}
)
select organization_id, key, sha256(%(seed)s::bytea || convert_to(organization_id::text, 'UTF8')) draw from scored
where key >= coalesce((select key from scored order by key desc offset %(count)s limit 1), 0)
order by key desc, draw limit %(count)s + 1
"""  # noqa: S608 - constants of ours; all that is given is a parameter
