# SPDX-License-Identifier: Apache-2.0
"""The list as a file (导出), by the same filters; each is noted before a row goes out."""

from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from events import api_schema as docs
from events.access import events_in_reach
from events.actions.desk import note_export
from events.api import person
from events.exporting import MOST_ROWS, as_xlsx, filter_words
from events.filters import ORDERS, EventQuery, apply, read_query
from events.pages import in_order
from events.queries import with_row
from events.refusals import BadFields
from events.standing import standing_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PART = 500


class EventExport(APIView):
    """All that is listed, in one table."""

    @extend_schema(
        operation_id="events_export",
        summary="导出",
        parameters=[EventQuery],
        responses={(200, XLSX): OpenApiResponse(OpenApiTypes.BINARY), **docs.problems(400, 401)},
    )
    def get(self, request: Request) -> HttpResponse:
        """At most 10,000 rows, in the order of the list; 400 says how many there would be."""
        reader = standing_of(person(request))
        asked = read_query(request.query_params)
        events = apply(events_in_reach(reader.user), asked, reader)
        count = events.order_by()[: MOST_ROWS + 1].count()
        if count > MOST_ROWS:
            said = _("符合的超过 %(most)d 件,一次导出不了;请把时间缩短或再加筛选")
            raise BadFields({"rows": [said % {"most": MOST_ROWS}]})
        words = filter_words(asked)
        county = reader.county
        # Words that were searched for may name somebody: the log says only that there were some.
        noted = "; ".join(filter_words(asked | ({"q": "…"} if asked.get("q") else {})))
        note_export(
            by=reader.user, county=county.id if county else None, query=noted[:1000], rows=count
        )
        rows = in_order(with_row(events), ORDERS[asked["ordering"]])[:MOST_ROWS]
        now = timezone.localtime()
        who = {"who": str(reader.user), "at": f"{now:%Y-%m-%d %H:%M}", "n": count}
        words = [_("%(who)s 导出于 %(at)s,共 %(n)d 件") % who, *words]
        words.append(_("姓名、电话已隐去;敏感事件只列村社和大类"))
        content = as_xlsx(rows.iterator(chunk_size=PART), reader, words)
        name = _("事件") + f"-{now:%Y%m%d-%H%M}.xlsx"
        return HttpResponse(
            content,
            content_type=XLSX,
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
                "Cache-Control": "private, no-store",
            },
        )
