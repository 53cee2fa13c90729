"""The audit: a chain of records that the database itself refuses to change."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from tests.office.triggers import set_aside

import luoshu.office
from luoshu.office.audit.models import FIRST, Record
from luoshu.office.audit.recording import broken, record
from luoshu.office.audit.words import known

pytestmark = pytest.mark.django_db


def test_records_are_numbered_and_chained() -> None:
    user = get_user_model().objects.create_user("liu", name="刘工")
    one, two = record(user, "facts.corrected", user, {"fact": "职工总数"}), record(AnonymousUser(), "library.read")
    assert (one.number, one.previous, one.actor_name, one.subject) == (1, FIRST, "刘工", f"accounts.user:{user.pk}")
    assert (two.number, two.previous, two.actor, two.actor_name) == (2, one.digest, None, "")
    assert list(broken()) == []


@pytest.mark.parametrize("change", ["UPDATE audit_record SET action = 'x'", "DELETE FROM audit_record"])
def test_the_database_refuses_to_change_them(change: str) -> None:
    record(None, "a.b")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Record.objects.count() == 1


def test_what_was_changed_behind_its_back_is_found() -> None:
    for at in range(4):
        record(None, "a.b", detail={"at": at})
    with set_aside(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_record SET action = 'c.d' WHERE number = 2")
    assert list(broken()) == [2]
    with set_aside(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_record WHERE number = 2")
    assert list(broken()) == [3]
    with pytest.raises(CommandError, match="3"):
        call_command("verify_audit")


def test_the_last_digest_can_be_kept_elsewhere() -> None:
    last = record(None, "a.b")
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue().strip() == f"1 {last.digest}"
    record(None, "a.b")
    call_command("verify_audit", "--kept", "1", last.digest, stdout=said)
    with set_aside(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_record")
    record(None, "c.d")  # the chain is whole, and another
    call_command("verify_audit", stdout=said)
    with pytest.raises(CommandError, match="no record 1"):
        call_command("verify_audit", "--kept", "1", last.digest)


@pytest.mark.parametrize("app", ["accounts", "library", "register", "cultivation", "filing", "booking"])
def test_what_is_recorded_has_words(app: str) -> None:
    folder = Path(luoshu.office.__file__).parent / app
    said = "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    recorded = set(re.findall(rf'record\([^"]*"({app}\.[a-z-]+)"', said))
    assert recorded
    assert recorded <= set(known())
