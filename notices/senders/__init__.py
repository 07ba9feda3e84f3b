# SPDX-License-Identifier: Apache-2.0
"""How a message leaves the house: e-mail, web push, a signed webhook."""
