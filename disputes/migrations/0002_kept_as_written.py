# SPDX-License-Identifier: Apache-2.0
"""The log and the sessions of a dispute stay as they were written: triggers refuse changes."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION dispute_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;
CREATE TRIGGER dispute_log_append_only BEFORE UPDATE OR DELETE ON disputes_disputelog
    FOR EACH ROW EXECUTE FUNCTION dispute_refuse_change();
CREATE TRIGGER dispute_session_append_only BEFORE UPDATE OR DELETE ON disputes_mediationsession
    FOR EACH ROW EXECUTE FUNCTION dispute_refuse_change();
"""
DROP = """
DROP TRIGGER dispute_session_append_only ON disputes_mediationsession;
DROP TRIGGER dispute_log_append_only ON disputes_disputelog;
DROP FUNCTION dispute_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0001_disputes")]
    operations = [migrations.RunSQL(GUARDS, DROP)]
