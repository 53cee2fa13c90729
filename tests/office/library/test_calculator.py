"""The calculator: one question at a time, everything in the address."""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from luoshu.engine.explanation import Way
from luoshu.engine.outcomes import Outcome
from luoshu.engine.questions import Interview
from luoshu.office.library import queries
from luoshu.office.library.addresses import packed, unpacked
from luoshu.office.library.shelf import shelf
from luoshu.office.library.views import calculator

ON = "2026-05-01"
SMALL = {"on": ON, "only": ["luoyang/youth-grants", "cn/unicorn"]}


def ask(client: Client, query: Any) -> Any:
    return client.get("/calculator/", query)


def query_of(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)


def test_it_asks_the_question_that_settles_most_first(client: Client, library: None) -> None:
    page = ask(client, {"on": ON})
    assert page.status_code == 200
    assert page.context["current"].name == "销售收入"
    assert "2025 年销售收入是多少？" in page.text
    assert "为什么问" in page.text
    assert page.context["left"] > 50


def test_answers_as_people_type_them_lead_to_a_yes(client: Client, library: None) -> None:
    query = {
        "on": ON,
        "only": "cn/unicorn",
        "成立日期": "2021 年 3 月 5 日",
        "在中国境内注册": "是",
        "获得过私募投资": "有",
        "已上市": "否",
        "最近一轮估值": "12 亿美元",
    }
    page = ask(client, query)
    assert page.context["current"] is None
    assert (page.context["yes"], page.context["no"], page.context["open"]) == (1, 0, 0)
    assert "每一项都有了结果" in page.text
    assert "2021 年 3 月 5 日" in page.text


def test_a_no_says_what_lacks_and_where_it_is_written(client: Client, library: None) -> None:
    page = ask(client, {"on": ON, "only": "cn/unicorn", "最近一轮估值": "8"})
    (result,) = page.context["results"]
    assert result.answer == "no"
    assert "最近一轮估值" in result.gaps[0]
    assert "差" in result.gaps[0]
    assert result.article


def test_what_is_typed_wrong_is_asked_again_and_nothing_is_lost(client: Client, library: None) -> None:
    page = ask(client, {"on": ON, "only": "cn/unicorn", "已上市": "否", "最近一轮估值": "很多"})
    assert page.context["current"].name == "最近一轮估值"
    assert page.text.count("看不懂“很多”") == 2
    assert 'value="很多"' in page.text
    assert ("已上市", "否") in page.context["hidden"]


def test_what_is_skipped_is_not_asked_again(client: Client, library: None) -> None:
    first = ask(client, {"on": ON, "only": "cn/unicorn"}).context["current"].name
    page = ask(client, {"on": ON, "only": "cn/unicorn", "skip": first})
    assert page.context["current"].name != first
    assert ("skip", first) in page.context["hidden"]
    assert (page.context["answered"][0][0].name, page.context["answered"][0][1]) == (first, True)


def test_what_was_typed_wrong_can_be_skipped(client: Client, library: None) -> None:
    query = {"on": ON, "only": "cn/unicorn", "最近一轮估值": "很多", "skip": "最近一轮估值"}
    page = ask(client, query)
    assert not page.context["problems"]
    assert page.context["current"].name != "最近一轮估值"
    assert ("skip", "最近一轮估值") in page.context["hidden"]


def test_many_answers_are_packed_so_that_every_address_stays_short(client: Client, library: None) -> None:
    """Servers and proxies refuse a request line of more than 4,000 to 8,000 bytes."""
    on = date.fromisoformat(ON)
    facts = list(shelf().interview(queries.answerable("企业", on), on).facts)
    rights = [(f"知识产权.{row}.{field}", "I类") for row in range(1, 15) for field in ("类别", "取得方式", "count")]
    page = ask(client, [("on", ON), ("职工总数", "1,200"), *rights, *(("skip", name) for name in facts)])
    assert len(page.context["answered"]) > 50
    forms = [f"/calculator/?{urlencode(page.context['hidden'])}", page.context["address"]]
    backs = [back for _, _, back in page.context["answered"]]
    assert max(map(len, [*forms, *backs, page.context["query"]])) < 3_000
    again = client.get(page.context["address"])
    assert [(each.name, skipped) for each, skipped, _ in again.context["answered"]] == [
        (each.name, skipped) for each, skipped, _ in page.context["answered"]
    ]
    assert again.context["address"] == page.context["address"]
    outcome = page.context["results"][0].name
    assert client.get(f"/calculator/why/?outcome={quote(outcome)}&{page.context['query']}").status_code == 200


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=60)), max_size=80))
def test_what_is_packed_is_unpacked(pairs: list[tuple[str, str]]) -> None:
    told = QueryDict(mutable=True)
    for name, value in pairs:
        told.appendlist(name.replace("\0", ""), value.replace("\0", ""))
    assert unpacked(QueryDict(urlencode(packed(list(pairs_of(told)))))) == told


def pairs_of(query: QueryDict) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in query.lists() for value in values)


@pytest.mark.parametrize("text", ["", "x", "====", "eJwDAAAAAAE", "中文", "A" * 3000])
def test_what_cannot_be_unpacked_is_left_out(client: Client, library: None, text: str) -> None:
    page = ask(client, {"on": ON, "only": "cn/unicorn", "已上市": "否", "given": text})
    assert [each.name for each, _, _ in page.context["answered"]] == ["已上市"]
    assert "链接不完整" in page.text


def test_a_link_to_share_says_of_which_day_it_is(client: Client, library: None) -> None:
    """Last year is another one to who opens it in January."""
    page = ask(client, {"only": "cn/unicorn", "已上市": "否"})
    assert ("on", timezone.localdate().isoformat()) in query_of(page.context["address"])
    assert "链接不完整" not in page.text


def test_what_unpacks_to_too_much_is_left_out() -> None:
    bomb = urlsafe_b64encode(zlib.compress(json.dumps([["x", "0" * 10**7]]).encode(), 9)).decode()
    assert len(bomb) < 20_000
    assert not list(unpacked(QueryDict(urlencode({"given": bomb}))))


def test_going_back_asks_the_last_question_with_its_answer(client: Client, library: None) -> None:
    page = ask(client, {"on": ON, "only": "cn/unicorn", "最近一轮估值": "12", "已上市": "否"})
    back = client.get(page.context["previous"])
    assert back.context["current"].name == "已上市"
    assert ("最近一轮估值", "12") in back.context["hidden"]
    assert "checked" in back.text


def test_the_link_to_share_holds_the_answers_and_nothing_else(client: Client, library: None) -> None:
    page = ask(client, {"on": ON, "only": "cn/unicorn", "最近一轮估值": "12", "name": "张三", "csrf": "x"})
    address = page.context["address"]
    assert query_of(address) == [("on", ON), ("only", "cn/unicorn"), ("最近一轮估值", "12")]
    again = Client().get(address.removeprefix("http://testserver"))
    assert [each.answer for each in again.context["results"]] == [each.answer for each in page.context["results"]]


def test_a_list_is_told_in_rows_of_what_is_alike(client: Client, library: None) -> None:
    query = {"on": ON, "only": "cn/tech-sme", "ask": "知识产权"}
    page = ask(client, query)
    assert page.context["current"].name == "知识产权"
    assert "有几项" in page.text
    names = {cell.fact.name for row in page.context["current"].items.rows for cell in row.cells}
    assert {"类别", "有效", "与主要产品相关", "有争议"} <= names
    assert "编号" not in names  # no condition speaks of it
    row = {"类别": "II类", "有效": "是", "与主要产品相关": "是", "有争议": "否", "count": "4"}
    filled = ask(client, {**query, "ask": "", **{f"知识产权.1.{name}": value for name, value in row.items()}})
    (given,) = [each for each, _, _ in filled.context["answered"]]
    assert len(given.value) == 4
    assert given.value[0]["类别"] == "II类"
    none = ask(client, {"on": ON, "only": "cn/tech-sme", "知识产权": "none"})
    assert none.context["answered"][0][0].value == []
    wrong = ask(client, {"on": ON, "only": "cn/tech-sme", "知识产权.1.count": "很多"})
    assert "看不懂“很多”" in wrong.text


def test_every_step_is_shown(client: Client, library: None) -> None:
    page = ask(client, {"on": ON, "only": "cn/unicorn", "最近一轮估值": "8"})
    address = re.search(r'href="(/calculator/why/[^"]+)"', page.text)
    assert address is not None
    steps = client.get(address[1].replace("&amp;", "&"))
    assert steps.status_code == 200
    assert "符合独角兽标准" in steps.text
    assert "最近一轮估值" in steps.text
    assert client.get("/calculator/why/", {"outcome": "no::such"}).status_code == 404


def test_in_english(client: Client, library: None) -> None:
    query = {"on": ON, "only": "cn/unicorn", "已上市": "no"}
    page = client.get("/calculator/", query, headers={"Accept-Language": "en"})
    assert "cannot tell yet" in page.text
    assert "The Chinese text prevails" in page.text
    assert "Unicorn enterprises" in page.text


@pytest.mark.parametrize("query", [{"about": "没有"}, {"only": "no/such"}, {"on": "1900-01-01"}])
def test_where_there_is_no_policy_there_is_no_calculator(client: Client, library: None, query: Any) -> None:
    assert ask(client, query).status_code == 404


def test_an_answer_takes_at_most_ten_queries(
    client: Client, library: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ask(client, {"on": ON, "销售收入": "2亿"})
    with django_assert_max_num_queries(10):
        ask(client, {"on": ON, "销售收入": "2亿", "成立日期": "2019-3-5"})


def test_a_program_is_told_both_languages_of_ways_looked_for_once(
    client: Client, library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []
    way = Interview.way

    def counted(self: Interview, outcome: Outcome, facts: Mapping[str, Any]) -> Way:
        looked_for.append(outcome.name)
        return way(self, outcome, facts)

    monkeypatch.setattr(Interview, "way", counted)
    asked = {"on": ON, "only": ["cn/unicorn"], "answers": {"最近一轮估值": "8", "已上市": "否"}}
    told = client.post("/api/v1/calculator", asked, content_type="application/json").json()
    gaps = [gap for each in told["outcomes"] for gap in each["gaps"]]
    assert gaps
    assert all(gap["zh"] != gap["en"] for gap in gaps)
    assert sorted(looked_for) == sorted(set(looked_for))


def test_an_address_that_asks_too_much_is_asked_to_wait(
    client: Client, library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luoshu.office.shell.limits import Limit

    monkeypatch.setattr(calculator, "LIMIT", Limit("few", most=2, seconds=3600))
    answers = [ask(client, SMALL).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert client.get("/calculator/", SMALL, REMOTE_ADDR="10.1.1.1").status_code == 200
