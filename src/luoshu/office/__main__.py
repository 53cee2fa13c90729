"""`python -m luoshu.office COMMAND`: Django's commands, for those who run an installation."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.office.settings")
    execute_from_command_line(sys.argv)
