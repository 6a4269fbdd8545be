"""Rules of prices: written, put in order, tried."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.prices import LinesForm, RuleForm, RuleSetForm, TrialForm, initial_rule
from maillage.delivery.forms.saving import saved
from maillage.delivery.presenters import OUTCOME_WORDS, parts_of
from maillage.delivery.queries import set_up as queries
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.rules.expressions import CONDITION_FUNCTIONS, PRICE_FUNCTIONS, VARIABLES
from maillage.delivery.sentences import fault_of, sentence_of
from maillage.delivery.services import rule_sets
from maillage.delivery.services.rule_sets import RuleRefused
from maillage.delivery.services.trials import try_rules
from maillage.kit.htmx import answer

_ENDS = {"items[0].task.address": "start", "items[1].task.address": "end"}
_LIST, _ONE, _RULE, _TRIAL = (f"delivery/prices/{name}.html" for name in ("list", "rule_set", "rule", "trial"))


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the sets of rules; on POST, start one."""
    desk = desk_of(request)
    form = RuleSetForm(request.POST or None)
    made = saved(
        form,
        lambda: rule_sets.save_rule_set(
            actor=desk.actor, name=form.cleaned_data["name"], strategy=form.strategy_chosen()
        ),
    )
    if made:
        return answer(request, _LIST, to=_to(organization_slug, made.pk))
    context = desk.context(rule_sets=queries.rule_sets(actor=desk.actor), form=form)
    return answer(request, _LIST, context=context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set(request: ScopedRequest, organization_slug: str, rule_set_id: int) -> HttpResponse:
    """Show the rules of a set in their order; on POST, rename it or change how they are used."""
    desk = desk_of(request)
    row = queries.rule_set(actor=desk.actor, rule_set_id=rule_set_id)
    form = RuleSetForm(request.POST or None, initial={"name": row.name, "strategy": row.strategy})
    if saved(
        form,
        lambda: rule_sets.save_rule_set(
            actor=desk.actor, name=form.cleaned_data["name"], strategy=form.strategy_chosen(), rule_set_id=rule_set_id
        ),
    ):
        return answer(request, _ONE, to=_to(organization_slug, rule_set_id))
    return _page(request, desk, rule_set_id, form=form, status=422 if form.is_bound else 200)


def _page(request: ScopedRequest, desk: Desk, rule_set_id: int, *, status: int = 200, **more: Any) -> HttpResponse:
    row = queries.rule_set(actor=desk.actor, rule_set_id=rule_set_id)
    usual = {
        "form": RuleSetForm(initial={"name": row.name, "strategy": row.strategy}), "lines": LinesForm(), "fault": None,
    }  # fmt: skip
    context = desk.context(
        rule_set=row, rules=queries.rules(actor=desk.actor, rule_set_id=rule_set_id), **_words(desk), **usual | more
    )
    return answer(request, _ONE, context=context, status=status)


def _words(desk: Desk) -> dict[str, Any]:
    return {
        "variables": sorted(VARIABLES), "condition_functions": sorted(CONDITION_FUNCTIONS),
        "price_functions": sorted(set(PRICE_FUNCTIONS) - set(CONDITION_FUNCTIONS)),
        "zone_names": [zone.name for zone in queries.zones(actor=desk.actor)],
    }  # fmt: skip


@require_POST
def rule_creation(request: ScopedRequest, organization_slug: str, rule_set_id: int) -> HttpResponse:
    """Add the rules of several lines, all or none."""
    desk = desk_of(request)
    queries.rule_set(actor=desk.actor, rule_set_id=rule_set_id)
    lines = LinesForm(request.POST)
    try:
        made = saved_rules(desk, rule_set_id, lines)
    except RuleRefused as refusal:
        lines.add_error("lines", sentence_of(refusal.fault))
        fault = fault_of(refusal.fault, text=refusal.at_fault)
        return _page(request, desk, rule_set_id, lines=lines, fault=fault, fault_line=refusal.line + 1, status=422)
    if made:
        return answer(request, _ONE, to=_to(organization_slug, rule_set_id))
    return _page(request, desk, rule_set_id, lines=lines, status=422)


def saved_rules(desk: Desk, rule_set_id: int, lines: LinesForm) -> bool:
    """Raises: RuleRefused."""
    if not lines.is_valid():
        return False
    rule_sets.add_rules(actor=desk.actor, rule_set_id=rule_set_id, given=lines.cleaned_data["lines"])
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: ScopedRequest, organization_slug: str, rule_set_id: int, rule_id: int) -> HttpResponse:
    """Change one rule."""
    desk = desk_of(request)
    row = queries.rule(actor=desk.actor, rule_set_id=rule_set_id, rule_id=rule_id)
    form, fault = RuleForm(request.POST or None, initial=initial_rule(row)), None
    try:
        if form.is_bound and form.is_valid():
            rule_sets.change_rule(actor=desk.actor, rule_set_id=rule_set_id, rule_id=rule_id, given=form.given())
            return answer(request, _ONE, to=f"{_to(organization_slug, rule_set_id)}#regle-{rule_id}")
    except RuleRefused as refusal:
        fault = fault_of(refusal.fault, text=refusal.at_fault)
        form.add_error(refusal.field, fault.sentence)
    context = desk.context(rule=row, rule_set=row.rule_set, form=form, fault=fault, **_words(desk))
    return answer(request, _RULE, context=context, status=422 if form.is_bound else 200)


@require_POST
def rule_place(request: ScopedRequest, organization_slug: str, rule_set_id: int, rule_id: int) -> HttpResponse:
    """Move a rule up or down."""
    steps = -1 if request.POST.get("way") == "up" else 1
    rule_sets.move_rule(actor=desk_of(request).actor, rule_set_id=rule_set_id, rule_id=rule_id, steps=steps)
    return answer(request, _ONE, to=f"{_to(organization_slug, rule_set_id)}#regle-{rule_id}")


@require_POST
def rule_removal(request: ScopedRequest, organization_slug: str, rule_set_id: int, rule_id: int) -> HttpResponse:
    """Take a rule out."""
    rule_sets.remove_rule(actor=desk_of(request).actor, rule_set_id=rule_set_id, rule_id=rule_id)
    return answer(request, _ONE, to=_to(organization_slug, rule_set_id))


@require_POST
def rule_set_removal(request: ScopedRequest, organization_slug: str, rule_set_id: int) -> HttpResponse:
    """Take a set of rules away."""
    rule_sets.remove_rule_set(actor=desk_of(request).actor, rule_set_id=rule_set_id)
    return answer(request, _LIST, to=reverse("delivery:rule_set_list", args=[organization_slug]))


@require_GET
def trial(request: ScopedRequest, organization_slug: str, rule_set_id: int) -> HttpResponse:
    """Try the rules on a delivery: which made which part of its price."""
    desk = desk_of(request)
    row = queries.rule_set(actor=desk.actor, rule_set_id=rule_set_id)
    now = timezone.now()
    packages = [
        one.name
        for each in queries.package_sets(actor=desk.actor)
        for one in queries.packages_of(actor=desk.actor, set_id=each.pk)
    ]
    slots = [(one.pk, one.name) for one in queries.slots(actor=desk.actor)]
    said = request.GET if "start" in request.GET else None
    form = TrialForm(said, packages=packages, slots=slots, zone=desk.zone, now=now)
    found = saved(form, lambda: _tried(desk, form, rule_set_id), rename=_ENDS)
    context = desk.context(
        rule_set=row, form=form, found=found, parts=parts_of(found.calculation) if found else [],
        outcome=OUTCOME_WORDS.get(found.calculation.outcome) if found else "",
    )  # fmt: skip
    return answer(request, _TRIAL, part="result", context=context, status=422 if form.is_bound and not found else 200)


def _tried(desk: Desk, form: TrialForm, rule_set_id: int) -> Any:
    return try_rules(actor=desk.actor, rule_set_id=rule_set_id, given=form.given(), now=timezone.now())


def _to(*arguments: object) -> str:
    return reverse("delivery:rule_set", args=arguments)
