"""Personal identifiers at rest."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.office.people import user

from luoshu.office.accounts.models import User
from luoshu.office.shell.sealing import UnsealError, digest, mask, mask_identity, mask_phone, seal, unseal

PHONE, CARD = "13812345678", "11010519491231002X"


def stored(who: User) -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_digest, identity_number FROM accounts_user WHERE id = %s", [who.pk])
        row: tuple[str, str, str] = cursor.fetchone()
    return row


@given(st.text(min_size=1))
def test_what_is_sealed_can_be_read_again_and_looks_different_each_time(plain: str) -> None:
    one, two = seal(plain, "a.b"), seal(plain, "a.b")
    assert one != two
    assert unseal(one, "a.b") == unseal(two, "a.b") == plain
    assert len(plain) < 4 or plain not in one


def test_it_cannot_be_read_in_another_column_nor_after_a_change() -> None:
    closed = seal(PHONE, "accounts.user.phone")
    with pytest.raises(UnsealError):
        unseal(closed, "accounts.user.identity_number")
    for at in range(9, len(closed) - 2, 7):
        changed = closed[:at] + ("A" if closed[at] != "A" else "B") + closed[at + 1 :]
        with pytest.raises(UnsealError):
            unseal(changed, "accounts.user.phone")


def test_a_mask_gives_away_less_than_it_hides() -> None:
    assert (mask_phone(PHONE), mask_identity(CARD)) == ("138****5678", "110*************2X")
    assert (mask("12345"), mask("")) == ("*****", "")


@pytest.mark.django_db
def test_the_database_holds_neither_number() -> None:
    who = User.objects.create_user("liu", name="刘工", phone=PHONE, identity_number=CARD)
    for column in stored(who):
        assert PHONE not in column
        assert CARD not in column
    again = User.objects.get(pk=who.pk)
    assert (again.phone.plain, again.identity_number.plain) == (PHONE, CARD)


@pytest.mark.django_db
def test_it_shows_itself_masked_wherever_it_is_written(caplog: pytest.LogCaptureFixture) -> None:
    who = User.objects.create_user("liu", phone=PHONE)
    for each in (who, User.objects.get(pk=who.pk)):
        logging.getLogger("luoshu").warning("%s %r", each.phone, each.phone)
        assert f"{each.phone}" == "138****5678"
    assert PHONE not in caplog.text


@pytest.mark.django_db
def test_checking_a_model_does_not_put_the_mask_in_its_place() -> None:
    who = User.objects.create_user("liu", name="刘工", phone=PHONE)
    who.clean_fields(exclude=["password"])
    who.save()
    assert User.objects.get(pk=who.pk).phone.plain == PHONE


@pytest.mark.django_db
def test_who_has_a_number_is_found_by_its_digest_and_by_nothing_else() -> None:
    who, other = User.objects.create_user("liu", phone=PHONE), User.objects.create_user("ma", phone="13900000000")
    assert list(User.objects.filter(phone_digest=PHONE)) == [who]
    other.phone = PHONE
    other.save()
    assert User.objects.filter(phone_digest=PHONE).count() == 2
    assert not User.objects.filter(phone_digest="").filter(pk__in=[who.pk, other.pk]).exists()
    with pytest.raises(TypeError, match="sealed"):
        User.objects.filter(phone=PHONE)


@pytest.mark.django_db
def test_keys_are_changed_and_what_was_sealed_before_is_sealed_anew(settings: Any) -> None:
    who = User.objects.create_user("liu", phone=PHONE, identity_number=CARD)
    before = stored(who)
    settings.FORMER_FIELD_KEYS, settings.FIELD_KEY = [settings.FIELD_KEY], "another key, as long as it takes"
    assert User.objects.get(pk=who.pk).phone.plain == PHONE
    call_command("reseal", verbosity=0)
    after = stored(who)
    assert not set(before) & set(after)
    settings.FORMER_FIELD_KEYS = []
    assert User.objects.get(phone_digest=PHONE).identity_number.plain == CARD


@pytest.mark.django_db
def test_without_the_key_it_cannot_be_read(settings: Any) -> None:
    who = User.objects.create_user("liu", phone=PHONE)
    settings.FIELD_KEY = "another"
    with pytest.raises(UnsealError):
        _ = User.objects.get(pk=who.pk).phone.plain


def test_digests_of_the_same_number_differ_by_column_and_key(settings: Any) -> None:
    here = digest(PHONE, "a.b")
    assert here != digest(PHONE, "a.c")
    settings.FIELD_KEY = "another"
    assert here != digest(PHONE, "a.b")


@pytest.mark.django_db
def test_nothing_is_sealed_of_nothing() -> None:
    assert stored(user("liu")) == ("", "", "")
