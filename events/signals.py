# SPDX-License-Identifier: Apache-2.0
"""The one Django signal of the product: some counties' ledgers have moved. Sent after commit."""

from django.dispatch import Signal

# kwargs: county_ids: set[int]
steps_recorded = Signal()
