# SPDX-License-Identifier: Apache-2.0
"""Disputes (矛盾纠纷化解): from the county hall's door to an agreement that is kept."""
