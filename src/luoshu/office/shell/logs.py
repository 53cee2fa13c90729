"""What stands in the log of the process: what went wrong, and never an address that lets somebody in."""

from __future__ import annotations

import logging


class Routes(logging.Filter):
    """Of a request that failed its route is told, not its address: that of an invitation holds its secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            route = getattr(request.resolver_match, "route", "–")
            record.args = (*record.args[:-1], f"{request.method} /{route}")
        return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"routes": {"()": Routes}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "process": {
            "class": "logging.StreamHandler",
            "level": "WARNING",  # the worker sets its loggers otherwise
            "filters": ["routes"],
            "formatter": "plain",
        }
    },
    "loggers": {
        "django.request": {"handlers": ["process"], "level": "ERROR", "propagate": False},
        # Of background work what failed: that it looks for some every few seconds is nothing to read.
        "django_tasks": {"handlers": ["process"], "propagate": False},
        "django_tasks_db": {"handlers": ["process"], "propagate": False},
    },
}
