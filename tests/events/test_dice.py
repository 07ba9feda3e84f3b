# SPDX-License-Identifier: Apache-2.0
"""The dice of the random walks knows every move, and throws what the move's own fields take."""

import random

from events.actions import MOVES
from events.fields import clean
from events.refusals import BadFields
from tests.events.dice import SHAPES, fields_for
from tests.walk import Walk


def test_no_move_is_unknown_to_the_dice() -> None:
    assert SHAPES.keys() == MOVES.keys()


def test_what_is_thrown_has_the_shape_the_move_asks_for(walk: Walk) -> None:
    """A throw may be refused for what it says, never because a field is missing or unknown."""
    event, dice = walk.to("processing"), random.Random(1)
    for name, move in MOVES.items():
        for by in (walk.lin, walk.wang):
            thrown = fields_for(walk, event, name, by, dice)
            assert thrown.keys() <= {field.name for field in move.fields}, name
            needed = {field.name for field in move.fields if field.required}
            assert needed <= thrown.keys(), name
            try:
                clean(move.fields, thrown)
            except BadFields as bad:
                assert name in ("score", "supervise") and len(bad.errors) == 1, (name, bad.errors)
