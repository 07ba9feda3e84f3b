# SPDX-License-Identifier: Apache-2.0
"""Who read and who changed a record is never rewritten: triggers refuse it to everybody."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION registers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'readings and changes of records are append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER reading_append_only BEFORE UPDATE OR DELETE ON registers_readinglog
    FOR EACH ROW EXECUTE FUNCTION registers_refuse();
CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE ON registers_recordchange
    FOR EACH ROW EXECUTE FUNCTION registers_refuse();
"""
DROP = """
DROP TRIGGER reading_append_only ON registers_readinglog;
DROP TRIGGER change_append_only ON registers_recordchange;
DROP FUNCTION registers_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_registers")]
    operations = [migrations.RunSQL(GUARDS, DROP)]
