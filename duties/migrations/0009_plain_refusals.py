# SPDX-License-Identifier: Apache-2.0
"""What a constraint refuses is said in plain words."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0008_answer_and_forms"),
        ("grids", "0004_plain_refusals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="calendarday",
            name="calendar_day_once",
            constraint=models.UniqueConstraint(
                fields=("county", "date"),
                name="calendar_day_once",
                nulls_distinct=False,
                violation_error_message="这一天已经有一条",
            ),
        ),
        migrations.AlterConstraint(
            model_name="duty",
            name="duty_level_min_1_to_4",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level_min__isnull", True), ("level_min__range", (1, 4)), _connector="OR"
                ),
                name="duty_level_min_1_to_4",
                violation_error_message="层级是 1 到 4",
            ),
        ),
        migrations.AlterConstraint(
            model_name="duty",
            name="duty_level_max_1_to_4",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level_max__isnull", True), ("level_max__range", (1, 4)), _connector="OR"
                ),
                name="duty_level_max_1_to_4",
                violation_error_message="层级是 1 到 4",
            ),
        ),
        migrations.AlterConstraint(
            model_name="duty",
            name="duty_limit_with_unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("limit__isnull", True), ("limit_unit", "")),
                    models.Q(("limit__gt", 0), models.Q(("limit_unit", ""), _negated=True)),
                    _connector="OR",
                ),
                name="duty_limit_with_unit",
                violation_error_message="时限和单位要一起写",
            ),
        ),
        migrations.AlterConstraint(
            model_name="filingstandard",
            name="standard_level_1_to_4",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level__isnull", True), ("level__range", (1, 4)), _connector="OR"
                ),
                name="standard_level_1_to_4",
                violation_error_message="层级是 1 到 4",
            ),
        ),
        migrations.AlterConstraint(
            model_name="lamppercent",
            name="lamp_one_default",
            constraint=models.UniqueConstraint(
                fields=("county",),
                name="lamp_one_default",
                nulls_distinct=False,
                violation_error_message="已经有一条各县共用的",
            ),
        ),
        migrations.AlterConstraint(
            model_name="lamppercent",
            name="lamp_in_order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("orange__gt", models.F("yellow")), ("orange__lt", 100), ("yellow__gt", 0)
                ),
                name="lamp_in_order",
                violation_error_message="要黄灯小于橙灯,都在 1 到 99 之间",
            ),
        ),
        migrations.AlterConstraint(
            model_name="matter",
            name="matter_level_1_to_4",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__range", (1, 4))),
                name="matter_level_1_to_4",
                violation_error_message="层级是 1 到 4",
            ),
        ),
        migrations.AlterConstraint(
            model_name="processlimit",
            name="process_limit_once",
            constraint=models.UniqueConstraint(
                fields=("county", "kind", "urgency"),
                name="process_limit_once",
                nulls_distinct=False,
                violation_error_message="这个环节和紧急程度已经有一条",
            ),
        ),
        migrations.AlterConstraint(
            model_name="processlimit",
            name="process_limit_positive",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit__gt", 0)),
                name="process_limit_positive",
                violation_error_message="时限要大于 0",
            ),
        ),
        migrations.AlterConstraint(
            model_name="reason",
            name="reason_once",
            constraint=models.UniqueConstraint(
                fields=("move", "code"),
                name="reason_once",
                violation_error_message="这一步已经有这个代码的理由",
            ),
        ),
        migrations.AlterConstraint(
            model_name="rulingrule",
            name="ruling_one_default",
            constraint=models.UniqueConstraint(
                fields=("county",),
                name="ruling_one_default",
                nulls_distinct=False,
                violation_error_message="已经有一条各县共用的",
            ),
        ),
        migrations.AlterConstraint(
            model_name="rulingrule",
            name="ruling_after_one_or_more",
            constraint=models.CheckConstraint(
                condition=models.Q(("after_returns__gt", 0)),
                name="ruling_after_one_or_more",
                violation_error_message="至少写 1",
            ),
        ),
        migrations.AlterConstraint(
            model_name="sampleshare",
            name="sample_one_default",
            constraint=models.UniqueConstraint(
                fields=("county",),
                name="sample_one_default",
                nulls_distinct=False,
                violation_error_message="已经有一条各县共用的",
            ),
        ),
        migrations.AlterConstraint(
            model_name="sampleshare",
            name="sample_of_a_hundred",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_the_spot__lte", 100), ("percent__lte", 100)),
                name="sample_of_a_hundred",
                violation_error_message="抽查比例最多 100",
            ),
        ),
        migrations.AlterConstraint(
            model_name="stage",
            name="stage_order_once",
            constraint=models.UniqueConstraint(
                fields=("standard", "order"),
                name="stage_order_once",
                violation_error_message="阶段的次序不能重复",
            ),
        ),
        migrations.AlterConstraint(
            model_name="stage",
            name="stage_kind_once",
            constraint=models.UniqueConstraint(
                fields=("standard", "kind"),
                name="stage_kind_once",
                violation_error_message="同一种阶段只能有一个",
            ),
        ),
        migrations.AlterConstraint(
            model_name="stage",
            name="stage_limit_positive",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit__gt", 0)),
                name="stage_limit_positive",
                violation_error_message="时限要大于 0",
            ),
        ),
    ]
