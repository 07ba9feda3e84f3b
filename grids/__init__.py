# SPDX-License-Identifier: Apache-2.0
"""The trees of units, who serves where, the duty roster, and which grid holds a point."""
