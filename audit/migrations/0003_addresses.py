# SPDX-License-Identifier: Apache-2.0
"""The address of a gateway is shown to its host alone: what follows it may be a key (钉钉的
access_token), which the log must not carry."""

import json

from django.db import migrations

SHOWN = r"""
CREATE OR REPLACE FUNCTION audit_shown(p_name text, p_value jsonb, p_spec jsonb)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_text text := p_value #>> '{}';
    v_length int := length(v_text);
BEGIN
    IF p_value IS NULL OR v_text IS NULL OR v_text = '' THEN
        RETURN p_value;
    ELSIF p_spec->'secret' ? p_name THEN
        RETURN '"***"';
    -- address
    ELSIF p_spec->'name' ? p_name THEN
        RETURN to_jsonb(left(v_text, 1) || repeat('○', v_length - 1));
    ELSIF p_spec->'phone' ? p_name THEN
        IF v_length >= 11 THEN
            RETURN to_jsonb(left(v_text, 3) || repeat('*', v_length - 7) || right(v_text, 4));
        END IF;
        RETURN to_jsonb(repeat('*', v_length - v_length / 4) || right(v_text, v_length / 4));
    ELSIF v_length > 300 AND left(v_text, 2) = '\x' THEN
        RETURN to_jsonb(((v_length - 2) / 2)::text || ' B, md5 ' || md5(v_text));
    ELSIF v_length > 300 THEN
        RETURN to_jsonb(left(v_text, 300) || '…');
    END IF;
    RETURN p_value;
END $$;
"""
ADDRESS = r"""
    ELSIF p_spec->'address' ? p_name THEN
        RETURN to_jsonb(
            regexp_replace(v_text, '^([a-z]+://)?([^/?#]*@)?([^/?#]*).*$', '\1\3/***'));
"""
TABLE = "notices_sendersetting"
BEFORE = {"secret": ["secret"], "county": "county_id"}
NOW = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}


def watch(spec):
    told = json.dumps({"skip": [], "secret": [], "name": [], "phone": [], **spec})
    return "".join(
        f"DROP TRIGGER audit_{act} ON {TABLE};\n"
        f"CREATE TRIGGER audit_{act} AFTER {act.upper()} ON {TABLE} {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION audit_rows('{told}');\n"
        for act, rows in NOW.items()
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_triggers"), ("notices", "0002_reply_to_each")]
    operations = [
        migrations.RunSQL(SHOWN.replace("    -- address\n", ADDRESS.lstrip("\n")), SHOWN),
        migrations.RunSQL(watch(BEFORE | {"address": ["webhook_url"]}), watch(BEFORE)),
    ]
