# SPDX-License-Identifier: Apache-2.0
"""Connects disputes to the events core once, when the app is ready: what an erasure takes along,
and what the worker looks for."""

from disputes.actions.erasing import forget_event
from disputes.actions.reminding import remind_due
from events import owed
from events.holders import forgets_with

forgets_with("disputes", forget_event)
owed.sweep("disputes.remind_due", remind_due)
