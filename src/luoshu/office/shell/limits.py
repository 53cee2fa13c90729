"""How often an address may do something that costs: counted over all processes, in the database's cache."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in so many seconds, by an address. Two processes that count at once may let one more through."""

    name: str
    most: int
    seconds: int

    def passed(self, request: HttpRequest, by: str = "") -> bool:
        """Counts this request; whether it is one too many. `by` is who makes it, where that is no address."""
        window = int(time.time()) // self.seconds
        key = f"limit:{self.name}:{window}:{_of(by or address_of(request))}"
        count = int(cache.get(key, 0)) + 1
        if count <= self.most:
            cache.set(key, count, self.seconds)
        return count > self.most


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: what the proxy in front says, where there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _of(address: str) -> str:
    """Addresses are personal data: what is kept cannot be read back."""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:24]
