# SPDX-License-Identifier: Apache-2.0
"""The only writers of disputes. `STEPS` lists every step by name."""

from disputes.actions import agreeing, gathering
from disputes.actions.protocol import ORDER, STEPS, take_step

__all__ = ["ORDER", "STEPS", "agreeing", "gathering", "take_step"]

if set(ORDER) != STEPS.keys():
    raise RuntimeError(f"steps without a place or a body: {set(ORDER) ^ STEPS.keys()}")
