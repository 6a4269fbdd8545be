"""The calculations of profiles: no database."""

from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.directory.rules import charts, differences, ego_graph, opening_hours
from maillage.directory.rules.completeness import RULES, Criterion, ProfileFacts, completeness_of
from maillage.directory.rules.identifiers import clean_digits, clean_naf, clean_rna, is_siren, is_siret, vat_number
from maillage.directory.rules.robots import is_robot

# Drawing values is slow when the machine is busy; that says nothing of the rules.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MONDAY = date(2026, 11, 23)
WHOLE = ProfileFacts(
    pitch_length=80,
    description_length=900,
    has_logo=True,
    photos=2,
    skills=3,
    has_main_skill=True,
    proved_skills=1,
    places_with_point=1,
    says_territory=True,
    public_contacts=1,
    has_website=True,
    offers=1,
    references=2,
    shown_references=1,
    has_identifier=True,
    has_headcount_and_date=True,
    has_opening_hours=True,
)


def test_weights_sum_to_one_hundred():
    assert sum(rule.weight for rule in RULES.values()) == 100
    assert completeness_of(WHOLE).score == 100
    assert completeness_of(WHOLE).next_best is None


def test_next_best_thing_is_the_heaviest_missing():
    assert completeness_of(ProfileFacts()).next_best is Criterion.MAIN_SKILL
    assert completeness_of(ProfileFacts(has_main_skill=True)).next_best is Criterion.PITCH


@unhurried
@given(st.builds(ProfileFacts), st.builds(ProfileFacts))
def test_adding_something_never_lowers_the_score(first, second):
    both = ProfileFacts(
        **{name: max(getattr(first, name), getattr(second, name)) for name in ProfileFacts.__dataclass_fields__}
    )

    assert completeness_of(both).score >= max(completeness_of(first).score, completeness_of(second).score)
    assert 0 <= completeness_of(both).score <= 100


def test_identifiers():
    assert [is_siren(text) for text in ("732829320", "404833048", "732829321", "000000000", "73282932", "")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert [is_siret(text) for text in ("73282932000074", "35600000049837", "12345678901234", "73282932000000")] == [
        True,
        True,
        False,
        False,
    ]
    assert clean_digits("732\u202f829.320 ") == "732829320"
    assert (clean_naf("62.01z"), clean_naf("6201Z"), clean_naf("bois")) == ("62.01Z", "62.01Z", "")
    assert (clean_rna("w 123456789"), clean_rna("12")) == ("W123456789", "")
    assert (vat_number("404833048"), vat_number("732829320")) == ("FR83404833048", "FR44732829320")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("9h-12h30, 14h-18h", ((time(9), time(12, 30)), (time(14), time(18)))),
        ("09:00–12:30 et 14:00–18:00", ((time(9), time(12, 30)), (time(14), time(18)))),
        ("8 à 20h", ((time(8), time(20)),)),
        ("18:00-24:00", ((time(18), time(0)),)),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert opening_hours.spans_of(text) == spans


@pytest.mark.parametrize("text", ["bonjour", "9h", "18h-9h", "9h-12h, 11h-15h", "25h-26h", "9:70-10:00"])
def test_hours_that_say_nothing_are_refused(text):
    with pytest.raises(opening_hours.UnreadableHours):
        opening_hours.spans_of(text)


def test_week_is_read_from_openstreetmap_syntax():
    week = opening_hours.week_of("Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-12:00; PH off", monday=MONDAY)

    assert week[0] == ((time(9), time(12)), (time(14), time(18)))
    assert week[5] == ((time(10), time(12)),)
    assert week[6] == ()
    assert opening_hours.week_of("quand il fait beau", monday=MONDAY) is None
    assert opening_hours.is_open_at("Mo-Fr 09:00-18:00", moment=datetime(2026, 11, 24, 10, 0)) is True


_DAY = st.sampled_from(
    [(), ((time(9), time(12)),), ((time(9), time(12)), (time(14), time(18, 30))), ((time(18), time(0)),)]
)


@unhurried
@given(st.tuples(*[_DAY] * 7))
def test_week_written_is_the_week_read(week):
    assert (opening_hours.week_of(opening_hours.text_of_week(week), monday=MONDAY) or ((),) * 7) == week
    assert all(opening_hours.spans_of(opening_hours.written(spans)) == spans for spans in week)


def _partners(count):
    return [
        ego_graph.Partner(key=str(number), name=f"Atelier {number}", url=f"a-{number}", count=1)
        for number in range(count)
    ]


@unhurried
@given(st.integers(1, 30), st.sets(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=15))
def test_graph_stays_in_its_frame_and_draws_each_partner_once(count, links):
    graph = ego_graph.draw_ego_graph(partners=_partners(count), links={(str(a), str(b)) for a, b in links})

    assert len(graph.nodes) == min(count, ego_graph.LARGEST)
    assert graph.more == count - len(graph.nodes)
    assert all(0 <= node.x <= ego_graph.WIDTH and 0 <= node.y <= ego_graph.HEIGHT for node in graph.nodes)
    assert sum(not edge.is_between_partners for edge in graph.edges) == len(graph.nodes)


def test_partners_that_work_together_stand_side_by_side():
    graph = ego_graph.draw_ego_graph(partners=_partners(6), links={("0", "4")})

    order = [node.partner.key for node in graph.nodes]
    assert abs(order.index("0") - order.index("4")) == 1
    assert sum(edge.is_between_partners for edge in graph.edges) == 1


def test_differences_name_the_row_and_the_field():
    before = {"offers": [{"id": "1", "title": "Pain", "price": "2 €"}, {"id": "2", "title": "Brioche", "price": ""}]}
    after = {"offers": [{"id": "1", "title": "Pain", "price": "3 €"}, {"id": "3", "title": "Fougasse", "price": ""}]}

    found = [
        (each.field, each.item, each.before, each.after) for each in differences.differences(before=before, after=after)
    ]

    assert found == [
        ("offers.price", "Pain", "2 €", "3 €"),
        ("offers", "Brioche", "Brioche", ""),
        ("offers", "Fougasse", "", "Fougasse"),
    ]


def test_change_of_order_is_a_difference():
    one, two = {"id": "1", "title": "Pain"}, {"id": "2", "title": "Brioche"}

    found = differences.differences(before={"offers": [one, two]}, after={"offers": [two, one]})

    assert [(each.field, each.before, each.after) for each in found] == [
        ("offers.order", "Pain, Brioche", "Brioche, Pain")
    ]


@unhurried
@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_rebuild_both_texts(before, after):
    pieces = differences.pieces_between(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@unhurried
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=24))
def test_bars_stand_in_their_frame_in_proportion(values):
    bars = charts.bars_of(values=values, labels=[""] * len(values), titles=[""] * len(values))

    assert all(0 <= bar.y <= charts.HEIGHT and bar.height >= 0 for bar in bars)
    assert (max(values) == 0) == all(bar.height == 0 for bar in bars)
    assert charts.ceiling_of(max(values)) >= max(values)


def test_robots_are_told_from_readers():
    assert [is_robot(text) for text in ("", "Googlebot/2.1", "curl/8.0", "Mozilla/5.0 (X11; Linux) Firefox/140.0")] == [
        True,
        True,
        True,
        False,
    ]
