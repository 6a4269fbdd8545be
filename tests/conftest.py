"""What every test may use: the database server, the clock, the fixed cast."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from maillage.config import environment
from maillage.kit.postgres import EmbeddedPostgres

# A machine that others use too is slow now and then: that says nothing about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

pytest_plugins = ["tests.factories.cast"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the browser come last: its event loop stays in the thread that drives it, and others start loops of their own."""
    items.sort(key=lambda item: "tests/browser" in item.path.as_posix())


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    with ExitStack() as stack:
        if environment.uses_embedded_database():
            # Tests take back what they wrote: autovacuum would count the tables as empty in the middle of the next one,
            # and the planner would read them whole for each row.
            server = EmbeddedPostgres(home=environment.home(), is_durable=False, settings=("autovacuum=off",))
            stack.enter_context(server.running())
        from maillage.kit.postgres.new_tables import drawing_new_models_alone

        stack.enter_context(drawing_new_models_alone())
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, database_server: None) -> None:
    """Have the server run before the test database is made."""


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def home_with_streets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home in which the streets of Monaco are installed, built once; tests must leave it as it is."""
    from maillage.geodata import BUNDLED_EXTRACT
    from maillage.routing.streets import build_network
    from maillage.routing.streets_folder import streets_folder

    home = tmp_path_factory.mktemp("home")
    build_network(extract_path=BUNDLED_EXTRACT, folder=streets_folder(home=home))
    return home
