# SPDX-License-Identifier: Apache-2.0
"""The ledger's function writes and counts all lines of a call at once.

A sweep hands in hundreds of lines that change the same few counts; counted one by one they would
rewrite the same rows hundreds of times in one transaction. What is written stays the same.
"""

from importlib import import_module

from django.db import migrations

APPEND = """
CREATE OR REPLACE FUNCTION ledger_count_lines(
    p_county bigint, p_zone text, p_at timestamptz, p_day date, p_docs jsonb[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events_stock (county_id, village, holder, platform, state, lamp, source, n)
    SELECT p_county, d->>0, d->>1, d->>2, d->>3, d->>4, d->>5, sum((d->>6)::int)
      FROM unnest(p_docs) AS doc, jsonb_array_elements(doc->'stock') AS d
     GROUP BY 2, 3, 4, 5, 6, 7
    ON CONFLICT (county_id, village, holder, platform, state, lamp, source)
    DO UPDATE SET n = events_stock.n + excluded.n;
    IF NOT EXISTS (SELECT FROM unnest(p_docs) AS doc WHERE doc ? 'flow') THEN
        RETURN;
    END IF;
    -- A replayed past says its own day and hour; everything else counts for the ledger's day.
    INSERT INTO events_flow (county_id, unit, day, measure, n)
    SELECT p_county, flow->>'unit', coalesce((flow->>'day')::date, p_day), measure, count(*)
      FROM (SELECT doc->'flow' AS flow FROM unnest(p_docs) AS doc WHERE doc ? 'flow') AS flows,
           LATERAL (
        SELECT jsonb_array_elements_text(flow->'measures') AS measure
        UNION ALL
        SELECT 'hour.' || coalesce((flow->>'hour')::int,
                                   extract(hour FROM p_at AT TIME ZONE p_zone)::int)
         WHERE flow->'measures' ? 'reported'
        UNION ALL
        SELECT 'source.' || (flow->>'source')
         WHERE flow->'measures' ? 'reported' AND flow->>'source' <> ''
      ) AS measures
     GROUP BY 2, 3, 4
    ON CONFLICT (county_id, day, unit, measure) DO UPDATE SET n = events_flow.n + excluded.n;
    INSERT INTO events_flowmatter (county_id, township, day, matter, source, n)
    SELECT p_county, flow->>'township', coalesce((flow->>'day')::date, p_day), flow->>'matter',
           flow->>'source', count(*)
      FROM (SELECT doc->'flow' AS flow FROM unnest(p_docs) AS doc WHERE doc ? 'flow') AS flows
     WHERE flow->'measures' ? 'reported'
     GROUP BY 2, 3, 4, 5
    ON CONFLICT (county_id, day, township, matter, source)
    DO UPDATE SET n = events_flowmatter.n + excluded.n;
END $$;

CREATE OR REPLACE FUNCTION ledger_append(
    p_county bigint, p_zone text, p_now timestamptz, p_lines text[]
) RETURNS TABLE (o_seq bigint, o_at timestamptz, o_hash bytea) LANGUAGE plpgsql AS $$
DECLARE
    v_head events_ledger%ROWTYPE;
    v_at timestamptz;
    v_today date;
    v_content text;
    v_docs jsonb[] := '{}';
    v_hashes bytea[];
    v_first bigint;
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
    v_first := v_head.seq;
    -- The hash of each line before the first, and then of each: line n stands between n and n + 1.
    v_hashes := ARRAY[v_head.hash];
    FOREACH v_content IN ARRAY p_lines LOOP
        v_head.seq := v_head.seq + 1;
        v_head.hash := sha256(
            v_head.hash || int8send(v_head.seq)
            || int8send((extract(epoch FROM v_at) * 1000000)::bigint) || convert_to(v_content, 'UTF8')
        );
        v_hashes := array_append(v_hashes, v_head.hash);
        v_docs := array_append(v_docs, v_content::jsonb);
        o_seq := v_head.seq;
        o_at := v_at;
        o_hash := v_head.hash;
        RETURN NEXT;
    END LOOP;
    INSERT INTO events_step (county_id, seq, at, move, from_state, to_state, event_id, by_id,
                             unit_id, line, content, hash, prev_hash)
    SELECT p_county, v_first + n, v_at, doc->>'move', coalesce(doc->>'from', ''),
           coalesce(doc->>'to', ''), (doc->>'event')::bigint, (doc->>'by')::bigint,
           (doc->>'unit')::bigint, (doc->>'line')::uuid, convert_to(content, 'UTF8'),
           v_hashes[n + 1], v_hashes[n]
      FROM unnest(p_lines, v_docs) WITH ORDINALITY AS lines (content, doc, n)
     ORDER BY n;
    PERFORM ledger_count_lines(p_county, p_zone, v_at, v_head.day, v_docs);
    UPDATE events_ledger SET seq = v_head.seq, at = v_at, hash = v_head.hash, day = v_head.day
     WHERE county_id = p_county;
END $$;
"""

# The functions as they were first made; a migration that ran is never changed.
ONE_BY_ONE = import_module("events.migrations.0002_ledger").APPEND
BACK = f"{ONE_BY_ONE} DROP FUNCTION ledger_count_lines(bigint, text, timestamptz, date, jsonb[]);"


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0009_supports_known"),
    ]

    operations = [
        migrations.RunSQL(APPEND, BACK),
        migrations.RunSQL(
            "DROP FUNCTION ledger_count_line(bigint, text, timestamptz, date, text)",
            migrations.RunSQL.noop,
        ),
    ]
