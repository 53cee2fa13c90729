"""Tokens: made once, shown once, never more than their owner, gone with their role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.office.agreement import disagreements
from tests.office.people import Cast, cast, enterprise, signed_in

from luoshu.office.accounts.actions.enrol import end_membership
from luoshu.office.accounts.actions.keep_tokens import LONGEST, MOST, make_token, revoke_token, token_of
from luoshu.office.accounts.models import Membership, Token, TokenScope, User
from luoshu.office.accounts.rules import revokes_token, tokens_revoked_by
from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def made(owner: User, days: int = 30) -> tuple[Token, str]:
    return make_token(
        owner, enterprise(), "财务系统", [TokenScope.OWN_READ], timezone.localdate() + timedelta(days=days)
    )


def test_of_a_token_only_a_digest_is_kept(people: Cast) -> None:
    token, secret = made(people.operator)
    assert secret.startswith(token.beginning)
    assert len(secret) > len(token.beginning) + 32
    assert secret not in repr(list(Token.objects.values()))
    assert secret not in repr(list(Record.objects.values()))
    assert token_of(secret) == token
    assert token_of(secret[:-1]) is None


def test_that_it_was_used_is_noted_by_the_day(people: Cast) -> None:
    token, secret = made(people.operator)
    assert token.used_on is None
    token_of(secret)
    token.refresh_from_db()
    assert token.used_on == timezone.localdate()


def test_a_token_is_for_a_year_at_most_and_for_something(people: Cast) -> None:
    today = timezone.localdate()
    for scopes, until, field in (
        ([TokenScope.OWN_READ], today + LONGEST + timedelta(days=1), "until"),
        ([TokenScope.OWN_READ], today - timedelta(days=1), "until"),
        ([], today, "scopes"),
    ):
        with pytest.raises(ValidationError) as wrong:
            make_token(people.operator, enterprise(), "x", scopes, until)
        assert set(wrong.value.error_dict) == {field}
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.create(
            digest="0",
            beginning="luoshu_",
            name="x",
            user=people.operator,
            organisation=enterprise(),
            scopes="",
            until=today,
        )


def test_nobody_has_more_than_some(people: Cast) -> None:
    for _ in range(MOST):
        made(people.operator)
    with pytest.raises(ValidationError):
        made(people.operator)


def test_it_ends_when_it_is_revoked_expires_or_its_owner_is_gone(people: Cast) -> None:
    token, secret = made(people.operator)
    revoke_token(people.operator, token)
    assert token_of(secret) is None
    later, secret = made(people.operator)
    Token.objects.filter(pk=later.pk).update(
        since=timezone.localdate() - timedelta(days=9), until=timezone.localdate() - timedelta(days=1)
    )
    assert token_of(secret) is None
    _, secret = made(people.operator)
    User.objects.filter(pk=people.operator.pk).update(is_active=False)
    assert token_of(secret) is None


def test_revoking_it_twice_is_recorded_once(people: Cast) -> None:
    token, _ = made(people.operator)
    revoke_token(people.operator, token)
    revoke_token(people.administrator, token)
    assert Record.objects.filter(action="accounts.token-revoked").count() == 1


def test_the_audit_names_the_token(people: Cast) -> None:
    people.operator.through = "luoshu_abcd… 财务系统"
    told = record(people.operator, "a.b", detail={"x": 1})
    assert told.detail == {"x": 1, "through": "luoshu_abcd… 财务系统"}
    people.operator.through = ""
    assert record(people.operator, "a.b").detail == {}


def test_rule_and_queryset_agree(people: Cast) -> None:
    made(people.operator)
    made(people.legal_representative)
    assert disagreements(revokes_token, tokens_revoked_by, Token.objects.all(), people) == []


def test_one_is_made_on_a_page_and_shown_there_once(people: Cast) -> None:
    browser = signed_in(people.operator)
    page = browser.get("/account/tokens/new").content.decode()
    assert 'value="own:read"' in page
    assert 'value="house:write"' not in page  # of no use to an operator
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    answer = browser.post("/account/tokens/new", {"name": "财务系统", "scopes": ["own:read"], "until": until})
    token = Token.objects.get()
    secret = next(
        word for word in answer.content.decode().replace("<", " ").replace(">", " ").split() if "luoshu_" in word
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert token_of(secret) == token
    listed = browser.get("/account/tokens").content.decode()
    assert token.beginning in listed
    assert secret not in listed
    browser.post(f"/account/tokens/{token.pk}/revoke")
    token.refresh_from_db()
    assert not token.holds


def test_a_token_for_what_is_of_no_use_is_refused(people: Cast) -> None:
    answer = signed_in(people.operator).post(
        "/account/tokens/new", {"name": "x", "scopes": ["house:write"], "until": timezone.localdate().isoformat()}
    )
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_lists_take_a_fixed_number_of_queries(people: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    owner, administrator = signed_in(people.operator), signed_in(people.administrator)
    for _ in range(12):
        made(people.operator)
    with django_assert_max_num_queries(9):
        assert owner.get("/account/tokens").status_code == 200
    with django_assert_max_num_queries(9):
        assert administrator.get("/account/house/tokens").status_code == 200


def test_it_ends_with_the_membership(people: Cast) -> None:
    _, secret = made(people.operator)
    asked = {"headers": {"Authorization": f"Bearer {secret}"}}
    client = signed_in(None)
    assert client.get("/api/v1/own", **asked).status_code == 404  # nothing is registered of it
    held = Membership.objects.get(user=people.operator)
    end_membership(people.administrator, held, "离职")
    assert client.get("/api/v1/own", **asked).status_code == 401
