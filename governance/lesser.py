# SPDX-License-Identifier: Apache-2.0
"""Run one program as a lesser user, for PostgreSQL refuses to run as root.

`python lesser.py UID GID CAPS DIRECTORY PROGRAM …`, as root. CAPS are the numbers of the
capabilities to keep ("" for none): a clone or DATA_DIR below a directory closed to others (/root,
`mktemp -d`) can be used only with the right to search directories, and opening the directory to
everybody is not ours to decide. Uses the standard library only and imports nothing of ours.
"""

import ctypes
import os
import sys

CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
_PR_SET_KEEPCAPS = 8
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
# Without it access(2) ignores capabilities, and initdb looks for its own programs with access(2).
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAPABILITY_VERSION_3 = 0x20080522


def _keep(libc: ctypes.CDLL, capabilities: list[int]) -> None:
    """Hold exactly these capabilities, also across exec."""
    mask = sum(1 << number for number in capabilities)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # Two words each of (effective, permitted, inheritable); ours are all in the first word.
    words = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    if libc.capset(ctypes.byref(header), ctypes.byref(words)):
        raise OSError(ctypes.get_errno(), "capset")
    for number in capabilities:
        if libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, number, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl ambient")


def become(uid: int, gid: int, capabilities: list[int]) -> None:
    """Give up root for good, but for these capabilities."""
    os.setgroups([])
    os.setgid(gid)
    if not capabilities:
        os.setuid(uid)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl keepcaps")
    if libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl securebits")
    os.setuid(uid)
    _keep(libc, capabilities)


def main() -> None:
    """Become the lesser user and turn into the program."""
    uid, gid, capabilities, directory, *program = sys.argv[1:]
    become(int(uid), int(gid), [int(number) for number in capabilities.split(",") if number])
    # Only now: a directory this user cannot enter must fail here, where it is clear why.
    os.chdir(directory)
    os.execv(program[0], program)


if __name__ == "__main__":
    main()
