# SPDX-License-Identifier: Apache-2.0
"""Columns that only the product can read (密文字段): identity numbers are encrypted at rest.

A sealed column cannot be searched. Where a number must be found, or be there only once, a
`Fingerprint` stands beside it: an HMAC that tells whether two numbers are the same, and no more.
Keys are `FIELD_KEYS`, the newest first: it seals, the others still open; `reseal` moves all to it.
"""

import base64
import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def seal(plain: str) -> str:
    """The text as it lies in the database; nothing stays nothing."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(plain.encode()).decode() if plain else ""


def unseal(kept: str) -> str:
    """The text again. A key that is lost is said at once, never shown as an empty field."""
    if not kept:
        return ""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(kept).decode()
    except InvalidToken:
        raise ImproperlyConfigured("FIELD_KEYS holds no key that opens a sealed column") from None


def fingerprint(plain: str) -> str:
    """What tells that two texts are the same without telling the text; "" of nothing."""
    return _fingerprint(settings.FIELD_KEYS[0], plain) if plain else ""


def fingerprints(plain: str) -> list[str]:
    """The text's fingerprints under every key, for looking up what was kept under an older one."""
    return [_fingerprint(key, plain) for key in settings.FIELD_KEYS] if plain else []


def keyed_digests(body: bytes) -> list[bytes]:
    """Digests of a body under every key, the newest first: a plain one of a body that holds little
    more than a number would tell it to whoever tries all numbers."""
    keys = settings.FIELD_KEYS
    return [hmac.digest(_derived(key, b"digest"), body, "sha256") for key in keys]


class Sealed(models.TextField[str, str]):
    """A text, encrypted on its way into the database and opened on its way out."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal; each time anew, so that equal texts do not look equal."""
        plain = super().get_prep_value(value)
        return plain if plain is None else seal(plain)

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        """Open."""
        return None if value is None else unseal(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every search but for what is absent: equal texts are sealed differently."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def deconstruct(self) -> Any:
        """A plain text to migrations, which know no code of ours."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class Fingerprint(models.CharField[str, str]):
    """The fingerprint of another column of the row, made whenever the row is written."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        kwargs |= {"max_length": 64, "blank": True, "default": "", "editable": False}
        super().__init__(*args, **kwargs)
        self.of = of

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        """Take it of the text as it is now."""
        made = fingerprint(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, made)
        return made

    def deconstruct(self) -> Any:
        """A plain column to migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, b"seal"))) for key in keys])


def _fingerprint(key: str, plain: str) -> str:
    return hmac.new(_derived(key, b"fingerprint"), plain.encode(), hashlib.sha256).hexdigest()


def _derived(key: str, purpose: bytes) -> bytes:
    """One key for each purpose; `FIELD_KEYS` are random and long, so no stretching is needed."""
    return hmac.new(key.encode(), purpose, hashlib.sha256).digest()
