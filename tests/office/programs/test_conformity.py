"""schemathesis calls every operation as its description allows: nothing breaks, and answers are as described.

In short form a few cases an operation, for an operator, an officer and no token; at length more, one token a sort.
Without a token what asks for one refuses before it looks at what was sent: there one case says as much as many.
"""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.office.people import Cast, cast

from luoshu.office.accounts.programs import BYTES, CSV, ICS, XLSX

from .calling import calls, operations, token_of

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "operator", "officer", "editor", "approver", "auditor", "administrator")
FILES = {CSV, XLSX, ICS, BYTES, "image/svg+xml", "application/pdf"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Path) -> tuple[Any, Cast]:
    """The description, called through WSGI in this process, over an office with something of everything."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # without limits
    settings.ALLOWED_HOSTS = ["*"]
    people = cast()
    calls(people)
    application = get_wsgi_application()

    def answered(environ: Any, start: Any) -> list[bytes]:
        """As a server does, which closes what it has sent: a file, too."""
        with closing(application(environ, start)) as answer:
            return list(answer)

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", answered), people


def broken(schema: Any, token: str | None, examples: int) -> list[str]:
    """What is wrong with the answers, a line an operation."""
    wrong: list[str] = []
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for found in schema.get_all_operations():
        operation = found.ok()
        guarded = {} not in operation.definition.raw["security"]

        @settings(
            max_examples=1 if guarded and token is None else examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def once(case: Any) -> None:
            with transaction.atomic():
                response = case.call(headers=headers)
                transaction.set_rollback(True)
            case.validate_response(response, checks=CHECKS)

        from hypothesis import given

        try:
            given(case=operation.as_strategy())(once)()
        except Exception as error:
            wrong.append(f"{operation.label}: {error}"[:1500])
    return wrong


@pytest.mark.parametrize("role", ["anonymous", "operator", "officer"])
def test_nothing_breaks_and_answers_are_as_described(office: tuple[Any, Cast], role: str) -> None:
    schema, people = office
    token = None if role == "anonymous" else token_of(people[role])
    assert "\n\n".join(broken(schema, token, 3)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_nothing_breaks_however_often_it_is_called(office: tuple[Any, Cast], role: str) -> None:
    schema, people = office
    token = None if role == "anonymous" else token_of(people[role])
    assert "\n\n".join(broken(schema, token, 20)) == ""


def test_everything_is_described() -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    assert sum(1 for _ in described.get_all_operations()) == len(list(operations()))
    raw = described.raw_schema
    assert raw["openapi"] == "3.1.0"
    for path, methods in raw["paths"].items():
        for method, told in methods.items():
            assert re.fullmatch("[a-z]+(-[a-z]+)*", told["operationId"]), (path, method)
            assert " / " in told["summary"], (path, method)
            assert "400" in told["responses"], "the sign NUL may be sent anywhere"
            for status, response in told["responses"].items():
                given = list(response["content"])
                files = int(status) < 400 and not FILES.isdisjoint(given)
                expected = ["application/json" if int(status) < 400 else "application/problem+json"]
                assert files or given == expected, (path, method, status)
