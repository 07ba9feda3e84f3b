# SPDX-License-Identifier: Apache-2.0
"""The phone's few server pages. They hold no person's data: that comes by the API, after sign-in.

`/m/` asks for a sign-in while there is a network. The same page without that question is
`/m/shell/`: the service worker keeps it and answers with it, so the phone opens offline, and also
when the session has run out (reports made meanwhile stay on the phone: 请重新登录,内容都在).
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from patrol.shell_files import content_digest, shell_addresses

TEMPLATE = "patrol/phone.html"
_catalog = JavaScriptCatalog.as_view(packages=["patrol"])
View = Callable[[HttpRequest], HttpResponseBase]


def _in_asked_language(view: View) -> View:
    """Answer in `?lang=`, whatever the cookie says.

    What the phone keeps must be of one language, and the browser fetches a worker's script with
    other headers than the page: so the page names its own language in these addresses.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        asked = request.GET.get("lang", "")
        language = asked if asked in dict(settings.LANGUAGES) else get_language()
        with override(language):
            response = view(request)
        response["Content-Language"] = language or ""
        return response

    return answer


@require_safe
@login_required
@ensure_csrf_cookie
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """手机首页, for a signed-in person."""
    return _page(request)


@require_safe
@_in_asked_language
def texts(request: HttpRequest) -> HttpResponseBase:
    """The scripts' translations."""
    answer: HttpResponseBase = _catalog(request)
    return answer


@require_safe
@_in_asked_language
@ensure_csrf_cookie
def shell(request: HttpRequest) -> HttpResponse:
    """The same page for everybody, to be kept by the phone. It says nothing about anyone."""
    return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, {"sign_in": resolve_url(settings.LOGIN_URL)})


@require_safe
@never_cache
@_in_asked_language
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker: a version and a list in front of the static script that does the work.

    The version changes with the files and the language, and with it the browser takes a new shell.
    """
    language = f"?lang={get_language()}"
    page = reverse("patrol:shell") + language
    addresses = [*shell_addresses(), page, reverse("patrol:texts") + language]
    # The drawn page brings the template and the language into the version.
    told = json.dumps([content_digest(), addresses, _page(request).content.decode()])
    facts = {
        "version": hashlib.sha256(told.encode()).hexdigest()[:12],
        "shell": addresses,
        "page": page,
        "scope": reverse("patrol:phone"),
        "icon": static("patrol/icon-192.png"),
        "news": _("有新消息"),
    }
    script = f"self.PATROL = {json.dumps(facts)};\n"
    script += f"importScripts({json.dumps(static('patrol/service-worker.js'))});\n"
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("patrol:phone")
    return answer


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What the phone needs to put the page on its home screen (添加到桌面)."""
    start = reverse("patrol:phone")
    facts = {
        "id": start,
        "name": _("网格员上报"),
        "short_name": _("网格上报"),
        "description": _("拍照上报、办理待办。没有网络也能用。"),
        "lang": get_language(),
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#f3f5f9",
        "theme_color": "#0b4ea2",
        "icons": [
            {"src": static("patrol/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            _icon("patrol/icon-192.png", "192x192", "any"),
            _icon("patrol/icon-512.png", "512x512", "any"),
            _icon("patrol/icon-512.png", "512x512", "maskable"),
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
