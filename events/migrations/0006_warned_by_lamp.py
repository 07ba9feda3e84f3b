# SPDX-License-Identifier: Apache-2.0
"""What has turned already, before messages were owed, is not announced afterwards."""

from django.db import migrations

BY_LAMP = """
UPDATE events_event
   SET warned = CASE lamp WHEN 'yellow' THEN 1 WHEN 'orange' THEN 2 ELSE 3 END
 WHERE lamp IN ('yellow', 'orange', 'red')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_warned"),
    ]

    operations = [migrations.RunSQL(BY_LAMP, migrations.RunSQL.noop)]
