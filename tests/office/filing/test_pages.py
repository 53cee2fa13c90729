"""The pages, as both sides use them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.office.filing.helping import drafted, kept, registered, submitted
from tests.office.people import OTHER_CODE, Cast, enterprise, signed_in
from tests.office.programs.calling import Program

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.filing.actions.attach import attach
from luoshu.office.filing.actions.draft import draft, redraft
from luoshu.office.filing.actions.submit import submit
from luoshu.office.filing.actions.supplement import ask_supplement, give_supplement
from luoshu.office.filing.models import Application
from luoshu.office.register.models import Entity

pytestmark = pytest.mark.django_db


def form(**stated: str) -> dict[str, str]:
    return {f"fact-{name}": value for name, value in stated.items()}


@pytest.fixture
def seller(people: Cast) -> Client:
    return signed_in(people.operator)


@pytest.fixture
def officer(people: Cast) -> Client:
    return signed_in(people.officer)


def test_a_form_is_made_of_the_registers_facts(seller: Client, firm: Organisation) -> None:
    page = seller.get("/filing/new/test-contracts/").text
    assert "合同总额" in page
    assert "登记结论" not in page, "an officer fills that in"
    assert firm.identifier in page, "what is known is shown"
    wrong = seller.post("/filing/new/test-contracts/", form(合同总额="很多"))
    assert 'class="summary"' in wrong.text
    assert 'href="#id_fact-合同总额"' in wrong.text
    assert not Application.objects.exists()
    seller.post("/filing/new/test-contracts/", form(合同总额="2亿") | {"later": "1"})
    begun = Application.objects.get()
    assert (begun.state, begun.stated) == ("draft", {"合同总额": "200000000"})
    page = seller.get(f"/filing/{begun.pk}/edit/").text
    assert 'value="200000000"' in page


def test_the_policy_speaks_before_submission_and_beside_the_decision(
    seller: Client, officer: Client, people: Cast, firm: Organisation
) -> None:
    made = drafted(people.operator, firm, 技术金额="130万")
    page = seller.get(f"/filing/{made.pk}/").text
    assert "合同认定试行规则" in page
    assert "不符合" in page
    assert "第一条" in page
    seller.post(f"/filing/{made.pk}/send/")
    assert "不符合" in officer.get(f"/filing/{made.pk}/").text


def test_both_sides_see_what_happened(seller: Client, officer: Client, people: Cast, firm: Organisation) -> None:
    made = submitted(people.operator, firm)
    officer.post(f"/filing/{made.pk}/ask/", {"said": "请补合同文本"})
    page = seller.get(f"/filing/{made.pk}/").text
    assert "请补合同文本" in page
    assert "假设" in page
    assert "等着补正" in seller.get("/filing/").text
    seller.post(f"/filing/{made.pk}/edit/", form(合同名称="主轴热误差补偿", 买方名称="瀍河重工", 合同总额="110万"))
    assert "120 万元" in officer.get(f"/filing/{made.pk}/").text, "the office sees what was submitted until it is given"
    seller.post(f"/filing/{made.pk}/send/", {"said": "已补"})
    page = officer.get(f"/filing/{made.pk}/").text
    assert "110 万元" in page
    assert "原来是" in page
    wrong = officer.post(f"/filing/{made.pk}/register/", {"number": ""})
    assert 'class="summary"' in wrong.text
    officer.post(f"/filing/{made.pk}/register/", {"number": "2026-0001", "note": "符合条件"})
    page = seller.get(f"/filing/{made.pk}/").text
    assert "2026-0001" in page
    assert "符合条件" in page
    entry = Entity.objects.get(identifier="2026-0001")
    listed = officer.get("/register/test-contracts/").text
    assert f"/register/entity/{entry.pk}" in listed
    assert "申请登记" in officer.get(f"/register/entity/{entry.pk}/fact/合同总额/0").text


def test_what_is_supplemented_the_office_sees_once_it_is_given(
    seller: Client, officer: Client, people: Cast, firm: Organisation
) -> None:
    first = registered(people.operator, firm, people.officer)
    stated = first.stated | {"技术金额": "110万", "书面": "是"}
    made = draft(
        people.operator, firm, kept(), stated, kind=Application.Kind.CHANGE, entry=first.entry, reason="补充协议"
    )
    submit(people.operator, made.pk)
    ask_supplement(people.officer, made.pk, "请补合同文本")
    redraft(people.operator, made.pk, stated | {"合同名称": "改过的名称", "技术金额": "990万"}, "另有原因")
    paper = attach(people.operator, made.pk, SimpleUploadedFile("后来的.pdf", b"%PDF-1.7 a contract"))
    late = ("改过的名称", "990 万元", "不符合", "另有原因", "后来的.pdf")
    mine = seller.get(f"/filing/{made.pk}/").text
    assert all(each in mine for each in late)
    page = officer.get(f"/filing/{made.pk}/").text
    assert not [each for each in late if each in page]
    assert "110 万元" in page
    assert "补充协议" in page
    assert "改过的名称" not in officer.get("/filing/desk/?state=all").text
    assert "没有符合条件的" in officer.get("/filing/desk/?state=all&q=改过的名称").text
    assert officer.get(f"/filing/paper/{paper.pk}").status_code == 404
    assert seller.get(f"/filing/paper/{paper.pk}").status_code == 200
    give_supplement(people.operator, made.pk)
    page = officer.get(f"/filing/{made.pk}/").text
    assert all(each in page for each in late)
    assert "改过的名称" in officer.get("/filing/desk/").text
    assert officer.get(f"/filing/paper/{paper.pk}").status_code == 200


def test_what_was_never_given_the_office_never_sees(
    seller: Client, officer: Client, people: Cast, firm: Organisation
) -> None:
    made = submitted(people.operator, firm)
    ask_supplement(people.officer, made.pk, "请补合同文本")
    redraft(people.operator, made.pk, made.stated | {"合同总额": "990万", "书面": "是"})
    seller.post(f"/filing/{made.pk}/take-back/")
    page = officer.get(f"/filing/{made.pk}/").text
    assert "990 万元" not in page
    assert "120 万元" in page


def test_a_refusal_is_told_with_its_reasons(seller: Client, officer: Client, people: Cast, firm: Organisation) -> None:
    made = submitted(people.operator, firm)
    assert 'class="summary"' in officer.post(f"/filing/{made.pk}/refuse/", {"grounds": ""}).text
    officer.post(f"/filing/{made.pk}/refuse/", {"grounds": "不是书面合同"})
    page = seller.get(f"/filing/{made.pk}/").text
    assert "不是书面合同" in page
    assert officer.post(f"/filing/{made.pk}/refuse/", {"grounds": "再次"}).status_code == 302
    assert Application.objects.get().grounds == "不是书面合同"


def test_a_second_filing_is_told_on_the_page(seller: Client, people: Cast, firm: Organisation) -> None:
    first = submitted(people.operator, firm)
    second = drafted(people.operator, firm)
    page = seller.post(f"/filing/{second.pk}/send/", follow=True).text
    assert first.reference in page
    assert Application.objects.get(pk=second.pk).is_draft


def test_due_first_and_late_by_word_and_shape(officer: Client, people: Cast, firm: Organisation) -> None:
    late = submitted(people.operator, firm, 合同名称="早的")
    submitted(people.operator, firm, 合同名称="晚的")
    Application.objects.filter(pk=late.pk).update(due=timezone.localdate() - timedelta(days=3))
    page = officer.get("/filing/desk/").text
    assert page.index("早的") < page.index("晚的")
    assert "▲" in page
    assert "已超期" in page
    assert "其中 1 件已超期" in page
    assert "晚的" not in officer.get("/filing/desk/?state=overdue").text
    assert "晚的" in officer.get("/filing/desk/?q=晚的&register=试验合同").text
    assert "没有符合条件的" in officer.get("/filing/desk/?q=没有").text


def test_another_firms_are_not_there(people: Cast, firm: Organisation, other: User) -> None:
    second = enterprise("伊滨材料有限公司", OTHER_CODE)
    made = registered(other, second, people.officer)
    client = signed_in(people.operator)
    assert made.title not in client.get("/filing/").text
    assert client.get(f"/filing/{made.pk}/").status_code == 403
    assert client.get(f"/filing/entry/{made.entry_id}/change/").status_code == 403


@pytest.mark.parametrize("count", [1, 12])
def test_pages_ask_a_fixed_number_of_queries(
    count: int, people: Cast, firm: Organisation, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        registered(people.operator, firm, people.officer, f"2026-{number}", 合同名称=f"合同{number}")
        submitted(people.operator, firm, 合同名称=f"申请{number}")
    seller, officer = signed_in(people.operator), signed_in(people.officer)
    with django_assert_max_num_queries(12):
        assert "合同0" in seller.get("/filing/").text
    with django_assert_max_num_queries(10):
        assert "申请0" in officer.get("/filing/desk/?state=all").text
    made = Application.objects.filter(state="submitted").first()
    assert made is not None
    with django_assert_max_num_queries(15):
        officer.get(f"/filing/{made.pk}/")


def test_who_comes_too_late_is_led_to_the_application_and_reads_what_it_is_now(
    seller: Client, officer: Client, people: Cast, firm: Organisation
) -> None:
    made = submitted(people.operator, firm)
    seller_again = form(合同名称="改过的")
    for late in (seller.get(f"/filing/{made.pk}/edit/"), seller.post(f"/filing/{made.pk}/edit/", seller_again)):
        assert (late.status_code, late.headers["Location"]) == (302, f"/filing/{made.pk}/")
    assert "现在是“待决定”" in seller.get(f"/filing/{made.pk}/").text
    for _ in range(2):  # a button that is pressed twice, or by two officers
        answer = officer.post(f"/filing/{made.pk}/register/", {"number": "2026-0001"}, follow=True)
    assert "现在是“已登记”" in answer.text
    assert "现在是“已登记”" in officer.post(f"/filing/{made.pk}/refuse/", {"grounds": "不属于"}, follow=True).text
    assert "现在是“已登记”" in seller.post(f"/filing/{made.pk}/take-back/", follow=True).text
    made.refresh_from_db()
    assert (made.state, made.steps.count()) == ("registered", 2)
    assert signed_in(people.auditor).post(f"/filing/{made.pk}/register/").status_code == 403
    other = enterprise("伊滨材料有限公司", OTHER_CODE)
    assert seller.get(f"/filing/{submitted(people.stranger, other).pk}/edit/").status_code == 403


def test_a_program_that_comes_too_late_gets_409_with_words(people: Cast, firm: Organisation) -> None:
    made = registered(people.operator, firm, people.officer)
    office, seller = Program(people.officer), Program(people.operator)
    at = f"/applications/{made.pk}"
    answers = [
        office.post(f"{at}/register", number="2026-0002", facts={}),
        office.post(f"{at}/refuse", grounds="不属于"),
        seller.put(at, facts={}),
        seller.post(f"{at}/submit"),
        seller.post(f"{at}/take-back"),
    ]
    assert [each.status_code for each in answers] == [409] * 5
    assert all("现在是“已登记”" in each.json()["errors"][0]["zh"] for each in answers)
