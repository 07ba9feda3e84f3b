# SPDX-License-Identifier: Apache-2.0
"""The product's settings with fast passwords: the default hasher makes a suite several times
slower and proves nothing. Also used by the real servers that the `product` fixture starts."""

from governance.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
