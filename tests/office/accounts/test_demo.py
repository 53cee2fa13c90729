"""People to look around with."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.office.people import CODE, OTHER_CODE

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.actions.demo import make_demo
from luoshu.office.accounts.models import Organisation, Role, Scope, User
from luoshu.office.accounts.workdays import add_working_days

pytestmark = pytest.mark.django_db
FIRMS = [(CODE, "洛书精工有限公司"), (OTHER_CODE, "伊滨材料有限公司")]


def test_each_of_them_signs_in_and_is_what_is_printed() -> None:
    made = {each.username: each for each in make_demo(FIRMS)}
    roles = {name: next(iter(Acting.of(User.objects.get(username=name)).roles)) for name in made}
    assert set(roles.values()) == {*Role} - {Role.AGENT}
    for each in made.values():
        client = Client()
        client.post("/account/sign-in/", {"login": each.username, "password": each.password})
        assert client.get("/account/").status_code == 200, each.username
        assert roles[each.username].text.zh in each.who.zh
    agent = Acting.of(User.objects.get(username="kuaiji"), Organisation.objects.get(identifier=OTHER_CODE))
    assert agent.scope == Scope.FILL


def test_made_again_it_makes_nobody_twice_and_no_password_is_the_same() -> None:
    first, again = make_demo(FIRMS), make_demo(FIRMS)
    assert [each.username for each in first] == [each.username for each in again]
    passwords = {each.password for each in (*first, *again)}
    assert len(passwords) == 2 * len(first)
    assert User.objects.count() == len(first)
    assert Organisation.objects.count() == 4


def test_it_has_calendars_and_wants_an_enterprise() -> None:
    with pytest.raises(ValidationError):
        make_demo([])
    make_demo(FIRMS)
    from datetime import date

    assert add_working_days(date(2025, 9, 30), 1) == date(2025, 10, 9)
