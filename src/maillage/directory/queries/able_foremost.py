"""The first ones of each kind, for an order in which no place counts.

Of those who prove nothing, hold one of the skills alone and of whom nothing is known, all that tells two apart is skill,
evidence, headcount and the day since which they are listed. An index holds them in that order; whoever stands in it behind
enough others of the same kind, or of kinds worth more, cannot be among the first ones, and is not read.
"""

# What all of a kind have the same. The index is partial: these words must stay those of its migration.
_UNPROVEN = "ability.comparable <= 0 and ability.evidence_kind in ('claimed', 'naf')"
_KIND = "select ability.skill_id, ability.evidence_kind, ability.headcount_band from directory_search_ability ability"
_IN_ORDER = "order by ability.evidence_kind, ability.headcount_band limit 1"
# Newcomers come before all others; among either, who is listed longest comes first. Who is listed today, later or since
# nobody knows when, has waited for no day at all. A day is taken whole: a draw decides among its organizations.
_PARTS = (
    "ability.listed_on < %(today)s::date - %(welcome_days)s::int",
    "ability.listed_on >= %(today)s::date - %(welcome_days)s::int and ability.listed_on < %(today)s::date",
)
_NEWEST = ("ability.listed_on >= %(today)s::date", "ability.listed_on is null")
_OF_KIND = f"""ability.skill_id = kinds.skill_id and ability.evidence_kind = kinds.evidence_kind
    and ability.headcount_band = kinds.headcount_band and {_UNPROVEN}
    and ability.organization_id not in (select organization_id from known)"""  # noqa: S608 - constants of ours
_FIRST = """(select organization_id from (
    select distinct ability.listed_on, ability.organization_id from directory_search_ability ability
    where {of_kind} and {part} and {{labels}} order by ability.listed_on, ability.organization_id
  ) one order by listed_on fetch first (%(count)s + 1) rows with ties)"""
_ALL = """(select ability.organization_id from directory_search_ability ability where {of_kind} and {part})"""

_OF_ALL_PARTS = " union all ".join(
    [_FIRST.format(of_kind=_OF_KIND, part=part) for part in _PARTS]
    + [_ALL.format(of_kind=_OF_KIND, part=part) for part in _NEWEST]
)

# To stand among the tables of a statement, behind `asked` (skill_id, points, is_required) and `known`. `labels`: a condition
# on organization_id; `doubt`, `headcount`: what is left by evidence_kind and earned by headcount_band, of `kinds`.
# Worth is in millionths, and two of them are given away: sums in another order may round otherwise.
FOREMOST = f"""kinds as (
  select kind.*, asked.points from asked cross join lateral (
    {_KIND} where ability.skill_id = asked.skill_id and {_UNPROVEN} {_IN_ORDER}
  ) kind where asked.is_required
  union all
  select kind.*, kinds.points from kinds cross join lateral (
    {_KIND} where ability.skill_id = kinds.skill_id and {_UNPROVEN}
      and (ability.evidence_kind, ability.headcount_band) > (kinds.evidence_kind, kinds.headcount_band) {_IN_ORDER}
  ) kind
), first_of_kinds as materialized (
  select first.organization_id, max(round(1e6::float8 * (kinds.points * (1 - {{doubt}}) + {{headcount}}))) worth
  from kinds cross join lateral ({_OF_ALL_PARTS}) first group by first.organization_id
), foremost as (
  select organization_id from first_of_kinds
  where worth + 2 >= coalesce((select worth from first_of_kinds order by worth desc offset %(count)s limit 1), 0)
)"""  # noqa: S608 - constants of ours; all that is given is a parameter
