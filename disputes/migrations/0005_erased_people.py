# SPDX-License-Identifier: Apache-2.0
"""When a dispute's people were erased, for which a sitting may be emptied, once; and of which
clause was reminded."""

from django.db import migrations, models

GUARD = """
CREATE FUNCTION dispute_session_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.minutes = '' OR NEW.minutes <> '' OR NEW.place <> ''
       OR to_jsonb(NEW) - 'minutes' - 'place' <> to_jsonb(OLD) - 'minutes' - 'place' THEN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER dispute_session_append_only ON disputes_mediationsession;
CREATE TRIGGER dispute_session_append_only BEFORE UPDATE OR DELETE ON disputes_mediationsession
    FOR EACH ROW EXECUTE FUNCTION dispute_session_erase_only();
"""
BACK = """
DROP TRIGGER dispute_session_append_only ON disputes_mediationsession;
CREATE TRIGGER dispute_session_append_only BEFORE UPDATE OR DELETE ON disputes_mediationsession
    FOR EACH ROW EXECUTE FUNCTION dispute_refuse_change();
DROP FUNCTION dispute_session_erase_only();
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0004_seal_numbers")]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="erased_at",
            field=models.DateTimeField(null=True, verbose_name="删除时间"),
        ),
        migrations.AddField(
            model_name="clause",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="clause",
            index=models.Index(
                condition=models.Q(("performed_at__isnull", True), ("reminded_at__isnull", True)),
                fields=["due_on"],
                name="clause_to_remind",
            ),
        ),
        migrations.RunSQL(GUARD, BACK),
    ]
