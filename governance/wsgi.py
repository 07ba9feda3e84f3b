# SPDX-License-Identifier: Apache-2.0
"""WSGI entry: ordinary HTTP with persistent connections and no pool (sockets need ASGI)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")

application = get_wsgi_application()
