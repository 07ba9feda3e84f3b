# SPDX-License-Identifier: Apache-2.0
"""Which language a screen speaks (界面语言): Chinese, unless somebody chose English there.

Browsers of wall boxes and office machines often claim English because nobody ever set them up; a
clerk should not meet an English desk for that. A program with a token says what it wants itself.
"""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class ChineseUnlessChosen(LocaleMiddleware):
    """The language cookie decides; `Accept-Language` only for requests that carry a token."""

    def process_request(self, request: HttpRequest) -> None:
        """Drop what the browser claims, then go on as Django does."""
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if not chosen and "HTTP_AUTHORIZATION" not in request.META:
            request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
