# SPDX-License-Identifier: Apache-2.0
"""The triggers that write the audit log, and the one that lets nobody change it.

A trigger sees what an admin page, an action, a bulk statement and a hand at the database do alike;
docs/adr/0017 says why this is no package. It fires once a statement and looks at all its rows
together, so that planting a county is one entry and costs as much.
"""

import json

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION audit_shown(p_name text, p_value jsonb, p_spec jsonb)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_text text := p_value #>> '{}';
    v_length int := length(v_text);
BEGIN
    IF p_value IS NULL OR v_text IS NULL OR v_text = '' THEN
        RETURN p_value;
    ELSIF p_spec->'secret' ? p_name THEN
        RETURN '"***"';
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

CREATE FUNCTION audit_county(p_row jsonb, p_spec jsonb) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_column text := p_spec->>'county';
    v_found bigint;
BEGIN
    IF v_column = 'unit_id' THEN
        SELECT county_id INTO v_found FROM grids_unit WHERE id = (p_row->>'unit_id')::bigint;
        RETURN v_found;
    END IF;
    RETURN (p_row->>v_column)::bigint;
END $$;

CREATE FUNCTION audit_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_spec jsonb := TG_ARGV[0]::jsonb;
    v_pk text := coalesce(v_spec->>'pk', 'id');
    v_rows bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT count(*) INTO v_rows FROM new_rows;
        IF v_rows > 20 THEN
            INSERT INTO audit_auditentry (kind, act, county_id, fields)
            SELECT TG_TABLE_NAME, 'added', audit_county(to_jsonb(n), v_spec),
                   jsonb_build_object('*', jsonb_build_array(NULL, v_rows))
              FROM new_rows n LIMIT 1;
            RETURN NULL;
        END IF;
        INSERT INTO audit_auditentry (kind, act, object_id, label, county_id, fields)
        SELECT TG_TABLE_NAME, 'added', coalesce(r->>v_pk, ''),
               coalesce(left(r->>(v_spec->>'label'), 120), ''), audit_county(r, v_spec),
               (SELECT coalesce(jsonb_object_agg(key, jsonb_build_array(
                           NULL, audit_shown(key, value, v_spec))), '{}')
                  FROM jsonb_each(r)
                 WHERE NOT v_spec->'skip' ? key AND value NOT IN ('null', '""'))
          FROM (SELECT to_jsonb(n) AS r FROM new_rows n) AS added;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit_auditentry (kind, act, object_id, label, county_id, fields)
        SELECT TG_TABLE_NAME, 'removed', coalesce(r->>v_pk, ''),
               coalesce(left(r->>(v_spec->>'label'), 120), ''), audit_county(r, v_spec),
               (SELECT coalesce(jsonb_object_agg(key, jsonb_build_array(
                           audit_shown(key, value, v_spec), NULL)), '{}')
                  FROM jsonb_each(r)
                 WHERE NOT v_spec->'skip' ? key AND value NOT IN ('null', '""'))
          FROM (SELECT to_jsonb(o) AS r FROM old_rows o) AS removed;
    ELSE
        INSERT INTO audit_auditentry (kind, act, object_id, label, county_id, fields)
        SELECT TG_TABLE_NAME, 'changed', coalesce(now->>v_pk, ''),
               coalesce(left(now->>(v_spec->>'label'), 120), ''), audit_county(now, v_spec), differs
          FROM (SELECT to_jsonb(o) AS was FROM old_rows o) AS before
          JOIN (SELECT to_jsonb(n) AS now FROM new_rows n) AS after ON was->>v_pk = now->>v_pk
          CROSS JOIN LATERAL (
                SELECT jsonb_object_agg(key, jsonb_build_array(
                           audit_shown(key, was->key, v_spec),
                           audit_shown(key, value, v_spec))) AS differs
                  FROM jsonb_each(now)
                 WHERE NOT v_spec->'skip' ? key AND was->key IS DISTINCT FROM value
               ) AS compared
         WHERE differs IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_fill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_who jsonb := coalesce(nullif(current_setting('audit.by', true), ''), '{}')::jsonb;
BEGIN
    -- Nobody else says when; who acts is said by the request, or by whoever notes an act.
    NEW.at := clock_timestamp();
    NEW.by_id := coalesce((v_who->>'id')::bigint, NEW.by_id);
    NEW.by_name := coalesce(nullif(v_who->>'name', ''), NEW.by_name, '');
    NEW.object_id := coalesce(NEW.object_id, '');
    NEW.label := coalesce(NEW.label, '');
    NEW.address := coalesce(v_who->>'address', '');
    NEW.path := coalesce(v_who->>'path', '');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_fill BEFORE INSERT ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_fill();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
"""

DROP_FUNCTIONS = """
DROP TRIGGER IF EXISTS audit_append_only ON audit_auditentry;
DROP TRIGGER IF EXISTS audit_fill ON audit_auditentry;
DROP FUNCTION IF EXISTS audit_rows();
DROP FUNCTION IF EXISTS audit_county(jsonb, jsonb);
DROP FUNCTION IF EXISTS audit_shown(text, jsonb, jsonb);
DROP FUNCTION IF EXISTS audit_fill();
DROP FUNCTION IF EXISTS audit_refuse();
"""

USER = {
    "label": "username",
    "skip": ["last_login"],
    "secret": ["password"],
    "name": ["display_name", "first_name", "last_name", "email"],
    "phone": ["phone"],
}
BY_COUNTY = {"county": "county_id"}
BY_UNIT = {"county": "unit_id"}
LOADED = {"skip": ["loaded_digest"]}
TABLES = {
    "accounts_user": USER,
    "accounts_user_groups": {},
    "accounts_user_user_permissions": {},
    "accounts_apitoken": {"label": "name", "secret": ["digest"]},
    "auth_group": {"label": "name"},
    "auth_group_permissions": {},
    "grids_unitkind": {"pk": "code", "label": "name"},
    # The tree's numbers and paths follow from who stands under whom.
    "grids_unit": {
        "label": "name",
        "skip": ["lft", "rght", "tree_id", "level", "path"],
        **BY_COUNTY,
    },
    "grids_outline": {"pk": "unit_id", **BY_UNIT},
    "grids_posting": BY_UNIT,
    "grids_dutyshift": BY_UNIT,
    "grids_displaylink": {"label": "name", "secret": ["digest"], **BY_UNIT},
    "grids_outlinedraft": {"label": "name", "skip": ["features"], **BY_COUNTY},
    "duties_matter": {"label": "name", **LOADED},
    "duties_filingstandard": {"label": "condition", **LOADED},
    "duties_stage": {},
    "duties_duty": {"label": "clause", **LOADED, **BY_COUNTY},
    "duties_dutydraft": {"label": "name", "skip": ["lines"], **BY_COUNTY},
    "duties_workcalendar": BY_COUNTY,
    "duties_calendarday": {"label": "date", **BY_COUNTY},
    "duties_processlimit": {"label": "kind", **LOADED, **BY_COUNTY},
    "duties_lamppercent": BY_COUNTY,
    "duties_sampleshare": BY_COUNTY,
    "duties_reason": {"label": "text", **LOADED},
    "duties_rulingrule": BY_COUNTY,
    "events_standardtext": {"label": "text", **BY_COUNTY},
    "events_exportlog": BY_COUNTY,
    "notices_texttemplate": {"label": "code", **BY_COUNTY},
    "notices_sendersetting": {"secret": ["secret"], **BY_COUNTY},
    "registers_placekind": {"pk": "code", "label": "name"},
    "registers_caretag": {"pk": "code", "label": "name"},
    "fieldwork_logkind": {"pk": "code", "label": "name"},
    "disputes_agreementtemplate": BY_COUNTY,
}
NOW = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}


def watch(table, spec):
    told = json.dumps({"skip": [], "secret": [], "name": [], "phone": [], **spec})
    return "".join(
        f"CREATE TRIGGER audit_{act} AFTER {act.upper()} ON {table} {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION audit_rows('{told}');\n"
        for act, rows in NOW.items()
    )


def unwatch(table):
    return "".join(f"DROP TRIGGER IF EXISTS audit_{act} ON {table};\n" for act in NOW)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_audit"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("grids", "0003_outline_drafts"),
        ("duties", "0008_answer_and_forms"),
        ("events", "0021_standard_texts"),
        ("notices", "0002_reply_to_each"),
        ("registers", "0001_registers"),
        ("fieldwork", "0001_fieldwork"),
        ("disputes", "0006_county_templates"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(migrations.RunSQL(watch(table, spec), unwatch(table)) for table, spec in TABLES.items()),
    ]
