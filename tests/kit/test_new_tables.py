from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from maillage.kit.postgres.new_tables import drawing_new_models_alone


def of(name, **fields):
    return ModelState("bakery", name, [("id", models.BigAutoField(primary_key=True)), *fields.items()])


def test_new_models_know_and_are_known_by_the_others_without_drawing_those_anew():
    state = ProjectState()
    state.add_model(of("Oven"))
    oven = state.apps.get_model("bakery", "Oven")

    with drawing_new_models_alone():
        state.add_model(of("Loaf", oven=models.ForeignKey("bakery.Oven", models.CASCADE, related_name="loaves")))
        state.add_field("bakery", "oven", "heat", models.IntegerField(null=True), preserve_default=True)

    loaf = state.apps.get_model("bakery", "Loaf")
    drawn = state.apps.get_model("bakery", "Oven")
    assert {one.name for one in oven._meta.get_fields()} == {"id", "loaves"}
    assert {one.name for one in drawn._meta.get_fields()} == {"id", "heat", "loaves"}
    assert loaf._meta.get_field("oven").related_model is drawn


def test_django_is_left_as_it_was():
    before = ProjectState.add_model
    with drawing_new_models_alone():
        assert ProjectState.add_model is not before
    assert ProjectState.add_model is before
