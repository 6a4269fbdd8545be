"""Make the tables of a new database without drawing all known models anew for each of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def drawing_new_models_alone() -> Iterator[None]:
    """Have migrations render a model that they create, and not again the hundred that are tied to it.

    Django renders them all so that each knows who points at it; only changes of the older ones need that, and they render
    them then. Half of the time of a first start goes into it.
    """
    as_django_does = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        rendered = self.__dict__.pop("apps", None)
        as_django_does(self, model_state)
        if rendered is not None:
            self.__dict__["apps"] = rendered
            rendered.render_multiple([model_state])

    ProjectState.add_model = add_model  # type: ignore[method-assign]  # there is no other door to it
    try:
        yield
    finally:
        ProjectState.add_model = as_django_does  # type: ignore[method-assign]  # there is no other door to it
