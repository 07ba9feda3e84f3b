# SPDX-License-Identifier: Apache-2.0
"""The matter tree as clients get it: made once per version, then sent as the same bytes."""

import gzip
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from duties.directory import MajorRow, MatterRow, Snapshot, StandardRow, snapshot


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON answer, plain and zipped, and the tag that tells its version."""

    body: bytes
    zipped: bytes
    etag: str


def matter_document() -> Document:
    """Return majors, matters and their standards (事项树) as one JSON document."""
    return _document(snapshot())


@lru_cache(maxsize=2)
def _document(known: Snapshot) -> Document:
    results = [_major(major, known.matters) for major in known.majors]
    page = {"next": None, "previous": None, "results": results}
    body = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
    # mtime: the same version must be the same bytes.
    return Document(body, gzip.compress(body, mtime=0), f'"matters-{known.version}"')


def _major(major: MajorRow, matters: tuple[MatterRow, ...]) -> dict[str, Any]:
    return {
        "code": major.code,
        "name": major.name,
        "platform": major.platform,
        "matters": [_matter(row) for row in matters if row.major_code == major.code],
    }


def _matter(row: MatterRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "note": row.note,
        "platform": row.platform,
        "level": row.level,
        "urgency": row.urgency,
        "sensitive": row.sensitive,
        "must_reclassify": row.must_reclassify,
        "keywords": row.keywords,
        "version": row.version,
        "standards": [_standard(standard) for standard in row.standards],
    }


def _standard(row: StandardRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "no": row.no,
        "condition": row.condition,
        "closing_condition": row.closing_condition,
        "on_spot": row.on_spot,
        "evidence": row.evidence,
        "check": row.check,
        "level": row.level,
        "urgency": row.urgency,
        "version": row.version,
        "stages": [asdict(stage) for stage in row.stages],
    }
