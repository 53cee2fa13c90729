"""A policy as a page."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from luoshu.office.library.models import Document, Question

PAGE = "/policies/luoyang/youth-grants/"


def test_it_holds_the_document_and_what_it_comes_to(client: Client, library: None) -> None:
    page = client.get(PAGE, {"on": "2026-05-01"})
    assert page.status_code == 200
    for words in ("洛阳市青年创新创业人才资助", "要点", "资助标准", "2026 年 5 月 1 日正在施行", "填上数据"):
        assert words in page.text
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert "命中" not in page.text.partition("<aside")[0]


def test_its_tables_answer(client: Client, library: None) -> None:
    page = client.get(PAGE, {"青年人才评审结论": "二档"})
    assert 'class="hits"' in page.text
    assert "20 万元" in page.text
    assert "<option selected>二档</option>" in page.text


def test_an_entry_that_cannot_be_read_is_told_twice(client: Client, library: None) -> None:
    page = client.get(PAGE, {"人才能力得分": "很高"})
    assert page.text.count("看不懂“很高”") == 2  # in the summary and beside the field
    assert 'href="#f-' in page.text


def test_english_says_that_the_chinese_prevails(client: Client, library: None) -> None:
    page = client.get(PAGE, headers={"Accept-Language": "en"})
    assert "The Chinese text prevails" in page.text
    assert "Youth innovator grants of Luoyang" in page.text


def test_former_versions_and_what_changed(client: Client, library: None) -> None:
    page = client.get("/policies/cn/srdi/", {"on": "2023-01-01"})
    assert "这是以前的版本" in page.text
    changes = client.get("/policies/cn/srdi/changes/", {"on": "2026-05-01"})
    assert "优质中小企业梯度培育管理办法" in changes.text
    assert 'class="changes"' in changes.text
    assert client.get("/policies/cn/unicorn/changes/").status_code == 404


def test_picture_and_document(client: Client, library: None) -> None:
    picture = client.get("/policies/cn/unicorn.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "独角兽" in picture.text
    document = client.get("/policies/cn/unicorn.md")
    assert document.text.startswith("---\nid: cn/unicorn")
    assert "cn-unicorn-2018-01-01.md" in document.headers["Content-Disposition"]


@pytest.mark.parametrize("address", ["/policies/no/such/", "/policies/no/such.svg", "/policies/cn/"])
def test_what_is_not_there_is_said(client: Client, library: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_vocabularies_and_claims_are_pages_too(client: Client, library: None) -> None:
    for key in ("cn/vocabulary", "seed/claims"):
        page = client.get(f"/policies/{key}/")
        assert page.status_code == 200
        assert "填上数据" not in page.text


@pytest.mark.parametrize("many", [1, 30])
def test_a_page_takes_few_queries(
    client: Client, library: None, many: int, django_assert_max_num_queries: DjangoAssertNumQueries, people: object
) -> None:
    document = Document.objects.get(key="luoyang/youth-grants")
    editor = people.editor  # type: ignore[attr-defined]
    for number in range(many):
        Question.objects.create(
            document=document,
            article="资助标准",
            text=f"问 {number}？",
            answer="答。",
            answered_by=editor,
            answered_as="editor",
            answered_at="2026-05-01T00:00:00Z",
            published=True,
        )
    client.get(PAGE)
    with django_assert_max_num_queries(4):
        page = client.get(PAGE)
    assert page.text.count("<dt>问") == many
