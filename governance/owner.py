# SPDX-License-Identifier: Apache-2.0
"""Whose the embedded server is: its places on disk, and the user who runs it.

Under root that is a lesser user, for PostgreSQL refuses to run as root.
"""

import contextlib
import hashlib
import os
import pwd
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from governance import lesser
from governance.binaries import Binaries, DatabaseFault

PORT = "5432"  # only part of the socket's name
# sun_path holds 108 bytes on Linux, 104 on macOS.
LONGEST_SOCKET = 100
# How much root may keep to reach directories closed to others: nothing if it will do.
CAPABILITY_STEPS = (
    "",
    str(lesser.CAP_DAC_READ_SEARCH),
    f"{lesser.CAP_DAC_OVERRIDE},{lesser.CAP_DAC_READ_SEARCH}",
)


@dataclass(frozen=True)
class Server:
    """The places of one embedded server."""

    home: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "log"

    @property
    def sockets(self) -> Path:
        """The directory of the socket; below /tmp when the path would be too long for one."""
        beside = self.home / "socket"
        if len(str(beside / f".s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET:
            return beside
        return Path("/tmp") / f"grid-{hashlib.sha256(str(self.home).encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Owner:
    """The user who runs the server: ourselves, or under root a lesser one."""

    server: Server
    uid: int
    gid: int
    capabilities: str

    @classmethod
    def of(cls, server: Server, programs: Binaries) -> "Owner":
        """Whoever made the data, else ourselves, else (for root) postgres or nobody."""
        made_by = server.data.stat().st_uid if server.data.exists() else None
        if os.geteuid() != 0:
            if made_by not in (None, os.geteuid()):
                raise DatabaseFault(
                    f"{server.data} belongs to user {name_of(made_by)}: run as that user "
                    "(or as root, if root made it), or choose another DATA_DIR."
                )
            return cls(server, os.geteuid(), os.getegid(), "")
        account = _lesser_account(made_by)
        first = cls(server, account.pw_uid, account.pw_gid, "")
        first.make_places()
        return cls(server, account.pw_uid, account.pw_gid, first.needed_capabilities(programs))

    def make_places(self) -> None:
        """Home and socket directory: ours, closed to all others, no link somebody planted."""
        for place in (self.server.home, self.server.sockets):
            place.mkdir(mode=0o700, exist_ok=True)
            found = place.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (self.uid, os.geteuid()):
                raise DatabaseFault(f"{place} belongs to somebody else; choose another DATA_DIR.")
            place.chmod(0o700)
            if found.st_uid != self.uid:
                os.chown(place, self.uid, self.gid)

    def needed_capabilities(self, programs: Binaries) -> str:
        """The least that lets the lesser user reach both the programs and the data."""
        said = ""
        for capabilities in CAPABILITY_STEPS:
            tried = Owner(self.server, self.uid, self.gid, capabilities)
            probe = tried.command([programs.path("postgres"), "--version"])
            result = subprocess.run(probe, capture_output=True, text=True, check=False)
            if result.returncode == 0:
                return capabilities
            said = result.stderr.strip().rsplit("\n", 1)[-1]
        raise DatabaseFault(
            f"PostgreSQL may not run as root, and user {name_of(self.uid)} cannot reach "
            f"{programs.directory} or {self.server.home} ({said}). Use a directory open to "
            "that user for the clone and DATA_DIR (not below /root), or set DATABASE_URL."
        )

    def command(self, program: list[str]) -> list[str]:
        """The command line that runs a program as the owner."""
        if self.uid == os.geteuid():
            return program
        identity = [str(self.uid), str(self.gid), self.capabilities, str(self.server.home)]
        return [sys.executable, "-I", "-S", lesser.__file__, *identity, *program]


def _lesser_account(made_by: int | None) -> pwd.struct_passwd:
    if made_by:
        return pwd.getpwuid(made_by)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseFault("PostgreSQL may not run as root, and there is no user postgres or nobody.")


def name_of(uid: int | None) -> str:
    """The user's name, or the number where there is none."""
    with contextlib.suppress(KeyError, TypeError):
        return pwd.getpwuid(uid or 0).pw_name
    return str(uid)
