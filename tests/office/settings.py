"""The office's settings, in a folder that is gone when the process ends."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="luoshu-office-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["LUOSHU_HOME"] = _HOME

from luoshu.office.settings import *  # noqa: E402, F403  after the folder is chosen

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
