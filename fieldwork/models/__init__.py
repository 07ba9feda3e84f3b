# SPDX-License-Identifier: Apache-2.0
"""The rows of fieldwork, by subject."""

from fieldwork.models.campaigns import About, Campaign, CampaignTarget
from fieldwork.models.logs import LogEvent, LogKind, LogPhoto, WorkLog

__all__ = ["About", "Campaign", "CampaignTarget", "LogEvent", "LogKind", "LogPhoto", "WorkLog"]
