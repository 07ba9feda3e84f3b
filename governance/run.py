# SPDX-License-Identifier: Apache-2.0
"""`make run`: the whole product from one terminal, stopped as a whole.

Children stay in our process group and hang on a lifeline (governance/child.py): Ctrl-C, SIGTERM
or kill -9, nothing but PostgreSQL outlives us, and PostgreSQL only what was not a clean end.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from governance import certificate, embedded
from governance.binaries import DatabaseFault
from governance.people import PEOPLE

# Not `python -m governance.child`'s own name, which would import Django into the supervisor.
LIFELINE = "GOVERNANCE_LIFELINE"
WEB_PROCESSES = 2
TICK_SECONDS = 0.1
STOP_SECONDS = 6
HEALTHY_SECONDS = 120
DATABASE_CHECK_SECONDS = 3
# A child that ends sooner than this is started again more and more slowly.
STEADY_SECONDS = 10
LONGEST_PAUSE = 10


def say(text: str) -> None:
    """One line (or more) for the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Stopped(Exception):
    """Somebody asked us to end, or our parent is gone."""


@dataclass
class Watch:
    """Whether to go on: no signal came, and make is still our parent."""

    parent: int = field(default_factory=os.getppid)
    asked: bool = False

    def listen(self) -> None:
        """Take SIGINT, SIGTERM and SIGHUP as the wish to stop."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    @property
    def orphaned(self) -> bool:
        """Make was killed: nobody is left to stop us, so we stop ourselves, quickly."""
        return os.getppid() != self.parent

    def check(self) -> None:
        """Go on or raise."""
        if self.asked or self.orphaned:
            raise Stopped


@dataclass
class Child:
    """A process to keep alive (or, not kept, to run once)."""

    arguments: list[str]
    environment: dict[str, str]
    sockets: tuple[int, ...] = ()
    kept: bool = True
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.0
    again_at: float = 0.0

    def start(self, lifeline: int) -> None:
        """Start it in our process group, with the reading end of the lifeline."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "governance.child", *self.arguments],
            env=self.environment | {LIFELINE: str(lifeline)},
            pass_fds=(lifeline, *self.sockets),
            stdin=subprocess.DEVNULL,
        )

    @property
    def running(self) -> bool:
        """Is it alive?"""
        return self.process is not None and self.process.poll() is None

    def tend(self, lifeline: int) -> None:
        """Start it again if it has ended: at once the first time, then with longer pauses."""
        now = time.monotonic()
        if self.running or not self.kept:
            return
        if self.process is not None:
            steady = now - self.started_at > STEADY_SECONDS
            self.pause = 0 if steady else min(LONGEST_PAUSE, self.pause * 2 + 0.5)
            self.again_at = now + self.pause
            self.process = None
        if now >= self.again_at:
            self.start(lifeline)


def bound_socket(host: str, port: int) -> socket.socket:
    """The web address as ours, or one clear sentence and the end."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        raise SystemExit(
            f"{host}:{port} cannot be used ({error.strerror}). "
            f"端口被占用。Choose another port:  make run PORT={port + 1}"
        ) from error
    return taken


@dataclass
class Place:
    """What the environment says: where to listen, where the data are."""

    host: str
    port: int
    data: Path
    own_database: bool

    @classmethod
    def from_environment(cls) -> "Place":
        """HOST, PORT, DATA_DIR and DATABASE_URL, with the documented defaults."""
        port = os.environ.get("PORT") or "8000"
        if not port.isdigit() or not 0 < int(port) < 65535:
            raise SystemExit(f"PORT must be a number below 65535, not {port!r}.")
        return cls(
            os.environ.get("HOST") or "127.0.0.1",
            int(port),
            embedded.data_dir(),
            not os.environ.get("DATABASE_URL"),
        )

    @property
    def is_open(self) -> bool:
        """Can other machines reach it?"""
        return self.host not in ("127.0.0.1", "localhost", "::1")

    @property
    def url(self) -> str:
        """The address to open on this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def _kept_secret(path: Path) -> str:
    """A password made once and kept beside the data, readable by us alone."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as new:
            new.write(secrets.token_urlsafe(9))
    return path.read_text().strip()


def environment_of(place: Place) -> dict[str, str]:
    """What every child is told."""
    told = dict(os.environ)
    told.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    told["DATA_DIR"] = str(place.data)
    told["PYTHONUNBUFFERED"] = "1"
    if not told.get("DEMO"):
        told["DEMO"] = "true"
    if not told.get("DEMO_PASSWORD"):
        told["DEMO_PASSWORD"] = _kept_secret(place.data / "demo_password")
    if place.is_open and not told.get("ALLOWED_HOSTS"):
        told["ALLOWED_HOSTS"] = "*"
    if place.is_open:
        told["PHONE_URL"] = f"https://{certificate.address()}:{place.port + 1}"
    return told


@dataclass
class Product:
    """The running whole."""

    place: Place
    watch: Watch
    children: list[Child] = field(default_factory=list)
    lifeline: tuple[int, int] = field(default_factory=os.pipe)
    database_seen: float = 0.0

    def prepare(self, environment: dict[str, str]) -> None:
        """Database up, migrated, demo people there, static files collected."""
        if self.place.own_database:
            embedded.start(self.place.data)
        self.watch.check()
        say("准备数据库与页面… Preparing (a minute at the first start)")
        step = Child(["prepare"], environment, kept=False)
        self.children.append(step)
        step.start(self.lifeline[0])
        while step.running:
            self.watch.check()
            time.sleep(TICK_SECONDS)
        self.children.remove(step)
        if step.process is not None and step.process.returncode:
            raise SystemExit("The preparation failed; what it said stands above.")

    def serve(self, environment: dict[str, str], sockets: list[socket.socket]) -> None:
        """Web processes, one more with TLS for phones, the worker, the demo's history."""
        version = (self.place.data / "static" / "version").read_text()
        told = environment | {"STATIC_VERSION": version}
        plain, *secure = sockets
        number = int(os.environ.get("WEB_PROCESSES") or WEB_PROCESSES)
        web = ["web", str(plain.fileno())]
        self.children += [Child(web, told, (plain.fileno(),)) for _ in range(number)]
        for one in secure:
            key, cert = certificate.files(self.place.data / "tls")
            arguments = ["web", str(one.fileno()), str(key), str(cert)]
            self.children.append(Child(arguments, told, (one.fileno(),)))
        self.children.append(Child(["command", "worker"], told))
        for one in sockets:
            one.listen(512)
        for child in self.children:
            child.start(self.lifeline[0])

    def load_history(self, environment: dict[str, str]) -> None:
        """The demo's history may still be loading while people look around."""
        if environment["DEMO"].lower() in ("true", "1", "on", "yes"):
            history = Child(["command", "load_history"], environment, kept=False)
            history.start(self.lifeline[0])
            self.children.append(history)

    def tend(self) -> None:
        """Whatever ended is started again, the database too."""
        for child in self.children:
            child.tend(self.lifeline[0])
        now = time.monotonic()
        if self.place.own_database and now - self.database_seen > DATABASE_CHECK_SECONDS:
            self.database_seen = now
            with contextlib.suppress(DatabaseFault):
                if not embedded.is_up(self.place.data):
                    say("数据库停了,正在重启。 The database was down and is started again.")
                    embedded.start(self.place.data)

    def stop(self) -> None:
        """End every child, then the database unless somebody else uses it."""
        running = [child.process for child in self.children if child.process and child.running]
        for process in running:
            process.send_signal(signal.SIGKILL if self.watch.orphaned else signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.place.own_database and not self.watch.orphaned:
            embedded.stop_if_idle(self.place.data)


def health_of(url: str) -> tuple[bool, str]:
    """Is it well, and what it says."""
    try:
        with urllib.request.urlopen(f"{url}/health/", timeout=5) as answer:
            return True, answer.read().decode()
    except urllib.error.HTTPError as error:
        return False, error.read().decode()
    except OSError as error:
        return False, str(error)


def await_health(product: Product) -> None:
    """Wait until /health/ is 200; say what is missing if that takes too long."""
    deadline = time.monotonic() + HEALTHY_SECONDS
    while True:
        well, said = health_of(product.place.url)
        if well:
            return
        if time.monotonic() > deadline:
            say(f"Still not everything is up: {said}")
            return
        product.watch.check()
        product.tend()
        time.sleep(3 * TICK_SECONDS)


def banner(place: Place, environment: dict[str, str]) -> str:
    """Address, people, password."""
    lines = ["", f"  {place.url}/", ""]
    if environment["DEMO"].lower() in ("true", "1", "on", "yes"):
        lines.insert(
            2, f"  {place.url}/demo/   演示台 the stage: phone, desk and wall in one window"
        )
        lines += [f"  {name:<6} {chinese}  {english}" for name, chinese, english in PEOPLE]
        lines += ["", f"  口令 password: {environment['DEMO_PASSWORD']}", ""]
    if place.is_open:
        lines += [f"  手机 phone: {environment['PHONE_URL']}/  (self-made certificate)", ""]
    lines.append("  Ctrl-C 停止 stops everything.")
    return "\n".join(lines)


def main() -> None:
    """Run until somebody says stop."""
    place = Place.from_environment()
    sockets = [bound_socket(place.host, place.port)]
    if place.is_open:
        sockets.append(bound_socket(place.host, place.port + 1))
    watch = Watch()
    watch.listen()
    product = Product(place, watch)
    try:
        place.data.mkdir(parents=True, exist_ok=True)
        environment = environment_of(place)
        product.prepare(environment)
        product.serve(environment, sockets)
        await_health(product)
        say(banner(place, environment))
        product.load_history(environment)
        while True:
            product.watch.check()
            product.tend()
            time.sleep(TICK_SECONDS)
    except Stopped:
        say("正在停止… Stopping")
    except (DatabaseFault, OSError) as fault:
        raise SystemExit(f"make run: {fault}") from fault
    finally:
        product.stop()


if __name__ == "__main__":
    main()
