# SPDX-License-Identifier: Apache-2.0
"""Static files under one address per version: /static/<version>/….

A hash in every file's name would need each import statement rewritten, which breaks on modules
that import each other. One version for all of them keeps relative imports as written, may be
cached for ever, and a page never meets a module of another version.
"""

import hashlib
import shutil
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from whitenoise.storage import CompressedStaticFilesStorage

VERSION_FILE = "version"
KEPT = 3
# Carried by packages but shown by no page of ours; compressing them would take most of the time.
LEFT_OUT = ("rest_framework/", "drf_spectacular_sidecar/redoc/")


def _found() -> dict[str, Path]:
    """Every static file of every app, as Django's finders order them (first one wins)."""
    found: dict[str, Path] = {}
    for finder in get_finders():
        for path, storage in finder.list([]):
            prefix = getattr(storage, "prefix", "")
            name = f"{prefix}/{path}" if prefix else path
            if not name.startswith(LEFT_OUT) and not name.endswith(".map"):
                found.setdefault(name, Path(storage.path(path)))
    return found


def _version_of(files: dict[str, Path]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name].read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _age(path: Path) -> float:
    return -path.stat().st_mtime


def collect(root: Path) -> str:
    """Copy and compress all files to root/<version>/, unless they are there; the version."""
    files = _found()
    version = _version_of(files)
    kept = root / version
    if not kept.exists():
        fresh = root / f"{version}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for name, source in files.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        storage = CompressedStaticFilesStorage(location=str(fresh))
        for _name, _hashed, _processed in storage.post_process(dict.fromkeys(files)):
            pass
        fresh.rename(kept)
    # A product still running from the same DATA_DIR may serve the version before this one.
    versions = sorted((path for path in root.iterdir() if path.is_dir()), key=_age)
    for old in versions[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    (root / VERSION_FILE).write_text(version)
    return version
