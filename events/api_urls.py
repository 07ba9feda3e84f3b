# SPDX-License-Identifier: Apache-2.0
"""API of events, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from events import (
    api_bulk,
    api_decisions,
    api_desk,
    api_events,
    api_export,
    api_gathering,
    api_moves,
    api_photos,
    api_seat,
    api_uploads,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", api_desk.Me.as_view(), name="me"),
    path("desk/queues/", api_desk.DeskQueues.as_view(), name="desk-queues"),
    path("desk/decisions/", api_decisions.DeskDecisions.as_view(), name="desk-decisions"),
    path("desk/suggest/", api_desk.DeskSuggest.as_view(), name="desk-suggest"),
    path("desk/settings/", api_seat.DeskSeat.as_view(), name="desk-settings"),
    path("desk/filters/", api_seat.DeskFilters.as_view(), name="desk-filters"),
    path("desk/filters/<int:pk>/", api_seat.DeskFilter.as_view(), name="desk-filter"),
    path("desk/texts/", api_seat.DeskTexts.as_view(), name="desk-texts"),
    path("events/", api_events.EventList.as_view(), name="event-list"),
    path("events/export/", api_export.EventExport.as_view(), name="event-export"),
    path("events/moves/", api_bulk.BulkMoves.as_view(), name="event-moves"),
    path("events/<int:pk>/", api_events.EventDetail.as_view(), name="event-detail"),
    path("events/<int:pk>/personal/", api_events.EventPersonal.as_view(), name="event-personal"),
    path("events/<int:pk>/steps/", api_events.EventSteps.as_view(), name="event-steps"),
    path("events/<int:pk>/similar/", api_events.EventSimilar.as_view(), name="event-similar"),
    path("events/<int:pk>/gathering/", api_gathering.Gathering.as_view(), name="event-gathering"),
    path(
        "events/<int:pk>/gathering/qr.svg",
        api_gathering.GatheringCode.as_view(),
        name="event-gathering-code",
    ),
    # After the words above, which are no moves.
    path("events/<int:pk>/<slug:move>/", api_moves.EventMove.as_view(), name="event-move"),
    path("photos/", api_photos.PhotoList.as_view(), name="photo-list"),
    path("photos/<uuid:pk>/", api_photos.PhotoFile.as_view(), name="photo"),
    path("photos/<uuid:pk>/thumb/", api_photos.PhotoFile.as_view(thumb=True), name="photo-thumb"),
    path("uploads/", api_uploads.UploadList.as_view(), name="upload-list"),
    path("uploads/<uuid:pk>/", api_uploads.UploadDetail.as_view(), name="upload"),
]
