"""Rules of prices are pasted, checked to the character, put in order and tried."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from maillage.delivery.models import PricingRule, PricingRuleSet, TimeSlot
from maillage.delivery.rules.expressions import ExpressionError, Problem
from maillage.delivery.sentences import sentence_of

pytestmark = pytest.mark.django_db


def at(route, *arguments):
    return reverse(f"delivery:{route}", args=["la-bobine", *arguments])


def rules():
    rows = PricingRule.objects.across_scopes(reason="a test").order_by("position", "pk")
    return [(one.expression, one.price) for one in rows]


@pytest.fixture
def browser(bikes, client_as, amina):
    return client_as(amina)


@pytest.fixture
def tariff(browser):
    browser.post(at("rule_set_list"), {"name": "Tarif", "strategy": "find"})
    return PricingRuleSet.objects.across_scopes(reason="a test").get()


def paste(browser, tariff, text):
    return browser.post(at("rule_creation", tariff.pk), {"lines": text})


def test_several_lines_are_added_in_order(browser, tariff):
    paste(browser, tariff, "distance < 3000 → 499\n\ndistance < 6000 => 699\nweight > 5000\t900\tLourd\r\n")

    assert rules() == [("distance < 3000", "499"), ("distance < 6000", "699"), ("weight > 5000", "900")]


def test_a_rule_set_is_pasted_as_programs_read_it(browser, tariff):
    one = {"@id": "/api/pricing_rules/7", "target": "TASK", "position": 2, "name": "Lourd"}
    heavy = {**one, "expression": "weight > 5000", "price": "900"}
    supplement = {"target": "DELIVERY", "position": 1, "name": "Attente", "expression": "false", "price": 300}
    paste(browser, tariff, json.dumps({"name": "Tarif", "strategy": "map", "rules": [heavy, supplement]}))
    found = [{"rule": {"expression": "distance > 0", "price": "499", "position": 0}, "matched": True}]
    paste(browser, tariff, json.dumps(found))

    kept = PricingRule.objects.across_scopes(reason="a test").order_by("position")
    assert [(rule.expression, rule.price, rule.target, rule.is_supplement) for rule in kept] == [
        ("false", "300", "DELIVERY", True), ("weight > 5000", "900", "TASK", False), ("distance > 0", "499", "DELIVERY", False),
    ]  # fmt: skip
    for wrong in ('[{"expression": "distance > 0"}]', '{"rules": [1]}', "[]]", '{"rules": "x"}'):
        assert paste(browser, tariff, wrong).status_code == 422
    assert paste(browser, tariff, f"distance > {'1 + ' * 900}1 → 1").status_code in (303, 422)
    assert paste(browser, tariff, "distance > 0 → 100 / 0").status_code == 422


def test_one_wrong_line_adds_nothing_and_is_pointed_at(browser, tariff):
    answer = paste(browser, tariff, "distance < 3000 → 499\ndistanse > 1 → 900")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<mark>distanse</mark>" in page
    assert "distanse &gt; 1 → 900" in page
    assert rules() == []


def test_unknown_zone_is_refused_in_both_languages(browser, tariff):
    lines = {"lines": 'in_zone(dropoff.address, "Port") → 400'}
    french, english = (
        browser.post(at("rule_creation", tariff.pk) + f"?lang={language}", lines).content.decode()
        for language in ("fr", "en")
    )

    assert "There is no zone “Port”" in english
    assert french != english


def test_rules_move_and_stay_at_the_ends(browser, tariff):
    paste(browser, tariff, "distance < 1 → 1\ndistance < 2 → 2\ndistance < 3 → 3")
    first, _second, last = PricingRule.objects.across_scopes(reason="a test").order_by("position")

    browser.post(at("rule_place", tariff.pk, first.pk), {"way": "up"})
    browser.post(at("rule_place", tariff.pk, last.pk), {"way": "up"})

    assert [price for _text, price in rules()] == ["1", "3", "2"]


def test_a_changed_rule_is_checked(browser, tariff):
    paste(browser, tariff, "distance < 1 → 1")
    rule = PricingRule.objects.across_scopes(reason="a test").get()
    given = {"expression": "distance = 1", "price": "1", "target": "DELIVERY"}

    assert browser.post(at("rule", tariff.pk, rule.pk), given).status_code == 422
    given["expression"] = "distance == 1"
    assert browser.post(at("rule", tariff.pk, rule.pk), given).status_code == 303
    assert rules() == [("distance == 1", "1")]


def test_trial_shows_which_rule_made_the_price(browser, tariff):
    paste(browser, tariff, "weight > 20000 → 900\ndistance > 0 → 499")
    given = {"start": "Nice", "end": "Beausoleil", "at": "2031-05-06T12:00", "quantity": 1}

    answer = browser.get(at("rule_set_trial", tariff.pk), {**given, "lang": "fr"})

    assert answer.status_code == 200
    assert "4,99" in answer.content.decode()
    assert [part.is_matched for part in answer.context["parts"]] == [False, True]


def test_trial_is_made_of_slot_and_doorstep_too(browser, tariff):
    openings = [{"@type": "OpeningHoursSpecification", "opens": "08:00", "closes": "12:00", "dayOfWeek": ["Monday"]}]
    slot = TimeSlot.objects.create(organization_id=tariff.organization_id, name="Matin", openings=openings)
    paste(browser, tariff, f'time_slot == "/api/time_slots/{slot.pk}" → 300\ndropoff.doorstep → 150')
    given = {"start": "Nice", "end": "Beausoleil", "at": "2031-05-06T12:00"}

    plain = browser.get(at("rule_set_trial", tariff.pk), given)
    full = browser.get(at("rule_set_trial", tariff.pk), {**given, "slot": slot.pk, "is_doorstep": "on"})
    of_another = browser.get(at("rule_set_trial", tariff.pk), {**given, "slot": slot.pk + 1})

    matched = [[part.is_matched for part in each.context["parts"]] for each in (plain, full)]
    assert matched[0] == [False, False]
    assert matched[1][0]
    assert (of_another.status_code, "slot" in of_another.context["form"].errors) == (422, True)


def test_trial_names_what_is_wrong(browser, tariff):
    given = {"start": "Xyzzyville", "end": "Nice", "at": "2031-05-06T12:00"}

    answer = browser.get(at("rule_set_trial", tariff.pk), given)

    assert answer.status_code == 422
    assert "Xyzzyville" in answer.content.decode()


def test_a_set_in_use_stays(browser, tariff, bikes):
    bikes.store.rule_set = tariff
    bikes.store.save()

    assert browser.post(at("rule_set_removal", tariff.pk)).status_code == 409


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("problem", list(Problem))
def test_each_problem_has_its_sentence(problem, language):
    fault = ExpressionError(problem, at=0, found="abc", expected=("number", "text"))

    with translation.override(language):
        sentence = sentence_of(fault)

    assert len(sentence) > 10
    assert "%(" not in sentence
