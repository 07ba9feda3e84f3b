# SPDX-License-Identifier: Apache-2.0
"""The embedded database survives what happens to it, and harms nobody while it does."""

import multiprocessing
import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from governance import binaries, embedded, lesser
from governance.binaries import DatabaseFault
from tests.product import wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")


@pytest.fixture
def place() -> Iterator[Path]:
    """A DATA_DIR of its own, closed to others as `mktemp -d` makes it; emptied afterwards."""
    with tempfile.TemporaryDirectory(prefix="grid-") as made:
        directory = Path(made).resolve() / "var"
        yield directory
        if (directory / "pg" / "data" / "PG_VERSION").exists():
            (directory / "pg" / "data" / "PG_VERSION").write_text(f"{binaries.find().major}\n")
            embedded.stop(directory)


@pytest.fixture(scope="module")
def grown() -> Iterator[Path]:
    """A DATA_DIR that has been used and stopped; making one costs three seconds of a core."""
    with tempfile.TemporaryDirectory(prefix="grid-") as made:
        directory = Path(made).resolve() / "var"
        embedded.start(directory)
        embedded.stop(directory)
        yield directory


@pytest.fixture
def used(place: Path, grown: Path) -> Path:
    """A `place` with the data of an earlier start."""
    subprocess.run(["cp", "-a", grown, place], check=True)
    return place


def ask(directory: Path, question: str) -> Any:
    """One SQL statement, its first value if it has any."""
    durably = "-c synchronous_commit=on"  # the suite as a whole goes without
    with psycopg.connect(embedded.url(directory), autocommit=True, options=durably) as connection:
        answer = connection.execute(question)
        return answer.fetchone()[0] if answer.description else None  # type: ignore[index]


def chief(directory: Path) -> psutil.Process:
    """The running postmaster of that directory."""
    found = embedded._postmaster(embedded.server_of(directory))
    assert found is not None
    return found


def cut_power(directory: Path) -> None:
    """kill -9 all of PostgreSQL at once; the lock files stay behind."""
    postmaster = chief(directory)
    for process in [postmaster, *postmaster.children()]:
        process.send_signal(signal.SIGKILL)
    wait_until(lambda: not embedded.is_up(directory), "the server's death")


def in_child(action: Callable[[], Any]) -> str:
    """Run it in a forked process (which may give up root) and tell how it ended."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def run() -> None:
        try:
            sender.send(repr(action()))
        except BaseException as error:
            sender.send(f"{type(error).__name__}: {error}")

    child = context.Process(target=run)
    child.start()
    assert receiver.poll(60), "the child said nothing"
    answer: str = receiver.recv()
    child.join(10)
    return answer


def as_user(name: str, action: Callable[[], Any]) -> str:
    """Run it as an ordinary user; where the clone is closed to that user, with leave to read."""
    account = pwd.getpwnam(name)

    def change_and_act() -> Any:
        open_to_all = all(
            parent.stat().st_mode & stat.S_IXOTH for parent in binaries.find().directory.parents
        )
        keep = [] if open_to_all else [lesser.CAP_DAC_OVERRIDE, lesser.CAP_DAC_READ_SEARCH]
        lesser.become(account.pw_uid, account.pw_gid, keep)
        return action()

    return in_child(change_and_act)


def test_data_outlive_a_stop(place: Path) -> None:
    assert embedded.start(place) is True
    assert embedded.start(place) is False
    ask(place, "CREATE TABLE kept AS SELECT 7 AS n")
    embedded.stop(place)
    assert not embedded.is_up(place)
    assert embedded.start(place) is True
    assert ask(place, "SELECT n FROM kept") == 7


def test_data_outlive_kill_9(used: Path) -> None:
    embedded.start(used)
    ask(used, "CREATE TABLE kept AS SELECT 7 AS n")
    unfinished = psycopg.connect(embedded.url(used))
    unfinished.execute("INSERT INTO kept VALUES (8)")
    cut_power(used)
    unfinished.close()
    assert embedded.start(used) is True
    assert ask(used, "SELECT array_agg(n) FROM kept") == [7]


def test_a_strangers_pid_in_the_lock_files_is_never_signalled(used: Path) -> None:
    embedded.start(used)
    cut_power(used)
    server = embedded.server_of(used)
    with subprocess.Popen(["sleep", "600"]) as stranger:
        for lock in (server.data / "postmaster.pid", server.sockets / ".s.PGSQL.5432.lock"):
            lines = lock.read_text().split("\n")
            lock.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        embedded.stop(used)
        assert stranger.poll() is None
        assert embedded.start(used) is True
        embedded.stop(used)
        assert stranger.poll() is None
        stranger.kill()


START = """
import pathlib, sys
from governance import embedded
print(embedded.start(pathlib.Path(sys.argv[1])))
"""


@pytest.mark.parametrize("before", ["nothing", "kill -9"])
def test_four_starters_at_once_make_one_server(place: Path, before: str) -> None:
    if before == "kill -9":
        embedded.start(place)
        cut_power(place)
    command = [sys.executable, "-c", START, str(place)]
    starters = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    answers = sorted(starter.communicate(timeout=60)[0].strip() for starter in starters)
    assert answers == ["False", "False", "False", "True"]
    assert ask(place, "SELECT 1") == 1


@as_root
def test_under_root_a_lesser_user_runs_it_and_nobody_else_gets_in(place: Path) -> None:
    embedded.start(place)
    server = embedded.server_of(place)
    assert chief(place).uids().effective != 0
    for closed in (server.home, server.sockets, server.data):
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    # The directories above stay as their owner left them.
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


@as_root
def test_an_ordinary_user_runs_it_alone(place: Path) -> None:
    account = pwd.getpwnam("nobody")
    os.chown(place.parent, account.pw_uid, account.pw_gid)
    assert as_user("nobody", lambda: embedded.start(place)) == "True"
    assert chief(place).uids().effective == account.pw_uid
    assert as_user("nobody", lambda: ask(place, "SELECT 5")) == "5"
    assert as_user("nobody", lambda: embedded.stop(place)) == "None"


@as_root
def test_a_directory_of_another_user_is_refused_in_words(used: Path) -> None:
    used.parent.chmod(0o755)
    embedded.start(used)
    embedded.stop(used)
    used.chmod(0o777)
    (used / "pg.lock").chmod(0o666)
    said = as_user("daemon", lambda: embedded.start(used))
    assert said.startswith("DatabaseFault")
    assert "another DATA_DIR" in said


@as_root
def test_no_way_in_for_the_lesser_user_is_refused_in_words(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.owner.CAPABILITY_STEPS", ("",))
    with pytest.raises(DatabaseFault, match="cannot reach"):
        embedded.start(place)


def test_a_planted_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    place.mkdir()
    (place / "pg").symlink_to(tmp_path)
    with pytest.raises(DatabaseFault, match="somebody else"):
        embedded.start(place)


def test_data_of_another_version_are_refused_with_advice(used: Path) -> None:
    embedded.start(used)
    embedded.stop(used)
    version = embedded.server_of(used).data / "PG_VERSION"
    version.write_text("12\n")
    with pytest.raises(DatabaseFault, match="postgresql-12"):
        embedded.start(used)


def test_programs_that_are_not_there_are_named(
    place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(DatabaseFault, match="POSTGRES_BIN"):
        embedded.start(place)


def test_a_server_that_will_not_start_says_why(used: Path) -> None:
    embedded.start(used)
    embedded.stop(used)
    (embedded.server_of(used).data / "postgresql.conf").write_text("nonsense = 1\n")
    with pytest.raises(DatabaseFault, match="nonsense"):
        embedded.start(used)


def test_a_path_too_long_for_a_socket_moves_only_the_socket(place: Path) -> None:
    deep = place / ("a" * 60) / ("b" * 60)
    try:
        assert embedded.start(deep) is True
        assert embedded.server_of(deep).sockets.parent == Path("/tmp")
        assert ask(deep, "SELECT 1") == 1
    finally:
        embedded.stop(deep)
        embedded.server_of(deep).sockets.rmdir()


def test_chinese_has_trigrams_and_a_stable_order(used: Path) -> None:
    embedded.start(used)
    ask(used, "CREATE EXTENSION pg_trgm")
    assert ask(used, "SELECT similarity('飞线充电隐患', '飞线充电')") > 0.3
    assert ask(used, "SELECT 'Z' < 'a'") is True


def test_a_command_starts_the_database_and_stops_it_after(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(used))
    with embedded.database_for_command(["manage.py", "check"]):
        assert not embedded.is_up(used)
    with embedded.database_for_command(["manage.py", "migrate"]):
        assert embedded.is_up(used)
    assert not embedded.is_up(used)


def test_a_database_that_others_use_is_left_running(used: Path) -> None:
    embedded.start(used)
    with psycopg.connect(embedded.url(used)):
        embedded.stop_if_idle(used)
        assert embedded.is_up(used)

    def stops() -> bool:
        embedded.stop_if_idle(used)
        return not embedded.is_up(used)

    wait_until(stops, "the stop")


def test_a_stray_pg_environment_leads_nowhere(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "7777")
    monkeypatch.setenv("PGDATA", "/nowhere")
    assert embedded.start(used) is True
    assert ask(used, "SELECT 1") == 1
