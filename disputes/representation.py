# SPDX-License-Identifier: Apache-2.0
"""A dispute as its reader gets it: parties masked, also where minutes and clauses name them,
unless they were opened for a purpose."""

from typing import Any

from accounts.masks import mask_id_number, mask_name, mask_phone
from disputes.actions.protocol import legal_steps
from disputes.lifecycle import State
from disputes.models import Dispute, Party
from duties.directory import matter_by_id
from events.fields import schema
from grids.directory import UnitRow, unit_by_id


def unit_answer(row: UnitRow) -> dict[str, str]:
    """A unit by code, name and kind."""
    return {"code": row.code, "name": row.name, "kind": row.kind}


def dispute_row(dispute: Any) -> dict[str, Any]:
    """A line of a list; `dispute` was read by `queries.with_row`. Names nobody."""
    event, mediator = dispute.event, dispute.mediator_unit_id
    return {
        "id": dispute.pk,
        "event": event.pk,
        "number": event.number,
        "matter": matter_by_id(event.matter_id).name,
        "place": unit_answer(unit_by_id(event.place_id)),
        "hall": unit_answer(unit_by_id(dispute.hall_id)),
        "state": dispute.state,
        "state_name": State(dispute.state).label,
        "kind": dispute.kind,
        "kind_name": dispute.get_kind_display() if dispute.kind else "",
        "mediator_unit": unit_answer(unit_by_id(mediator)) if mediator else None,
        "headcount": dispute.headcount,
        "opened_at": dispute.opened_at,
        "agreed_at": dispute.agreed_at,
        "outside_number": dispute.outside_number,
        "erased_at": dispute.erased_at,
        "waiting": dispute.waiting,
        "due": dispute.due,
    }


def dispute_answer(dispute: Any, *, works: bool, opened: bool = False) -> dict[str, Any]:
    """All of one dispute; `dispute` was read by `queries.with_all`."""
    parties = list(dispute.parties.all())
    return dispute_row(dispute) | {
        "parties": [party_answer(each, opened=opened) for each in parties],
        "sessions": [
            {
                "id": row.pk,
                "at": row.at,
                "place": row.place,
                "mediator": row.mediator,
                "attended": sorted(each.pk for each in row.attended.all()),
                "minutes": veiled(row.minutes, parties, opened=opened),
            }
            for row in dispute.sessions.all()
        ],
        "clauses": [
            {
                "id": row.pk,
                "text": veiled(row.text, parties, opened=opened),
                "amount": None if row.amount is None else str(row.amount),
                "due_on": row.due_on,
                "performed_at": row.performed_at,
            }
            for row in dispute.clauses.all()
        ],
        "log": [
            {"at": row.at, "by": str(row.by), "what": row.what, "state": row.state}
            for row in dispute.log.all()
        ],
        # Of people who were erased nothing is left to open.
        "can_open": works and not opened and any(each.name for each in parties),
        "steps": steps_answer(dispute) if works else [],
    }


def party_answer(party: Party, *, opened: bool) -> dict[str, Any]:
    """A party; whether and how they were answered is told to every reader."""
    return {
        "id": party.pk,
        "side": party.side,
        "side_name": party.get_side_display(),
        "name": party.name if opened else mask_name(party.name),
        "phone": party.phone if opened else mask_phone(party.phone),
        "id_number": party.id_number if opened else mask_id_number(party.id_number),
        "answered_at": party.answered_at,
        "answered_how": party.answered_how,
    }


def veiled(text: str, parties: list[Party], *, opened: bool) -> str:
    """Words in which the parties' names, phones and numbers are masked, the longest first."""
    if opened:
        return text
    masks = {each.name: mask_name(each.name) for each in parties}
    masks |= {each.phone: mask_phone(each.phone) for each in parties}
    masks |= {each.id_number: mask_id_number(each.id_number) for each in parties}
    for said in sorted(filter(None, masks), key=len, reverse=True):
        text = text.replace(said, masks[said])
    return text


def steps_answer(dispute: Dispute) -> list[dict[str, Any]]:
    """The steps that are legal now, each with the schema of its fields."""
    return [
        {"name": each.name, "label": str(each.label), "schema": schema(each.fields)}
        for each in legal_steps(dispute)
    ]
