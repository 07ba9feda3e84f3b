# SPDX-License-Identifier: Apache-2.0
"""Say on the events that are open which units still owe a supporting result."""

from django.db import migrations

KNOWN = """
UPDATE events_event AS e
   SET support_ids = s.ids
  FROM (SELECT event_id, array_agg(unit_id ORDER BY id) AS ids
          FROM events_assignment
         WHERE NOT is_lead AND status IN ('pending_sign', 'doing')
         GROUP BY event_id) AS s
 WHERE s.event_id = e.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_asked_named_supported_undone"),
    ]

    operations = [migrations.RunSQL(KNOWN, migrations.RunSQL.noop)]
