"""The office's settings, in a folder that is gone when the process ends."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="luoshu-office-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["LUOSHU_HOME"] = _HOME
# Nobody answers there; the tests of signing in by it start a provider of their own.
os.environ |= {
    "LUOSHU_OIDC_ISSUER": "http://127.0.0.1:9/",
    "LUOSHU_OIDC_CLIENT_ID": "luoshu",
    "LUOSHU_OIDC_NAME": "一网通办",
}
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the tests' browser runs an event loop in their own thread

from luoshu.office.settings import *  # noqa: E402, F403  after the folder is chosen

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
