"""Which rule made which part of a price, to the cent."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.delivery.rules.expressions import Packages, TaskFacts
from maillage.delivery.rules.pricing import (
    Amounts,
    ArbitraryPrice,
    DeliveryFacts,
    ItemTarget,
    Outcome,
    Rule,
    RuleSet,
    RuleTarget,
    Strategy,
    Supplement,
    accepts,
    document_of,
    price,
    with_vat,
)
from tests.delivery.rules.facts import DROPOFF, NOW, PACKAGES, PICKUP, ZONES

TASK, DYNAMIC = RuleTarget.TASK, RuleTarget.LEGACY_TARGET_DYNAMIC
FACTS = DeliveryFacts((PICKUP, DROPOFF), distance_m=2_310, weight_g=6_000, packages=PACKAGES, vehicle="cargo_bike")
SECOND = replace(DROPOFF, weight_g=1_000, packages=Packages())
ROUND = replace(FACTS, tasks=(PICKUP, DROPOFF, SECOND), weight_g=7_000)


def find(*rules):
    return RuleSet(Strategy.FIND, tuple(rules))


def add_up(*rules):
    return RuleSet(Strategy.MAP, tuple(rules))


def priced(rule_set, facts=FACTS, **options):
    return price(facts=facts, rule_set=rule_set, zones=ZONES, now=NOW, **options)


def parts(calculation):
    """Tell each item as its target and the parts of its rules."""
    return [(item.target.value, [one.part_cents for one in item.applied]) for item in calculation.items]


def test_the_first_rule_that_matches_makes_the_price():
    calculation = priced(find(Rule("distance > 5000", "900"), Rule("distance > 0", "499"), Rule("distance > 1", "1")))

    assert (calculation.outcome, calculation.total_cents) == (Outcome.PRICED, 499)
    assert [(one.position, one.is_matched) for one in calculation.items[0].applied] == [(0, False), (1, True)]


def test_all_rules_that_match_add_up_and_percentages_are_of_the_running_total():
    calculation = priced(add_up(
        Rule("distance > 0", "499"), Rule("distance > 5000", "9999"), Rule("dropoff.doorstep", "price_percentage(12500)"),
        Rule("true", "100"), Rule("true", "price_percentage(8500)"),
    ))  # fmt: skip

    assert parts(calculation) == [("ORDER", [499, 0, 125, 100, -109])]
    assert [one.total_after_cents for one in calculation.items[0].applied] == [499, 499, 624, 724, 615]
    assert calculation.total_cents == 615
    assert [one.percentage for one in calculation.items[0].applied] == [None, None, 12_500, None, 8_500]


def test_rules_of_tasks_come_first_with_their_own_running_total():
    calculation = priced(add_up(
        Rule("distance > 0", "500"), Rule('task.type == "DROPOFF"', "200", TASK), Rule("true", "price_percentage(11000)", TASK),
        Rule("true", "price_percentage(20000)"),
    ))  # fmt: skip

    assert parts(calculation) == [("PICKUP", [0, 0]), ("DROPOFF", [200, 20]), ("ORDER", [500, 720])]
    assert calculation.total_cents == 1_440


def test_a_rule_older_than_targets_is_of_the_delivery_with_two_tasks_and_of_each_with_more():
    rules = add_up(Rule("weight > 3000", "300", DYNAMIC))

    assert parts(priced(rules)) == [("ORDER", [300])]
    assert parts(priced(rules, ROUND)) == [("PICKUP", [0]), ("DROPOFF", [300]), ("DROPOFF", [0]), ("ORDER", [])]
    assert parts(priced(find(Rule("weight > 6500", "300", DYNAMIC)), ROUND)) == [("ORDER", [300])]


def test_a_task_has_no_distance_and_only_its_own_side():
    rules = add_up(
        Rule("distance in 0..99999 or distance > 0", "1", TASK), Rule('in_zone(dropoff.address, "hill")', "10", TASK),
        Rule("packages.totalVolumeUnits() > 0", "100", TASK), Rule("diff_hours(pickup) < 99", "1000", TASK),
    )  # fmt: skip

    assert parts(priced(rules)) == [("PICKUP", [0, 0, 0, 1000]), ("DROPOFF", [0, 10, 100, 0]), ("ORDER", [])]


def test_a_rule_of_tasks_that_is_found_first_prices_each_task_that_it_matches():
    rules = find(Rule("distance > 9999", "1"), Rule('task.type == "DROPOFF"', "250", TASK), Rule("true", "2"))

    assert parts(priced(rules, ROUND)) == [("PICKUP", [0]), ("DROPOFF", [250]), ("DROPOFF", [250]), ("ORDER", [0])]
    assert priced(find(Rule("false", "1", TASK), Rule("true", "2"))).total_cents == 2


def test_supplements_come_last_with_their_quantity():
    fragile, hurry = Rule("false", "150", name="Fragile"), Rule("false", "price_percentage(11000)")
    rules = add_up(Rule("distance > 0", "500"), fragile)
    calculation = priced(rules, supplements=[Supplement(fragile, 3), Supplement(hurry)])

    assert parts(calculation) == [("ORDER", [500, 0, 450, 95])]
    assert [one.position for one in calculation.items[0].applied] == [0, 1, 1, 3]
    assert calculation.total_cents == 1_045


def test_supplements_alone_make_no_price():
    calculation = priced(add_up(Rule("false", "150")), supplements=[Supplement(Rule("true", "150"))])

    assert (calculation.outcome, calculation.total_cents) == (Outcome.NO_MATCH, None)


@pytest.mark.parametrize("quantity", [0, -1, 10_001])
def test_a_supplement_is_added_a_sensible_number_of_times(quantity):
    with pytest.raises(ValueError, match="quantity"):
        Supplement(Rule("false", "1"), quantity)


def test_no_rule_set_and_no_match_are_told_apart():
    assert (priced(None).outcome, priced(None).total_cents) == (Outcome.NO_RULE_SET, None)
    for rules in (find(), add_up(), find(Rule("distance > 9999", "1")), add_up(Rule("distance > 9999", "1"))):
        assert (priced(rules).outcome, priced(rules).total_cents) == (Outcome.NO_MATCH, None)


def test_a_rule_of_no_cents_is_a_match():
    assert (priced(find(Rule("true", "0"))).outcome, priced(find(Rule("true", "0"))).total_cents) == (Outcome.PRICED, 0)


def test_a_price_set_by_hand_replaces_the_rules_and_says_why():
    calculation = priced(find(Rule("true", "499")), arbitrary=ArbitraryPrice(1_200, "Contract of May"))

    assert (calculation.outcome, calculation.total_cents, calculation.items) == (Outcome.ARBITRARY, 1_200, ())
    assert calculation.arbitrary.reason == "Contract of May"


@pytest.mark.parametrize(("cents", "reason", "field"), [(-1, "x", "cents"), (1, "  ", "reason")])
def test_a_price_set_by_hand_has_a_reason_and_is_not_below_zero(cents, reason, field):
    with pytest.raises(ValueError, match=field):
        ArbitraryPrice(cents, reason)


@pytest.mark.parametrize(
    ("rule", "in_price"),
    [
        (Rule("distance / 0 > 1", "1"), False), (Rule("distanse > 1", "1"), False), (Rule("", "1"), False),
        (Rule('in_zone(pickup.address, "gone")', "1"), False), (Rule("true", "1 / 0"), True), (Rule("true", "vehicle"), True),
        (Rule("true", ""), True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("strategy", list(Strategy))
def test_a_rule_that_cannot_be_worked_out_makes_no_price_rather_than_a_wrong_one(rule, in_price, strategy):
    calculation = priced(RuleSet(strategy, (Rule("false", "1"), rule, Rule("true", "499"))))

    assert (calculation.outcome, calculation.total_cents) == (Outcome.FAULTY, None)
    assert [(one.position, one.is_fault_in_price) for one in calculation.faults] == [(1, in_price)]


def test_a_fault_behind_the_first_match_does_no_harm():
    assert priced(find(Rule("true", "499"), Rule("1 / 0", "1"))).total_cents == 499


def test_reductions_leave_nothing_below_zero():
    calculation = priced(add_up(Rule("true", "300"), Rule("true", "-500")))

    assert (calculation.total_cents, calculation.floor_cents, parts(calculation)) == (0, 200, [("ORDER", [300, -500])])


def test_the_calculation_reads_as_programs_expect():
    calculation = priced(replace(find(Rule("distance > 0", "499")), name="Town"))

    assert document_of(calculation) == {
        "ruleSet": {"name": "Town", "strategy": "find"},
        "strategy": "find",
        "items": [
            {
                "target": "ORDER",
                "rules": [
                    {
                        "rule": {
                            "expression": "distance > 0", "price": "499", "position": 0, "target": "DELIVERY", "name": None,
                        },
                        "matched": True,
                        "amount": 499,
                    }
                ],
            }
        ],
    }  # fmt: skip
    assert document_of(priced(None)) == {"ruleSet": {}, "strategy": "", "items": []}


@pytest.mark.parametrize(
    ("expression", "passes"),
    [
        ("distance < 4000", True),
        ("distance < 2000", False),
        ('in_zone(dropoff.address, "centre")', False),
        ('in_zone(dropoff.address, "hill")', True),
    ],
)
def test_a_check_expression_lets_a_delivery_pass_or_not(expression, passes):
    assert accepts(expression=expression, facts=FACTS, zones=ZONES, now=NOW) is passes


def test_the_pickup_is_the_first_and_the_dropoff_the_last():
    slotted = replace(SECOND, time_slot="/api/time_slots/2")
    facts = replace(FACTS, tasks=(PICKUP, replace(PICKUP, time_slot="/api/time_slots/1"), DROPOFF, slotted))

    assert (facts.pickup, facts.dropoff) == (PICKUP, slotted)
    assert accepts(expression='time_slot == "/api/time_slots/2"', facts=facts, zones={}, now=NOW)
    assert accepts(expression='task.type == "PICKUP" or pickup.timeSlot', facts=facts, zones={}, now=NOW) is False


def test_what_nobody_chose_is_null_for_the_delivery_and_for_each_task():
    chosen, nothing = 'vehicle == "cargo_bike"', "vehicle === null and time_slot === null"
    for target, per_rule in ((RuleTarget.DELIVERY, 1), (TASK, 2)):
        with_vehicle = priced(add_up(Rule(chosen, "1", target), Rule(nothing, "10", target)))
        without = priced(add_up(Rule(chosen, "1", target), Rule(nothing, "10", target)), replace(FACTS, vehicle=""))

        assert (with_vehicle.total_cents, without.total_cents) == (per_rule, 10 * per_rule)


CONDITIONS = st.sampled_from([
    "true", "false", "distance > 1000", "weight in 0..5000", 'packages.containsAtLeastOne("XL")', 'task.type == "DROPOFF"',
    "dropoff.doorstep", 'in_zone(pickup.address, "centre")',
])  # fmt: skip
PRICES = st.one_of(
    st.integers(-2_000, 5_000).map(str),
    st.integers(0, 30_000).map("price_percentage({})".format),
    st.sampled_from(
        ["distance * 0.0371", "price_range(weight, 33, 700, 500)", 'price_per_package(packages, "XL", 123, 1, 45)']
    ),
)
RULES = st.builds(Rule, CONDITIONS, PRICES, st.sampled_from(list(RuleTarget)))
TASKS = st.lists(st.sampled_from([PICKUP, DROPOFF, SECOND, TaskFacts(kind="DROPOFF")]), max_size=5).map(tuple)


@given(
    st.builds(RuleSet, st.sampled_from(list(Strategy)), st.lists(RULES, max_size=8).map(tuple)),
    TASKS,
    st.lists(st.builds(Supplement, RULES, st.integers(1, 5)), max_size=3),
)
def test_the_parts_always_sum_to_the_total(rule_set, tasks, supplements):
    calculation = priced(rule_set, replace(FACTS, tasks=tasks), supplements=supplements)

    applied = [one for item in calculation.items for one in item.applied]
    assert not calculation.faults
    assert all(one.is_matched or one.part_cents == 0 for one in applied)
    if calculation.outcome is Outcome.PRICED:
        assert calculation.total_cents == sum(one.part_cents for one in applied) + calculation.floor_cents >= 0
        assert calculation.floor_cents == 0 or calculation.total_cents == 0
    else:
        assert calculation.outcome is Outcome.NO_MATCH
        assert not any(one.is_matched and not one.is_supplement for one in applied)
    assert [item.target for item in calculation.items][-1] is ItemTarget.ORDER


@pytest.mark.parametrize(
    ("cents", "rate_bp", "is_included", "net", "tax"),
    [
        (499, 2_000, True, 416, 83), (499, 2_000, False, 499, 100), (0, 2_000, True, 0, 0), (499, 0, True, 499, 0),
        (1, 2_000, True, 1, 0), (3, 2_000, True, 2, 1), (1_055, 550, True, 1_000, 55), (50, 100, False, 50, 1), (-50, 100, False, -50, -1),
    ],
)  # fmt: skip
def test_tax_is_rounded_once(cents, rate_bp, is_included, net, tax):
    assert with_vat(cents, rate_bp=rate_bp, is_included=is_included) == Amounts(net, tax)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10_000), st.booleans())
@example(499, 2_000, True)
def test_net_and_tax_are_the_price(cents, rate_bp, is_included):
    amounts = with_vat(cents, rate_bp=rate_bp, is_included=is_included)

    assert (amounts.gross_cents if is_included else amounts.net_cents) == cents
    assert abs(2 * (amounts.tax_cents * 10_000 - amounts.net_cents * rate_bp)) <= 10_000 + (
        rate_bp if is_included else 0
    )


def test_a_rate_is_not_below_zero():
    with pytest.raises(ValueError, match="rate_bp"):
        with_vat(1, rate_bp=-1, is_included=True)
