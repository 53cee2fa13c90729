"""People and their accounts."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. `username` is what they sign in with, `name` what they are called."""

    name = models.CharField(max_length=80, blank=True)
    first_name = last_name = None  # type: ignore[assignment]  # names here are not in two parts

    def __str__(self) -> str:
        return self.name or self.username
