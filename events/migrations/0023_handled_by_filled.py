# SPDX-License-Identifier: Apache-2.0
"""Who handled the events that are there: as their lines tell, and whoever handled last.

What was closed along with another (并案) was handled by whoever handled that one.
"""

from django.db import migrations

FILL = """
WITH own (event_id, by_id) AS (
    SELECT event_id, by_id FROM events_step
     WHERE move IN ('finish', 'instant_close', 'support_done', 'join_result', 'join_done')
       AND event_id IS NOT NULL AND by_id IS NOT NULL
     UNION
    SELECT id, handler_user_id FROM events_event WHERE handler_user_id IS NOT NULL
), every (event_id, by_id) AS (
    SELECT event_id, by_id FROM own
     UNION
    SELECT follower.id, own.by_id
      FROM events_event AS follower JOIN own ON own.event_id = follower.master_id
     WHERE follower.state <> 'merged'
), known AS (
    SELECT event_id, array_agg(by_id ORDER BY by_id) AS people FROM every GROUP BY event_id
)
UPDATE events_event AS e SET handled_by = known.people FROM known WHERE e.id = known.event_id
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0022_handled_by")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
