# SPDX-License-Identifier: Apache-2.0
"""Messages (消息): an inbox for each person, and senders that carry notices out."""
