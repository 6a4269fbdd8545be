"""Problems of composition drawn by Hypothesis, and the best team found by trying every one."""

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from maillage.matching.rules.composition import Able, Aims, Fit, Part, Problem, Tie
from maillage.matching.rules.composition.scaled import Scaled
from maillage.matching.rules.composition.teams import score_of

POINTS = ((4.83, 45.76), (4.90, 45.70), (5.72, 45.19), (3.06, 50.63), (None, None))
values = st.integers(0, 20).map(lambda number: number / 20)


@st.composite
def problems(draw: st.DrawFn, *, most_parts: int = 4, most_able: int = 6) -> Problem:
    keys = [f"p{number}" for number in range(draw(st.integers(1, most_parts)))]
    pool = tuple(draw(ables(f"o{number}", keys)) for number in range(draw(st.integers(0, most_able))))
    names = [one.organization_id for one in pool]
    pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
    tied = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return Problem(
        seed=draw(st.sampled_from("ab")),
        parts=tuple(Part(key=key, share=draw(st.integers(1, 3))) for key in keys),
        pool=pool,
        ties=tuple(Tie(one, other, draw(values)) for one, other in tied),
        pins=tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=2))) if names else (),
        bans=tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=1))) if names else (),
        most_partners=draw(st.none() | st.integers(1, 4)),
        is_lead_needed=draw(st.booleans()),
        has_place=draw(st.booleans()),
    )


@st.composite
def ables(draw: st.DrawFn, organization_id: str, keys: list[str]) -> Able:
    longitude, latitude = draw(st.sampled_from(POINTS))
    return Able(
        organization_id=organization_id,
        fits=tuple(Fit(key, draw(values)) for key in draw(st.lists(st.sampled_from(keys), unique=True))),
        nearness=draw(values),
        distance_m=draw(st.none() | st.integers(0, 200_000)),
        longitude=longitude,
        latitude=latitude,
        heads=draw(st.none() | st.integers(0, 30)),
        jobs=draw(st.integers(0, 4)),
    )


@st.composite
def aims(draw: st.DrawFn) -> Aims:
    weights = [draw(st.integers(0, 60)) for _weight in range(5)]
    return Aims(fit=weights[0] + 1, place=weights[1], close=weights[2], ties=weights[3], balance=weights[4])


def every_team(task: Scaled) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """Give every allowed team with its score, by trying each organization on each part."""
    problem = task.problem
    able = [
        [one for one, gains in enumerate(task.gains) if gains[part] is not None] for part in range(len(task.shares))
    ]
    for chosen in product(*able):
        team: dict[int, int] = {}
        for part, one in enumerate(chosen):
            team[one] = team.get(one, 0) | 1 << part
        names = {task.pool[one].organization_id for one in team}
        if not set(problem.pins) <= names or len(team) > (problem.most_partners or len(chosen)):
            continue
        if problem.is_lead_needed and not any(task.leads[one] for one in team):
            continue
        choices = tuple(sorted(team.items()))
        yield score_of(task, choices), choices
