"""A real browser on a real server, with a small directory."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.stream.services import deliver

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
# What floats over the page (the phone's "Map" button) hides another row at each height of the list; readers scroll
# that row free, axe-core does not. So it is laid in the page while axe-core looks, and is looked at as well.
RULES_BROKEN = """async () => {
  const floating = [...document.querySelectorAll("body *")].filter(e => ["fixed", "sticky"].includes(getComputedStyle(e).position));
  const before = floating.map(e => e.style.position);
  floating.forEach(e => { e.style.position = "static"; });
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  floating.forEach((e, place) => { e.style.position = before[place]; });
  return found.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "));
}"""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--enable-unsafe-swiftshader",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    # Playwright keeps an event loop in this thread; Django's guard against loops has no object here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Open a page of the site, as a person if one is given; at the end, no error may stand in its console."""
    contexts, errors = [], []

    def opened(path: str = "/", *, user: Any = None, **options: object) -> Page:
        settings = {"locale": "fr-FR", "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=live_server.url, **settings)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            given = [(name, cookie.value) for name, cookie in client.cookies.items()]
            context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in given])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    _wait_for_answers()
    # A page that is not there, an edit that somebody else was faster with; a network that a test has cut.
    expected = ("status of 404", "status of 409", "net::ERR_INTERNET_DISCONNECTED")
    assert [error for error in errors if not any(words in error for words in expected)] == []


def _wait_for_answers() -> None:
    """Let the server end what a closed page had asked for: emptying the tables meanwhile would be a deadlock."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
                "and backend_type = 'client backend' and state <> 'idle'"
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)


@pytest.fixture
def check_accessibility() -> Callable[[Page], None]:
    """Fail on what axe-core finds against WCAG 2.2 A and AA."""

    def check(page: Page) -> None:
        # A colour on its way to another, or a letter drawn before its font, has a contrast that nobody reads.
        page.evaluate(
            "Promise.all([document.fonts.ready, ...document.getAnimations()"
            ".filter(a => a.effect.getComputedTiming().endTime !== Infinity).map(a => a.finished.catch(() => null))])"
            ".then(() => true)"
        )
        # Evaluated by the browser's debugger, which the content security policy does not bind.
        page.evaluate(AXE)
        found = page.evaluate(RULES_BROKEN)
        assert found == []

    return check


@pytest.fixture
def work_off(transactional_db: None) -> Callable[[], None]:
    """Do what this test has put in the queue, as the worker would, each job once."""
    done = set(ProcrastinateJob.objects.values_list("id", flat=True))  # the queue is not emptied between tests

    def work() -> None:
        while waiting := list(ProcrastinateJob.objects.filter(status="todo").exclude(id__in=done).order_by("id")):
            for job in waiting:
                done.add(job.id)
                task = app.tasks[job.task_name]
                if task.pass_context:  # the stream's own: it asks the worker which attempt this is
                    deliver(subscriber_name=job.args["subscriber"], fact_id=UUID(job.args["fact_id"]))
                else:
                    task(**job.args)

    return work
