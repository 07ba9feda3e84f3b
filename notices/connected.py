# SPDX-License-Identifier: Apache-2.0
"""Connects messages to the events core once, when the app is ready: rules and channels."""

from events import owed
from notices import rules
from notices.actions.tell import tell

rules.register_all()
owed.channel(rules.CHANNEL, tell)
