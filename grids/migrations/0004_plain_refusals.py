# SPDX-License-Identifier: Apache-2.0
"""What a constraint refuses is said in plain words."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grids", "0003_outline_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="dutyshift",
            name="dutyshift_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_at__gt", models.F("from_at"))),
                name="dutyshift_ends_after_start",
                violation_error_message="止要晚于起",
            ),
        ),
        migrations.AlterConstraint(
            model_name="posting",
            name="posting_no_overlap",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=(
                    ("user", "="),
                    ("unit", "="),
                    ("role", "="),
                    (
                        models.Func(
                            "from_at",
                            "to_at",
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ),
                name="posting_no_overlap",
                violation_error_message="此人在该单位的同一岗位任职时间重叠",
            ),
        ),
        migrations.AlterConstraint(
            model_name="posting",
            name="posting_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_at__isnull", True), ("to_at__gte", models.F("from_at")), _connector="OR"
                ),
                name="posting_ends_after_start",
                violation_error_message="止不能早于起",
            ),
        ),
    ]
