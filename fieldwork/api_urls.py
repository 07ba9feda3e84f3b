# SPDX-License-Identifier: Apache-2.0
"""API of fieldwork, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from fieldwork import api_campaigns, api_logs

urlpatterns: list[URLPattern | URLResolver] = [
    path("worklogs/", api_logs.Logs.as_view(), name="worklog-list"),
    path("worklogs/kinds/", api_logs.LogKinds.as_view(), name="worklog-kinds"),
    path("worklogs/zero/", api_logs.Zero.as_view(), name="worklog-zero"),
    path("worklogs/<int:pk>/", api_logs.LogDetail.as_view(), name="worklog"),
    path("worklogs/<int:pk>/grow/", api_logs.LogGrow.as_view(), name="worklog-grow"),
    path(
        "worklogs/<int:pk>/photos/<uuid:photo>/",
        api_logs.LogPhotoFile.as_view(),
        name="worklog-photo",
    ),
    path("campaigns/", api_campaigns.Campaigns.as_view(), name="campaign-list"),
    path("campaigns/<int:pk>/", api_campaigns.CampaignDetail.as_view(), name="campaign"),
    path("campaigns/<int:pk>/coverage/", api_campaigns.CampaignCoverage.as_view()),
    path("campaigns/<int:pk>/targets/", api_campaigns.CampaignTargets.as_view()),
    path("campaigns/<int:pk>/targets/import/", api_campaigns.TargetImport.as_view()),
]
