# SPDX-License-Identifier: Apache-2.0
"""`Authorization: Token …` for programs."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User
from accounts.tokens import user_of

_KEYWORD = b"token"


class TokenAuthentication(BaseAuthentication):
    """Finds the user of an API token (令牌), in one query."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        """Return the user, None without such a header, or refuse (401) a token that is not live."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != _KEYWORD:
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("令牌格式不对"), code="bad_token")
        try:
            user = user_of(parts[1].decode("ascii"))
        except UnicodeDecodeError:
            user = None
        if user is None:
            raise AuthenticationFailed(_("令牌无效或已吊销"), code="bad_token")
        return user, "token"

    def authenticate_header(self, request: Request) -> str:
        """Make the refusal a 401 that says how to sign in."""
        return "Token"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """What the OpenAPI document says of it."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <token>`, made by `manage.py token USER`",
        }
