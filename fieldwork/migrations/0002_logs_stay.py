# SPDX-License-Identifier: Apache-2.0
"""A work log stays as it was written: a trigger lets only its words be emptied, once."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION worklog_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.text <> ''
       OR to_jsonb(NEW) - 'text' - 'erased_at' <> to_jsonb(OLD) - 'text' - 'erased_at' THEN
        RAISE EXCEPTION 'work logs are append-only: % refused', TG_OP;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER worklog_append_only BEFORE UPDATE OR DELETE ON fieldwork_worklog
    FOR EACH ROW EXECUTE FUNCTION worklog_erase_only();
"""
DROP = """
DROP TRIGGER worklog_append_only ON fieldwork_worklog;
DROP FUNCTION worklog_erase_only();
"""


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0001_fieldwork")]
    operations = [migrations.RunSQL(GUARDS, DROP)]
