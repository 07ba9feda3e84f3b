# SPDX-License-Identifier: Apache-2.0
"""People who sign in, their API tokens, and how their personal data is masked. Knows no units."""
