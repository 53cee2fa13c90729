"""Personal identifiers at rest: sealed with AES-GCM, found again by a keyed digest, masked wherever they are written.

    class Person(models.Model):
        phone = SealedField(mask=mask_phone)
        phone_digest = DigestField(of="phone")  # only where it must be found

    person.phone = "13812345678"
    str(person.phone)                           # 138****5678: so in pages, logs and debuggers
    person.phone.plain                          # the number itself: record in the audit that it was read
    Person.objects.filter(phone_digest="13812345678")

The keys are derived from `settings.FIELD_KEY`; what was sealed with one of `settings.FORMER_FIELD_KEYS` can still be
read, and `reseal` writes it anew with the present one. A value is bound to its column: it cannot be read in another.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

_NONCE = 12  # bytes, random for each value


class UnsealError(Exception):
    """What is stored was sealed with a key that is not here, or was changed, or stands in another column."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What one secret gives: a key to seal with, one for digests, and a name by which a sealed value tells it."""

    name: str
    cipher: AESGCM
    digests: bytes


@cache
def _key(secret: str) -> _Key:
    def derived(purpose: bytes) -> bytes:
        return HKDF(SHA256(), 32, b"luoshu.office", purpose).derive(secret.encode())

    return _Key(derived(b"name").hex()[:8], AESGCM(derived(b"seal")), derived(b"digest"))


def _keys() -> list[_Key]:
    return [_key(secret) for secret in (settings.FIELD_KEY, *settings.FORMER_FIELD_KEYS)]


def seal(plain: str, column: str) -> str:
    """`KEY.NONCE+CIPHERTEXT`, different each time. Nothing stays nothing."""
    if not plain:
        return ""
    key, nonce = _keys()[0], os.urandom(_NONCE)
    closed = key.cipher.encrypt(nonce, plain.encode(), column.encode())
    return f"{key.name}.{urlsafe_b64encode(nonce + closed).decode()}"


def unseal(stored: str, column: str) -> str:
    """
    Raises:
        UnsealError: see there.
    """
    if not stored:
        return ""
    name, _, rest = stored.partition(".")
    for key in _keys():
        if key.name == name:
            try:
                raw = urlsafe_b64decode(rest)
                return key.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], column.encode()).decode()
            except (InvalidTag, ValueError) as wrong:
                raise UnsealError(column) from wrong
    raise UnsealError(column)


def digest(plain: str, column: str) -> str:
    """The same for the same value, and of no use without the key. Of nothing it is nothing."""
    if not plain:
        return ""
    return hmac.new(_keys()[0].digests, f"{column}\0{plain.strip().upper()}".encode(), hashlib.sha256).hexdigest()


def mask(plain: str, first: int = 3, last: int = 4) -> str:
    """Its first and last characters, all stars where they would give away more than a half of it."""
    if not plain:
        return ""
    if (first + last) * 2 > len(plain) * 1.5:
        first = last = 0
    hidden = len(plain) - first - last
    return plain[:first] + "*" * hidden + plain[len(plain) - last :]


def mask_phone(plain: str) -> str:
    return mask(plain, 3, 4)  # 138****5678


def mask_identity(plain: str) -> str:
    return mask(plain, 3, 2)  # 110*************1X: neither the day of birth nor the sequence


class Sealed:
    """A value that shows itself masked; opened only where `plain` is asked for."""

    __slots__ = ("_column", "_mask", "_plain", "_stored")

    def __init__(self, column: str, masked: Callable[[str], str], plain: str | None = None, stored: str = "") -> None:
        self._column, self._mask, self._plain, self._stored = column, masked, plain, stored

    @property
    def plain(self) -> str:
        if self._plain is None:
            self._plain = unseal(self._stored, self._column)
        return self._plain

    def __str__(self) -> str:
        return self._mask(self.plain)

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self._stored if self._plain is None else self._plain)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed | str) and self.plain == (other.plain if isinstance(other, Sealed) else other)

    def __hash__(self) -> int:
        return hash(self.plain)


class _SealedAttribute(DeferredAttribute):
    """Whatever is given to it becomes a `Sealed`."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        field: SealedField = self.field  # type: ignore[assignment]
        if not isinstance(value, Sealed):
            value = Sealed(field.column_name, field.masked, plain=str(value or "").strip())
        instance.__dict__[field.attname] = value


class SealedField(models.TextField):  # type: ignore[type-arg]
    """A text that is encrypted in the database. Nothing can be asked of it there: search by a `DigestField`."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, mask: Callable[[str], str] = mask, **options: Any) -> None:
        self.masked = mask
        super().__init__(*args, **{"blank": True, "default": "", **options})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.TextField", args, options  # a migration need not know

    @property
    def column_name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def to_python(self, value: Any) -> Any:
        return value  # checking a model must not write the mask into it

    def from_db_value(self, value: str, expression: Any, connection: Any) -> Sealed:
        return Sealed(self.column_name, self.masked, stored=value)

    def get_prep_value(self, value: Any) -> str:
        plain = value.plain if isinstance(value, Sealed) else str(value or "")
        return seal(plain, self.column_name)

    def get_lookup(self, lookup_name: str) -> Any:
        raise TypeError(f"{self.column_name} is sealed: search by a DigestField")


class _Digest(str):
    """Already a digest."""

    __slots__ = ()


class DigestField(models.CharField):  # type: ignore[type-arg]
    """A keyed digest of another field, kept by itself; `filter(phone_digest="138…")` finds who has that number."""

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(
            *args, **{"max_length": 64, "blank": True, "default": "", "editable": False, "db_index": True, **options}
        )

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = _Digest(digest(getattr(model_instance, self.of).plain, self._column))
        setattr(model_instance, self.attname, value)
        return value

    def from_db_value(self, value: str, expression: Any, connection: Any) -> str:
        return _Digest(value)

    def get_prep_value(self, value: Any) -> str:
        return value if isinstance(value, _Digest) else digest(str(value or ""), self._column)

    @property
    def _column(self) -> str:
        return f"{self.model._meta.label_lower}.{self.of}"
