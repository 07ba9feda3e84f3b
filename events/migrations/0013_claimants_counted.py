# SPDX-License-Identifier: Apache-2.0
"""What an event says of its claimants, for events that are there already; and the closed ones
among them are archived unrated as many days from now as from a closing of today."""

from django.db import migrations

COUNT = """
UPDATE events_event AS e
   SET has_claimants = true,
       wants_reply = c.wants
  FROM (SELECT event_id, bool_or(wants_reply) AS wants FROM events_claimant GROUP BY event_id) AS c
 WHERE c.event_id = e.id;
UPDATE events_event SET lapses_at = now() + interval '15 days' WHERE state = 'closed';
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0012_after_the_close")]
    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
