# SPDX-License-Identifier: Apache-2.0
"""The words of the events that are there."""

from django.db import migrations

FILL = """
INSERT INTO events_eventwords (event_id, words, pairs)
SELECT id, said, events_pairs(said)
FROM (SELECT id, events_words(address, text) AS said FROM events_event) AS each_event
ON CONFLICT (event_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0019_event_words")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
