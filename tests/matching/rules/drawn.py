"""Needs, candidates and weights drawn by Hypothesis."""

from datetime import date, timedelta

from hypothesis import strategies as st

from maillage.matching.rules.ranking import Away, CandidateFacts, Need, Record, SkillShown, SkillWish, Turn, Weights
from maillage.matching.types import Criterion, Evidence, Served

SKILLS = ("audiovisuel", "design-graphique", "imprimerie", "espaces-verts", "developpement")
LABELS = ("esus", "rge", "qualiopi")
START = date(2026, 11, 24)
days = st.integers(0, 90).map(lambda number: START + timedelta(days=number))
strengths = st.floats(0, 1)
slugs = st.lists(st.sampled_from(SKILLS), unique=True)
labels = st.lists(st.sampled_from(LABELS), unique=True).map(tuple)


@st.composite
def needs(draw: st.DrawFn) -> Need:
    wishes = tuple(
        SkillWish(slug, draw(st.floats(0.1, 10)), draw(st.booleans()))
        for slug in draw(st.lists(st.sampled_from(SKILLS), unique=True))
    )
    first = draw(st.none() | days)
    return Need(
        brief_id=draw(st.text("abc0", max_size=4)),
        skills=wishes,
        needs_every_skill=draw(st.booleans()),
        place_code=draw(st.sampled_from(("", "commune:69123"))),
        radius_km=draw(st.none() | st.integers(1, 300)),
        budget_most_cents=draw(st.none() | st.integers(1, 10**9)),
        headcount=draw(st.none() | st.integers(1, 200)),
        required_labels=draw(labels),
        preferred_labels=draw(labels),
        starts_on=first,
        ends_on=first + timedelta(days=draw(st.integers(0, 60))) if first else None,
        buyer_organization_id=draw(st.sampled_from((None, "o0"))),
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    invited = draw(st.integers(0, 40))
    answered = draw(st.integers(0, invited))
    ratings = draw(st.lists(st.integers(1, 5), max_size=10))
    in_time = draw(st.integers(0, answered))
    return Record(
        invited=invited, answered=answered, in_time=in_time, ratings_count=len(ratings), ratings_sum=float(sum(ratings))
    )


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    return Turn(
        received=draw(st.integers(0, 40)),
        won=draw(st.integers(0, 10)),
        fair_received=draw(st.floats(0, 40)),
        fair_won=draw(st.floats(0, 10)),
        days_since_invited=draw(st.none() | st.integers(0, 500)),
        days_as_member=draw(st.integers(0, 4000)),
    )


@st.composite
def candidates(draw: st.DrawFn, organization_id: str = "o1") -> CandidateFacts:
    least = draw(st.none() | st.integers(0, 300))
    first = draw(st.none() | days)
    shown = st.builds(SkillShown, st.just(""), st.sampled_from(Evidence), st.integers(0, 20))
    return CandidateFacts(
        organization_id=organization_id,
        skills=tuple(
            SkillShown(slug, each.evidence, each.comparable) for slug in draw(slugs) for each in [draw(shown)]
        ),
        distance_m=draw(st.none() | st.integers(0, 1_000_000)),
        served=draw(st.sampled_from(Served)),
        headcount_least=least,
        headcount_most=None if least is None else least + draw(st.integers(0, 100)),
        largest_amount_cents=draw(st.none() | st.integers(0, 10**9)),
        away=(Away(first, first + timedelta(days=draw(st.integers(0, 30)))),) if first else (),
        record=draw(records()),
        tie_to_buyer=draw(strengths),
        ties_to_able=tuple(draw(st.lists(strengths, max_size=5))),
        labels=draw(labels),
        turn=draw(turns()),
        is_banned=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def pools(draw: st.DrawFn) -> list[CandidateFacts]:
    return [draw(candidates(f"o{place}")) for place in range(draw(st.integers(0, 7)))]


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    drawn = {criterion.value: draw(st.just(0.0) | st.floats(0.01, 100)) for criterion in Criterion}
    return Weights.from_mapping(drawn) if any(drawn.values()) else Weights()
