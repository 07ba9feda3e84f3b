# SPDX-License-Identifier: Apache-2.0
"""All settings, from the environment; without any the embedded database and DATA_DIR are used."""

import os
import secrets
import tempfile
import warnings
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from governance import csp, embedded

# Lets annotations such as ModelAdmin[Event] stand in ordinary code.
django_stubs_ext.monkeypatch()
# WhiteNoise hands sync iterators to ASGI, once per file: known and harmless.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = embedded.data_dir()
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
# The password of the demo people; `make run` makes a password of its own.
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")
# 审图号: the approved number of the map on the wall, which a public display in China must show.
MAP_APPROVAL = env.str("MAP_APPROVAL", "")
# Where the visitor's own phone finds us (https, self-made certificate); "" on loopback only.
PHONE_URL = env.str("PHONE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")


def _kept(name: str) -> str:
    """A secret of this installation: made once and kept under DATA_DIR, whole or not at all.

    Of two first starts at once one wins, and both read what it wrote.
    """
    kept = DATA_DIR / name
    if not kept.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=DATA_DIR)  # readable for its owner alone
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(beside, kept)
        os.unlink(beside)
    return kept.read_text()


SECRET_KEY = env.str("SECRET_KEY", "") or _kept("secret_key")
# What seals identity numbers in the database, the newest first; without them they are lost.
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", default=[]) or _kept("field_keys").split()
if any(len(key) < 32 for key in FIELD_KEYS):
    raise ImproperlyConfigured("each of FIELD_KEYS needs 32 random characters or more")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "governance",
    "demo",
    "patrol",
    "disputes",
    "fieldwork",
    "indicators",
    "notices",
    "events",
    "duties",
    "registers",
    "grids",
    "accounts",
    "audit",
    "mptt",
    "django_fsm",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "csp",
    "governance.admin_app.CountyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "governance.compression.CompressTexts",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "governance.language.ChineseUnlessChosen",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audit.acting.Acting",
    "governance.display.DisplayMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "governance.problems.RefuseUnreadable",
]
ROOT_URLCONF = "governance.urls"
WSGI_APPLICATION = "governance.wsgi.application"
ASGI_APPLICATION = "governance.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database() -> dict[str, Any]:
    """DATABASE_URL or the embedded server; pooled under ASGI, persistent under WSGI."""
    url = env.str("DATABASE_URL", "")
    database: dict[str, Any] = env.db("DATABASE_URL") if url else embedded.database(DATA_DIR)
    pooled = env.bool("DB_POOL", False)
    options: dict[str, Any] = {**database.get("OPTIONS", {})}
    # Server-side binding with prepared statements: half the planning cost of a short write.
    options |= {"server_side_binding": True, "prepare_threshold": 5}
    if pooled:
        size = env.int("DB_POOL_SIZE", 12)
        options["pool"] = {"min_size": 2, "max_size": size, "timeout": 10}
    return database | {
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0 if pooled else env.int("CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _channel_layers() -> dict[str, Any]:
    """Redis where REDIS_URL says so; else memory (the bell crosses processes by NOTIFY)."""
    if not REDIS_URL:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    # redis-py 8 cuts an idle reader after 5 s without an explicit socket_timeout.
    hosts = [{"address": REDIS_URL, "socket_timeout": 30}]
    backend = "channels_redis.core.RedisChannelLayer"
    return {"default": {"BACKEND": backend, "CONFIG": {"hosts": hosts}}}


DATABASES = {"default": _database()}
CHANNEL_LAYERS = _channel_layers()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits on sign-in attempts must hold over all processes, so never process memory.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_table",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator")
]
# How long a link holds by which somebody sets the own password.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

LANGUAGE_CODE = "zh-hans"
# Words of the shared frame; each app keeps its own beside it.
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Set by `make run` after collecting: every address changes with the version, so all of them
# may be cached for ever. Without one (tests, development) files come from where they lie.
STATIC_VERSION = env.str("STATIC_VERSION", "")
STATIC_URL = f"/static/{STATIC_VERSION}/" if STATIC_VERSION else "/static/"
STATIC_ROOT = DATA_DIR / "static" / (STATIC_VERSION or "none")
# Chart.js out of a package that carries it (ADR 21): these files alone, not the package's pages.
_CARRIER = find_spec("unfold")
assert _CARRIER is not None and _CARRIER.origin is not None  # pinned in requirements.txt
CHARTS = Path(_CARRIER.origin).parent / "static" / "unfold" / "js" / "chart"
STATICFILES_DIRS = [BASE_DIR / "static", ("chart", CHARTS)]
WHITENOISE_USE_FINDERS = not STATIC_VERSION
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/[0-9a-f]{12}/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# How often an open socket asks again whether its person or screen may still be there.
LIVE_RECHECK_SECONDS = env.float("LIVE_RECHECK_SECONDS", 30.0)

# E-mail goes out where EMAIL_URL says how (smtp+tls://user:password@host:587); else nowhere.
MAIL_IS_SET_UP = bool(env.str("EMAIL_URL", ""))
_mail: dict[str, Any] = env.email_url("EMAIL_URL", default="dummymail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_USE_TLS, EMAIL_USE_SSL = "EMAIL_USE_TLS" in _mail, "EMAIL_USE_SSL" in _mail
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", EMAIL_HOST_USER or "noreply@localhost")

# Web push: the installation's key, whom a push service may write to, and which services there are
# (a browser names its own; without a list we would send wherever somebody tells us to).
VAPID_KEY_FILE = env.str("VAPID_KEY_FILE", str(DATA_DIR / "vapid_key.pem"))
PUSH_CONTACT = env.str("PUSH_CONTACT", f"mailto:{DEFAULT_FROM_EMAIL}")
PUSH_SERVICES = env.list(
    "PUSH_SERVICES",
    default=[
        "https://fcm.googleapis.com",
        "https://*.push.services.mozilla.com",
        "https://*.push.apple.com",
        "https://*.notify.windows.com",
    ],
)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["governance.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "governance.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "County governance API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Fields of one name with different words in them: each list of words has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "OrderKind": "events.models.asking.Supervision.Kind",
        "OrderState": "events.models.asking.Supervision.State",
        "RequestKind": "events.models.asking.Request.Kind",
        "RequestState": "events.models.asking.Request.State",
        "ClockKind": "events.models.work.Clock.Kind",
        "PhotoKind": "events.models.photos.Attachment.Kind",
        "EventState": "events.lifecycle.State",
    },
}

CONTENT_SECURITY_POLICY = csp.STAGE if DEMO else csp.STRICT
X_FRAME_OPTIONS = "SAMEORIGIN" if DEMO else "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
HTTPS = env.bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_HTTPONLY = True
# Redirecting to https and preloading are the front proxy's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Whoever asks /health/ reads the answer; a line per question would bury the rest.
    "filters": {
        "no_health": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: "/health/" not in record.getMessage(),
        }
    },
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_health"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    # Refused requests are answers, not faults; 5xx still come from django.request.
    "loggers": {"django.channels.server": {"level": "WARNING"}},
}
