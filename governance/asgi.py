# SPDX-License-Identifier: Apache-2.0
"""ASGI entry: HTTP by Django, WebSocket by our consumers; connections come from a pool."""

import os

# The pool must be on before the settings are read: persistent connections leak under ASGI.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
os.environ.setdefault("DB_POOL", "true")

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import get_resolver

http = get_asgi_application()
# A broken page module must stop the start, not answer 500 to the first visitor.
assert get_resolver().url_patterns

# These import models, so only after Django is set up.
from demo.frames import Frames
from governance import consumers

product = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AuthMiddlewareStack(URLRouter(consumers.websocket_urlpatterns)),
    }
)
# The stage shows several people in one browser.
application = Frames(product) if settings.DEMO else product
