"""Whose rows are they: each model says it once, and private rows cannot be read without a scope."""

import ast
import json
import os
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from maillage.accounts.models import Affiliation, Membership
from maillage.accounts.ownership import Global, NetworkOwned, OrganizationOwned, ScopeMissing
from maillage.accounts.types import Scope

PACKAGE = Path(__file__).parents[2] / "src" / "maillage"
SNAPSHOT = Path(__file__).parent / "across_scopes.json"
KINDS = (OrganizationOwned, NetworkOwned, Global)
# The stream stands below accounts: its rows belong to the instance and are shown to administrators only.
OF_THE_STREAM = {"Fact", "Handled", "Parked", "StateMove"}
# Identities: a person's row hangs on the sign-in library's base class.
OF_THE_SIGN_IN = {"User"}
# A message may be for the network's office: then it has no organization, and only the office sees it.
MAY_BE_OF_THE_OFFICE = {"ContactMessage"}
FLOORS = {"stream": 0, "accounts": 1, "directory": 2, "money": 2, "links": 3, "web": 5, "config": 6}


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("maillage.")]


def test_each_model_says_once_whose_its_rows_are():
    kinds = {model.__name__: sum(issubclass(model, kind) for kind in KINDS) for model in ours()}
    exempt = OF_THE_STREAM | OF_THE_SIGN_IN

    assert {name: count for name, count in kinds.items() if count != 1 and name not in exempt} == {}
    assert {name for name in exempt if kinds.get(name) != 0} == set()


def begins_an_index(model):
    named = [index.fields_orders[0][0] for index in model._meta.indexes if index.condition is None]
    named += [
        constraint.fields[0]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None
    ]
    return "organization" in named


def test_rows_of_an_organization_name_it_and_have_it_first_in_an_index():
    wrong = []
    for model in ours():
        if not issubclass(model, OrganizationOwned):
            continue
        owner = model._meta.get_field("organization")
        if (owner.null and model.__name__ not in MAY_BE_OF_THE_OFFICE) or not (
            owner.db_index or owner.unique or owner.primary_key or begins_an_index(model)
        ):
            wrong.append(model.__name__)

    assert wrong == []


def test_foreign_keys_go_down_and_are_unknown_below():
    wrong = []
    for model in ours():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField) or field.model is not model:
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if here == there or there not in FLOORS:
                continue
            if FLOORS.get(here, 4) <= FLOORS[there] or not field.remote_field.hidden:
                wrong.append(f"{model.__name__}.{field.name} → {there}")

    assert wrong == []


def uses_of_across_scopes():
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = constants_of(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr != "across_scopes":
                continue
            reason = next((word.value for word in node.keywords if word.arg == "reason"), None)
            found.add(f"{path.relative_to(PACKAGE).as_posix()}: {written(reason, constants)}")
    return sorted(found)


def written(reason, constants):
    if isinstance(reason, ast.Constant):
        return reason.value
    return constants.get(getattr(reason, "id", ""), "(no reason that a reader finds)")


def constants_of(tree):
    """Give the texts that a module names at its top: `_REASON = "…"`."""
    named = (node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant))
    return {node.targets[0].id: node.value.value for node in named if isinstance(node.targets[0], ast.Name)}


def test_uses_of_across_scopes_are_listed_with_their_reasons():
    """Whoever reads everybody's rows says why, and a second person reads the list.

    `ACCEPT_ACROSS_SCOPES=1 pytest tests/architecture/test_models.py` writes the list anew: look at its difference.
    """
    if os.environ.get("ACCEPT_ACROSS_SCOPES"):
        SNAPSHOT.write_text(json.dumps(uses_of_across_scopes(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    listed = json.loads(SNAPSHOT.read_text(encoding="utf-8"))

    assert uses_of_across_scopes() == sorted(listed)


READS = {
    "list": list,
    "iterate": lambda rows: next(iter(rows), None),
    "iterator": lambda rows: list(rows.iterator()),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "len": len,
    "bool": bool,
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.order_by("pk").last(),
    "get": lambda rows: rows.get(pk=1),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "filter": lambda rows: list(rows.filter(pk=1)),
    "exclude": lambda rows: list(rows.exclude(pk=1)),
    "aggregate": lambda rows: rows.aggregate(models.Count("pk")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "update": lambda rows: rows.update(organization=None),
    "delete": lambda rows: rows.delete(),
    "explain": lambda rows: rows.explain(),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "earliest": lambda rows: rows.earliest("pk"),
    "latest": lambda rows: rows.latest("pk"),
    "dates": lambda rows: list(rows.datetimes("created_at", "day")),
    "select_related": lambda rows: list(rows.select_related("organization")),
    "union": lambda rows: list(rows.union(rows)),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "update_or_create": lambda rows: rows.update_or_create(pk=1),
    "bulk_update": lambda rows: rows.bulk_update([rows.model(pk=1, role="owner")], ["role"]),
    "subquery": lambda rows: list(rows.model.objects.across_scopes(reason="a test").filter(pk__in=rows)),
    "raw": lambda rows: list(Membership.objects.raw("select * from accounts_membership")),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", READS)
def test_private_rows_cannot_be_reached_without_a_scope(way, amina):
    with pytest.raises(ScopeMissing):
        READS[way](Membership.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["list", "count", "exists"])
def test_the_default_manager_is_guarded_too(way, amina):
    with pytest.raises(ScopeMissing):
        READS[way](Membership._default_manager.all())


@pytest.mark.django_db
def test_a_scope_shows_its_organizations_only(amina, driss, la_bobine):
    rows = Membership.objects.within(Scope(organization_ids=frozenset({la_bobine.pk})))

    assert [row.user_id for row in rows] == [amina.pk]


@pytest.mark.django_db
def test_an_empty_scope_shows_nothing(amina):
    assert list(Membership.objects.within(Scope())) == []
    assert list(Affiliation.objects.within(Scope())) == []


@pytest.mark.django_db
def test_a_scope_survives_what_is_chained_to_it(amina, bruno, la_bobine):
    rows = Membership.objects.within(Scope(organization_ids=frozenset({la_bobine.pk})))

    assert [row.user_id for row in rows.filter(role="owner").order_by("pk")[:5]] == [amina.pk]


def test_network_rows_are_for_the_network_alone():
    from django.db.models.sql.where import NothingNode

    private = [model for model in ours() if issubclass(model, NetworkOwned)]

    for model in private:
        hidden = model._default_manager.within(Scope())
        assert any(isinstance(child, NothingNode) for child in hidden.query.where.children), model.__name__
