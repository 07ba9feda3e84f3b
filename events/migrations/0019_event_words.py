# SPDX-License-Identifier: Apache-2.0
"""Events are found by pairs of signs; numbers and phones by their ends, names by their beginnings.

The trigram index goes: two Chinese characters make no trigram.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Reverse

# Phone and identity numbers are masked on every screen, so nobody finds an event by them.
FUNCTIONS = r"""
CREATE FUNCTION events_words(address text, body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(address) || E'\n' || lower(regexp_replace(regexp_replace(body,
        '(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])', E'\n', 'g'),
        '(?<![0-9])(?:1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[0-9]{2,3}[- ]?[0-9]{7,8})(?![0-9])',
        E'\n', 'g'))
$$;
CREATE FUNCTION events_pairs(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT one || next), '{}') FROM (
        SELECT one, lead(one) OVER (ORDER BY at) AS next
        FROM unnest(string_to_array(words, NULL)) WITH ORDINALITY AS signs(one, at)
    ) AS beside WHERE next IS NOT NULL AND one !~ '\s' AND next !~ '\s'
$$;
CREATE FUNCTION events_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said text := events_words(NEW.address, NEW.text);
BEGIN
    INSERT INTO events_eventwords (event_id, words, pairs)
    VALUES (NEW.id, said, events_pairs(said))
    ON CONFLICT (event_id) DO UPDATE SET words = EXCLUDED.words, pairs = EXCLUDED.pairs;
    RETURN NULL;
END $$;
CREATE TRIGGER event_words_kept AFTER INSERT ON events_event
    FOR EACH ROW EXECUTE FUNCTION events_keep_words();
CREATE TRIGGER event_words_changed AFTER UPDATE OF address, text ON events_event
    FOR EACH ROW WHEN (NEW.address <> OLD.address OR NEW.text <> OLD.text)
    EXECUTE FUNCTION events_keep_words();
"""
DROP = """
DROP TRIGGER event_words_kept ON events_event;
DROP TRIGGER event_words_changed ON events_event;
DROP FUNCTION events_keep_words();
DROP FUNCTION events_pairs(text);
DROP FUNCTION events_words(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0018_filters_columns_exports")]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_text_idx"),
        migrations.CreateModel(
            name="EventWords",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="events.event",
                    ),
                ),
                ("words", models.TextField()),
                (
                    "pairs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["pairs"], name="event_pairs_idx"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(Reverse("number"), name="text_pattern_ops"),
                name="event_number_end_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="claimant",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(Reverse("phone"), name="text_pattern_ops"),
                name="claimant_phone_end_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="claimant",
            index=models.Index(
                fields=["name"], name="claimant_name_idx", opclasses=["varchar_pattern_ops"]
            ),
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
    ]
