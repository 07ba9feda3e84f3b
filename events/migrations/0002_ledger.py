# SPDX-License-Identifier: Apache-2.0
"""The one function that writes the ledger and its tallies, and the triggers that guard it.

Everything that needs the county's head row happens inside this one statement, so the head is
locked for the shortest possible time and the tallies cannot deadlock: they are only ever touched
under that lock (docs/adr/0003).
"""

from django.db import migrations

APPEND = """
CREATE OR REPLACE FUNCTION ledger_write_line(
    p_county bigint, p_seq bigint, p_at timestamptz, p_prev bytea, p_content text
) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
    v_doc jsonb := p_content::jsonb;
    v_bytes bytea := convert_to(p_content, 'UTF8');
    v_hash bytea := sha256(
        p_prev || int8send(p_seq) || int8send((extract(epoch FROM p_at) * 1000000)::bigint) || v_bytes
    );
BEGIN
    INSERT INTO events_step (county_id, seq, at, move, from_state, to_state, event_id, by_id,
                             unit_id, line, content, hash, prev_hash)
    VALUES (p_county, p_seq, p_at, v_doc->>'move', coalesce(v_doc->>'from', ''),
            coalesce(v_doc->>'to', ''), (v_doc->>'event')::bigint, (v_doc->>'by')::bigint,
            (v_doc->>'unit')::bigint, (v_doc->>'line')::uuid, v_bytes, v_hash, p_prev);
    RETURN v_hash;
END $$;

CREATE OR REPLACE FUNCTION ledger_count_line(
    p_county bigint, p_zone text, p_at timestamptz, p_day date, p_content text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_doc jsonb := p_content::jsonb;
    v_flow jsonb := v_doc->'flow';
    -- A replayed past says its own day; everything else counts for the ledger's day.
    v_day date := coalesce((v_doc->'flow'->>'day')::date, p_day);
    v_hour int := coalesce((v_doc->'flow'->>'hour')::int,
                           extract(hour FROM p_at AT TIME ZONE p_zone)::int);
BEGIN
    IF v_doc ? 'stock' THEN
        INSERT INTO events_stock (county_id, village, holder, platform, state, lamp, source, n)
        SELECT p_county, d->>0, d->>1, d->>2, d->>3, d->>4, d->>5, (d->>6)::int
          FROM jsonb_array_elements(v_doc->'stock') AS d
        ON CONFLICT (county_id, village, holder, platform, state, lamp, source)
        DO UPDATE SET n = events_stock.n + excluded.n;
    END IF;
    IF v_flow IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO events_flow (county_id, unit, day, measure, n)
    SELECT p_county, v_flow->>'unit', v_day, measure, 1
      FROM (
        SELECT jsonb_array_elements_text(v_flow->'measures') AS measure
        UNION ALL
        SELECT 'hour.' || v_hour
         WHERE v_flow->'measures' ? 'reported'
        UNION ALL
        SELECT 'source.' || (v_flow->>'source')
         WHERE v_flow->'measures' ? 'reported' AND v_flow->>'source' <> ''
      ) AS measures
    ON CONFLICT (county_id, day, unit, measure) DO UPDATE SET n = events_flow.n + excluded.n;
    IF v_flow->'measures' ? 'reported' THEN
        INSERT INTO events_flowmatter (county_id, township, day, matter, source, n)
        VALUES (p_county, v_flow->>'township', v_day, v_flow->>'matter', v_flow->>'source', 1)
        ON CONFLICT (county_id, day, township, matter, source)
        DO UPDATE SET n = events_flowmatter.n + 1;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION ledger_append(
    p_county bigint, p_zone text, p_now timestamptz, p_lines text[]
) RETURNS TABLE (o_seq bigint, o_at timestamptz, o_hash bytea) LANGUAGE plpgsql AS $$
DECLARE
    v_head events_ledger%ROWTYPE;
    v_at timestamptz;
    v_today date;
    v_content text;
BEGIN
    SELECT * INTO v_head FROM events_ledger WHERE county_id = p_county FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        INSERT INTO events_ledger (county_id, seq, at, hash, day)
        VALUES (p_county, 0, '-infinity', sha256(convert_to('county ' || p_county, 'UTF8')), NULL)
        ON CONFLICT DO NOTHING;
        SELECT * INTO v_head FROM events_ledger WHERE county_id = p_county FOR NO KEY UPDATE;
    END IF;
    -- Never backwards: a line is not older than the one before it, whatever the clocks say.
    v_at := greatest(v_head.at, coalesce(p_now, clock_timestamp()));
    v_today := (v_at AT TIME ZONE p_zone)::date;
    IF v_head.day IS NULL OR v_today > v_head.day THEN
        v_head.seq := v_head.seq + 1;
        v_head.day := v_today;
        v_content := '{"day":"' || v_today || '","line":"' || gen_random_uuid() || '","move":"day"}';
        v_head.hash := ledger_write_line(p_county, v_head.seq, v_at, v_head.hash, v_content);
    END IF;
    FOREACH v_content IN ARRAY p_lines LOOP
        v_head.seq := v_head.seq + 1;
        v_head.hash := ledger_write_line(p_county, v_head.seq, v_at, v_head.hash, v_content);
        PERFORM ledger_count_line(p_county, p_zone, v_at, v_head.day, v_content);
        o_seq := v_head.seq;
        o_at := v_at;
        o_hash := v_head.hash;
        RETURN NEXT;
    END LOOP;
    UPDATE events_ledger SET seq = v_head.seq, at = v_at, hash = v_head.hash, day = v_head.day
     WHERE county_id = p_county;
END $$;
"""

GUARDS = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER step_append_only BEFORE UPDATE OR DELETE ON events_step
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE OR REPLACE FUNCTION steptext_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.salt IS NOT NULL OR NEW.body IS NOT NULL
       OR NEW.erased_line IS NULL OR NEW.line <> OLD.line OR NEW.kind <> OLD.kind
       OR NEW.event_id <> OLD.event_id OR OLD.erased_line IS NOT NULL THEN
        RAISE EXCEPTION 'texts beside the ledger can only be erased, once, by a ledger line';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER steptext_erase_only BEFORE UPDATE OR DELETE ON events_steptext
    FOR EACH ROW EXECUTE FUNCTION steptext_erase_only();
"""

DROP = """
DROP TRIGGER IF EXISTS step_append_only ON events_step;
DROP TRIGGER IF EXISTS steptext_erase_only ON events_steptext;
DROP FUNCTION IF EXISTS ledger_append(bigint, text, timestamptz, text[]);
DROP FUNCTION IF EXISTS ledger_count_line(bigint, text, timestamptz, date, text);
DROP FUNCTION IF EXISTS ledger_write_line(bigint, bigint, timestamptz, bytea, text);
DROP FUNCTION IF EXISTS ledger_refuse();
DROP FUNCTION IF EXISTS steptext_erase_only();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_events")]
    operations = [
        migrations.RunSQL(APPEND, DROP),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
