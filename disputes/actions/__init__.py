# SPDX-License-Identifier: Apache-2.0
"""The only writers of disputes. `STEPS` lists every step by name, in the order of a life."""

from disputes.actions import agreeing, gathering
from disputes.actions.protocol import STEPS, take_step

__all__ = ["STEPS", "agreeing", "gathering", "take_step"]
