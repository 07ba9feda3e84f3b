# SPDX-License-Identifier: Apache-2.0
"""Which tables are watched: those that administrators keep. Their triggers are in the migrations;
a test holds the two against each other."""

WATCHED = frozenset(
    {
        *("accounts_user", "accounts_user_groups", "accounts_user_user_permissions"),
        *("accounts_apitoken", "auth_group", "auth_group_permissions"),
        *("grids_unitkind", "grids_unit", "grids_outline", "grids_posting", "grids_dutyshift"),
        *("grids_displaylink", "grids_outlinedraft"),
        *("duties_matter", "duties_filingstandard", "duties_stage", "duties_duty"),
        *("duties_dutydraft", "duties_workcalendar", "duties_calendarday", "duties_processlimit"),
        *("duties_lamppercent", "duties_sampleshare", "duties_reason", "duties_rulingrule"),
        *("events_standardtext", "events_exportlog"),
        *("notices_texttemplate", "notices_sendersetting"),
        *("registers_placekind", "registers_caretag", "fieldwork_logkind"),
        "disputes_agreementtemplate",
    }
)
