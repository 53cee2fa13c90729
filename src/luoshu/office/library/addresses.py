"""Answers in an address: as they are while they are few, and packed into one parameter once they are many.

A request line of gunicorn's holds 8,190 bytes, and in an address a Chinese character takes nine of them.
"""

from __future__ import annotations

import binascii
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import QueryDict

PACKED = "given"
LONG = 1_500  # characters of a query string, from which on answers are packed
MOST = 200_000  # bytes that are unpacked

Pairs = Sequence[tuple[str, str]]


def packed(pairs: Pairs) -> Pairs:
    """The parameters that say the same, one where these are many."""
    if len(urlencode(pairs)) < LONG:
        return pairs
    body = zlib.compress(json.dumps(list(pairs), ensure_ascii=False).encode(), 9)
    return [(PACKED, urlsafe_b64encode(body).decode().rstrip("="))]


def unpacked(query: QueryDict) -> QueryDict:
    """The query string as if nothing in it were packed; what cannot be unpacked is left out."""
    if PACKED not in query:
        return query
    whole = QueryDict(mutable=True)
    for name, value in _pairs_in(query.get(PACKED, "")):
        whole.appendlist(name, value)
    for name, values in query.lists():
        if name != PACKED:
            for value in values:
                whole.appendlist(name, value)
    return whole


def is_broken(query: QueryDict) -> bool:
    """Whether answers were packed, and cannot be unpacked: most often a link that was cut off."""
    return PACKED in query and not _pairs_in(query.get(PACKED, ""))


def _pairs_in(text: str) -> list[tuple[str, str]]:
    try:
        body = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        pairs = json.loads(zlib.decompressobj().decompress(body, MOST))
        return [(str(name).replace("\0", ""), str(value).replace("\0", "")) for name, value in pairs]
    except (binascii.Error, zlib.error, ValueError, TypeError):
        return []
