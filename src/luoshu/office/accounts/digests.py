"""What is kept of a secret that is shown once: a link's, a program's."""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # it is random and long: no salt is needed
