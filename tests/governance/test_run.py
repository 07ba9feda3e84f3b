# SPDX-License-Identifier: Apache-2.0
"""`make run` for real: it starts everything, keeps it alive, and leaves nothing behind."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from governance import embedded, run
from tests.product import ROOT, free_port, wait_until

pytestmark = pytest.mark.slow
# A shell that stays between us and the product, as make does, so that it can be killed.
LIKE_MAKE = '"$0" -m governance.run; exit $?'


def words(process: psutil.Process) -> list[str]:
    """Its command line; none once it is dead, reaped or not."""
    try:
        return list(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


@dataclass
class Running:
    """A product started as make would."""

    make: subprocess.Popen[bytes]
    url: str
    log: Path

    def health(self) -> dict[str, str] | None:
        """What /health/ says, if it is 200."""
        well, said = run.health_of(self.url)
        return json.loads(said) if well else None

    def processes(self) -> list[psutil.Process]:
        """Everything in the process group of make, but make."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(ProcessLookupError):
                if os.getpgid(process.pid) == self.make.pid and process.pid != self.make.pid:
                    found.append(process)
        return [process for process in found if words(process)]

    def await_health(self) -> None:
        """Wait until everything is up."""
        wait_until(lambda: self.health() or self.make.poll() is not None, "a healthy product", 120)
        assert self.make.poll() is None, self.log.read_text()[-3000:]

    def supervisor(self) -> psutil.Process:
        """The process of governance.run."""
        (found,) = [one for one in self.processes() if one.ppid() == self.make.pid]
        return found

    def children(self, role: str) -> list[int]:
        """Pids of the children playing a role."""
        return [one.pid for one in self.supervisor().children() if role in words(one)]


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A DATA_DIR for the tests below, one after another; its database is stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="grid-") as directory:
        yield Path(directory)
        embedded.stop(Path(directory))


def start(data: Path, **extra: str) -> Running:
    """Start the product in a process group of its own."""
    port = free_port()
    unset = {
        "DATABASE_URL",
        "REDIS_URL",
        "DEMO",
        "SECRET_KEY",
        "DJANGO_SETTINGS_MODULE",
        "PGOPTIONS",
    }
    environment = {key: value for key, value in os.environ.items() if key not in unset}
    environment |= {"PORT": str(port), "DATA_DIR": str(data), "DEMO": "false", **extra}
    log = data / "run.log"
    with log.open("wb") as to:
        make = subprocess.Popen(
            ["/bin/sh", "-c", LIKE_MAKE, sys.executable],
            cwd=ROOT,
            env=environment,
            stdout=to,
            stderr=to,
            start_new_session=True,
        )
    return Running(make, f"http://127.0.0.1:{port}", log)


@pytest.fixture
def product(data: Path) -> Iterator[Running]:
    """A healthy product; whatever is left of it is killed."""
    running = start(data)
    try:
        running.await_health()
        yield running
    finally:
        for process in running.processes():
            process.kill()
        running.make.kill()
        running.make.wait()


def test_it_serves_pages_files_and_two_web_processes(product: Running, data: Path) -> None:
    with urllib.request.urlopen(f"{product.url}/sign-in/") as page:
        html = page.read().decode()
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    version = (data / "static" / "version").read_text()
    assert f"/static/{version}/governance/base.css" in html
    address = f"{product.url}/static/{version}/governance/base.css"
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(asked) as file:
        assert file.headers["Content-Encoding"] == "br"
        assert "immutable" in file.headers["Cache-Control"]
    assert len(product.children("web")) == 2
    assert embedded.is_up(data)


def test_sigterm_stops_everything_and_the_data_stay(product: Running, data: Path) -> None:
    product.supervisor().send_signal(signal.SIGTERM)
    wait_until(lambda: not product.processes(), "the end of all processes")
    assert not embedded.is_up(data)
    assert product.make.wait(5) == 0


def test_ctrl_c_stops_everything(product: Running, data: Path) -> None:
    os.killpg(product.make.pid, signal.SIGINT)
    wait_until(lambda: not product.processes(), "the end of all processes")
    assert not embedded.is_up(data)


def test_kill_9_of_make_ends_all_but_postgresql_within_a_second(
    product: Running, data: Path
) -> None:
    product.make.kill()
    wait_until(lambda: not product.processes(), "the end of all processes", 1.0)
    assert embedded.is_up(data)


def test_the_next_start_takes_over_the_running_database(product: Running, data: Path) -> None:
    product.supervisor().send_signal(signal.SIGTERM)
    wait_until(lambda: not product.processes(), "the end of all processes")
    assert not embedded.is_up(data)


def test_kill_9_of_the_supervisor_ends_its_children_at_once(product: Running) -> None:
    children = product.supervisor().children()
    product.supervisor().kill()
    ours = [one for one in children if not one.name().startswith("postgres")]
    wait_until(lambda: not any(words(one) for one in ours), "the children's end", 1.0)


def test_whatever_is_killed_is_started_again(product: Running, data: Path) -> None:
    web, worker = product.children("web")[0], product.children("worker")[0]
    chief = embedded._postmaster(embedded.server_of(data))
    assert chief is not None
    for pid in (web, worker, chief.pid):
        os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: (
            web not in product.children("web")
            and worker not in product.children("worker")
            and len(product.children("web")) == 2
            and product.health()
        ),
        "a healed product",
        60,
    )


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = start(tmp_path, PORT=str(port))
        assert running.make.wait(30) == 1
    said = running.log.read_text()
    assert f"127.0.0.1:{port} cannot be used" in said
    assert "make run PORT=" in said
    assert "Traceback" not in said
    assert not (tmp_path / "pg").exists()


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    running = start(tmp_path, PORT="web")
    assert running.make.wait(30) == 1
    assert "PORT must be a number" in running.log.read_text()
