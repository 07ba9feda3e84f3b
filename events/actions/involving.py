# SPDX-License-Identifier: Apache-2.0
"""Who may read along from now on (知情): written with the move that let them in."""

from django.db import connection


def write_involvement(event_id: int, involved: dict[int, bool]) -> None:
    """Write these units, each with whether it holds it; who once held keeps that. One statement."""
    if not involved:
        return
    rows = [(event_id, unit, held) for unit, held in sorted(involved.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_involvement (event_id, unit_id, held)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[])"
            " ON CONFLICT (unit_id, event_id) DO UPDATE SET held = true"
            " WHERE excluded.held AND NOT events_involvement.held",
            [list(column) for column in zip(*rows, strict=True)],
        )
