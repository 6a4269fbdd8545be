"""Keep the processes of `maillage run` alive, and stop them together."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

import click

from maillage.cli.reloading import source_changes
from maillage.config import environment

STOP_SECONDS = 12
ANSWER_SECONDS = 90
# A process that dies more often than this has a cause that starting it again does not cure.
RESTARTS = 3
RESTART_WINDOW_SECONDS = 60
DATABASE_LOOK_SECONDS = 2
GO = b"go\n"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Child:
    """One process of `maillage run`: `maillage web` or `maillage worker`."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    restarts: deque[float] = field(default_factory=deque)

    def stand_by(self) -> None:
        """Start the process, which loads its code and waits for `go`."""
        # Own session: Ctrl-C reaches only this process, which then stops the children in order.
        arguments = [sys.executable, "-m", "maillage.cli", self.name, "--with-parent", str(os.getpid())]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, start_new_session=True)

    def go(self) -> None:
        """Let a process that stands by do its work."""
        if self.process and self.process.stdin:
            with suppress(BrokenPipeError):  # it died meanwhile: the supervision notices
                self.process.stdin.write(GO)
                self.process.stdin.close()

    def start(self) -> None:
        self.stand_by()
        self.go()

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def may_restart(self, *, now: float) -> bool:
        while self.restarts and self.restarts[0] < now - RESTART_WINDOW_SECONDS:
            self.restarts.popleft()
        self.restarts.append(now)
        return len(self.restarts) <= RESTARTS


class StopRequested(BaseException):
    """Somebody asked to stop; unlike an Exception, nothing on the way swallows it."""


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn Ctrl-C, a terminate signal and a closed terminal into one orderly unwinding; further ones change nothing."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, _stay)
        raise StopRequested

    former = {number: signal.signal(number, stop) for number in STOP_SIGNALS}
    try:
        yield
    except (StopRequested, KeyboardInterrupt):
        click.echo("Stopped.")
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _stay(_number: int, _frame: FrameType | None) -> None:
    """Go on stopping. (A handler, since ignored signals would be inherited by the programs that we start.)"""


@contextmanager
def standing_by(*names: str) -> Iterator[Sequence[Child]]:
    """Have processes load their code meanwhile, which takes most of their start; stop those that run at the end."""
    children = [Child(name) for name in names]
    try:
        for child in children:
            child.stand_by()
        yield children
    finally:
        _stop(children)


def wait_for_parent() -> None:
    """Stand by, in a child, until the parent says go; leave when it died instead."""
    if sys.stdin.buffer.readline() != GO:
        raise SystemExit(0)


def supervise(children: Sequence[Child], *, revive_database: Callable[[], None], reload: bool = False) -> None:
    """Run the processes that stand by until a signal; restart one that dies, give up when it dies again and again.

    `revive_database`: starts the database if it has died, and else does nothing.
    """
    changes = source_changes() if reload else None
    next_look = time.monotonic()
    try:
        for child in children:
            child.go()
        _announce(children[0])
        while True:
            if changes is None:
                time.sleep(0.3)
            elif next(changes):
                click.echo("Files changed: restarting…")
                _restart(children)
            if time.monotonic() >= next_look:
                revive_database()  # before its absence kills those that use it
                next_look = time.monotonic() + DATABASE_LOOK_SECONDS
            for child in children:
                if child.exit_code() is not None:
                    _replace(child, revive_database=revive_database)
    except (StopRequested, KeyboardInterrupt):  # the file watcher turns any signal into the latter
        click.echo("\nStopping…")
        raise


def _replace(child: Child, *, revive_database: Callable[[], None]) -> None:
    code = child.exit_code()
    if not child.may_restart(now=time.monotonic()):
        raise click.ClickException(
            f"`maillage {child.name}` keeps stopping (exit {code}): see its last messages above."
        )
    click.echo(f"`maillage {child.name}` stopped by itself (exit {code}); starting it again.", err=True)
    revive_database()
    time.sleep(0.5)
    child.start()


def _restart(children: Sequence[Child]) -> None:
    _stop(children)
    for child in children:
        child.start()


def _announce(web: Child) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        if web.exit_code() is not None:
            return
        if answers():
            click.echo(f"Maillage answers at {environment.base_url()} (Ctrl-C stops it)")
            return
        time.sleep(0.1)
    click.echo(
        f"Maillage has not answered on port {environment.port()} for {ANSWER_SECONDS} s; `maillage doctor` may say why."
    )


def answers() -> bool:
    """Whether this machine's web process says that it is well."""
    host = environment.host()
    address = "127.0.0.1" if host in {"0.0.0.0", "localhost", ""} else "::1" if host == "::" else host  # noqa: S104 - compared with, not listened at
    shown = f"[{address}]" if ":" in address else address
    question = urllib.request.Request(f"http://{shown}:{environment.port()}/health", headers={"Host": "localhost"})
    # Straight to our own process, whatever proxy the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(question, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(children: Sequence[Child]) -> None:
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
