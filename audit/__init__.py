# SPDX-License-Identifier: Apache-2.0
"""The audit log (留痕): who changed which row of a county's tables, from what to what."""
