# SPDX-License-Identifier: Apache-2.0
"""Connects messages to the events core once, when the app is ready: rules and channels."""

from events import owed
from notices import rules
from notices.actions.replies import SMS, note_reply
from notices.actions.tell import tell
from notices.senders.mail import send_mail
from notices.senders.push import send_push
from notices.senders.webhook import send_to_claimant, send_webhook

rules.register_all()
owed.channel(rules.CHANNEL, tell)
owed.channel("claimant_reply", note_reply)
owed.channel("mail", send_mail, outside=True)
owed.channel("push", send_push, outside=True)
owed.channel("webhook", send_webhook, outside=True)
owed.channel(SMS, send_to_claimant, outside=True)
