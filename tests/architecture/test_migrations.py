"""What the models say and what the migrations make are the same."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("maillage.")}


def test_no_model_waits_for_a_migration():
    with override(None):  # labels are written untranslated
        loader = MigrationLoader(None)
        before, now = loader.project_state(), ProjectState.from_apps(apps)
        changes = MigrationAutodetector(before, now).changes(graph=loader.graph)

    missing = {app: [one.describe() for plan in plans for one in plan.operations] for app, plans in changes.items()}
    assert {app: found for app, found in missing.items() if app in OURS} == {}


def test_no_two_migrations_are_last():
    assert {app: names for app, names in MigrationLoader(None).detect_conflicts().items() if app in OURS} == {}
