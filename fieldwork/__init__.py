# SPDX-License-Identifier: Apache-2.0
"""Work logs (工作日志) and campaigns (专项排查): what a grid does that is not an event."""
