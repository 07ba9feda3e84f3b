# SPDX-License-Identifier: Apache-2.0
"""A link by which somebody sets the own password (密码链接): nobody else ever knows it.

Nothing is stored: the token is made from the account as it is, so it holds once (the password it
was made from is gone), and not after the next sign-in or a week.
"""

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


def password_path(user: User) -> str:
    """Return the address on this site where a person sets the own password."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set-password", args=[key, default_token_generator.make_token(user)])
