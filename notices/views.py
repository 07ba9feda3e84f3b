# SPDX-License-Identifier: Apache-2.0
"""The administrator's page of deliveries (投递): what went out, what waits, what could not, why."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from events.models import Delivery
from events.refusals import BadFields, NotAllowed
from grids.directory import unit_by_id
from notices.access import deliveries_run_by
from notices.actions.again import send_again
from notices.texts import KINDS, shipped

PAGE = 50
CHANNELS = {
    "notice": gettext_lazy("站内消息"),
    "push": gettext_lazy("手机推送"),
    "mail": gettext_lazy("邮件"),
    "webhook": gettext_lazy("网关"),
    "claimant_reply": gettext_lazy("告知诉求人"),
    "claimant_sms": gettext_lazy("诉求人短信"),
}
FILTERS = ("status", "channel", "template")
LARGEST_ID = 2**63 - 1
LONGEST_ID = 19


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def deliveries(request: HttpRequest) -> HttpResponse:
    """The list, newest first, by state, channel and message; POST sends chosen dead ones again."""
    assert isinstance(request.user, User)
    try:
        rows = deliveries_run_by(request.user)
        if request.method == "POST":
            return _again(request, request.user)
    except NotAllowed as refused:
        raise PermissionDenied from refused
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    found = rows.filter(**{name: value for name, value in asked.items() if value})
    before = _number(request.GET.get("before", ""))
    if before is not None:
        found = found.filter(pk__lt=before)
    found = found.select_related("event", "to_user").order_by("-pk")
    page = list(found[: PAGE + 1])
    shown, more = page[:PAGE], len(page) > PAGE
    context = {
        "rows": [_row(each) for each in shown],
        "asked": asked,
        "statuses": Delivery.Status.choices,
        "channels": CHANNELS.items(),
        "templates": [(code, words.title) for code, words in KINDS["notice"].items()],
        "may_send": any(each.status == Delivery.Status.DEAD for each in shown),
        "next": urlencode(asked | {"before": shown[-1].pk}) if more else "",
        "back": urlencode(asked),
    }
    return render(request, "notices/deliveries.html", context)


def _again(request: HttpRequest, by: User) -> HttpResponse:
    asked = request.POST.getlist("id")
    ids = [number for each in asked if (number := _number(each)) is not None]
    if asked and not ids:
        raise BadFields({"id": [_("没有这一条")]})
    count = send_again(ids, by=by)
    messages.success(request, _("%(count)s 条重新排队") % {"count": count})
    query = {name: request.POST[name] for name in FILTERS if request.POST.get(name)}
    return HttpResponseRedirect(f"{reverse('deliveries')}?{urlencode(query)}")


def _number(said: str) -> int | None:
    """A key somebody sent, None if it is none."""
    if not (said.isascii() and said.isdigit() and len(said) <= LONGEST_ID):
        return None
    return number if (number := int(said)) <= LARGEST_ID else None


def _row(delivery: Delivery) -> dict[str, Any]:
    """A delivery as the page shows it; of a sensitive event no number."""
    unit = unit_by_id(delivery.to_unit_id).name if delivery.to_unit_id else ""
    kind = "claimant_reply" if delivery.channel.startswith("claimant") else "notice"
    return {
        "delivery": delivery,
        "channel": CHANNELS.get(delivery.channel, delivery.channel),
        "words": shipped(kind, delivery.template).title,
        "number": _("敏感") if delivery.event.sensitive else delivery.event.number,
        "to": str(delivery.to_user) if delivery.to_user else unit,
        "is_dead": delivery.status == Delivery.Status.DEAD,
    }
