"""The guard of every view."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from tests.office.agreement import disagreements
from tests.office.people import bureau, cast, enterprise, member, user

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import Refused, Rule, allowed, may, public, require
from luoshu.office.accounts.models import Organisation, Role, User
from luoshu.office.accounts.rules import administrator, auditor, officer, organisations_visible_to, sees_organisation

pytestmark = pytest.mark.django_db


@allowed(officer | auditor, post=administrator)
def page(request: HttpRequest, word: str = "") -> HttpResponse:
    return HttpResponse(f"seen {word}")


def asked(who: User | None, method: str = "get") -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/a/page?b=c")
    request.user = who or AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    return request


def test_who_is_not_signed_in_goes_there_and_comes_back_to_a_page_never_to_a_form() -> None:
    assert page(asked(None)).headers["Location"] == "/account/sign-in/?next=/a/page%3Fb%3Dc"
    assert page(asked(None, "post")).headers["Location"] == "/account/sign-in/?unsaved=&next=/"


def test_the_rule_decides_and_for_what_changes_something_the_other() -> None:
    people = cast()
    assert page(asked(people.officer), word="x").content == b"seen x"
    assert page(asked(people.auditor)).status_code == 200
    for who, method in [(people.editor, "get"), (people.administrator, "get"), (people.officer, "post")]:
        with pytest.raises(Refused):
            page(asked(who, method))
    with pytest.raises(Refused) as refused:
        page(asked(people.officer, "delete"))
    assert refused.value.rule is administrator


def test_rules_combine_and_say_for_whom_they_hold() -> None:
    people = cast()
    both, none = officer & auditor, ~officer
    who = Acting.of(people.officer)
    assert [rule(who) for rule in (officer, auditor, both, none)] == [True, False, False, False]
    assert (officer | auditor)(who)
    assert (officer | auditor).who.zh == "经办人员或审计人员"
    assert (officer | auditor).who.en == "officers or auditors"


def test_a_view_says_which_rule_it_stands_under() -> None:
    @public
    def open_to_all(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert isinstance(page.rule, Rule)  # type: ignore[attr-defined]
    assert open_to_all.rule is None  # type: ignore[attr-defined]


def test_what_depends_on_the_thing_is_required_of_it() -> None:
    people, firm = cast(), enterprise()
    elsewhere = Organisation.objects.create(kind="institution", name="别处")
    request = asked(people.operator)
    require(request, sees_organisation, firm)
    assert not may(request, sees_organisation, elsewhere)
    with pytest.raises(Refused):
        require(request, sees_organisation, elsewhere)


def test_the_queryset_agrees_with_the_rule() -> None:
    people = cast()
    Organisation.objects.create(kind="institution", name="别处")
    assert disagreements(sees_organisation, organisations_visible_to, Organisation.objects.all(), people) == []


def test_a_refused_person_reads_why_and_what_to_do(client: Client) -> None:
    who = user("刘工")
    member(who, bureau(), Role.OFFICER)
    client.force_login(who)
    from luoshu.office.accounts.views.refusal import refused

    request = asked(who)
    answer = refused(request, Refused(administrator))
    assert answer.status_code == 403
    for word in ("管理员", "高新区管委会", "经办人员", "没有任何内容被改动"):
        assert word in answer.content.decode()
