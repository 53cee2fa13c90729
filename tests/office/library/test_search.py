"""Finding policies."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from luoshu.office.library.describing import searchable
from luoshu.office.library.models import Document, State, Version, WrittenText
from luoshu.office.library.queries import Wanted, found

ON = date(2026, 11, 1)


def keys(**wanted: object) -> list[str]:
    return [each.document.key for each in found(Wanted(**{"on": ON, **wanted}))]  # type: ignore[arg-type]


def test_by_words_of_title_number_issuer_and_text_titles_first(library: None) -> None:
    assert keys(words="高新技术企业认定")[0] == "cn/hnte"
    assert keys(words="国科发火〔2016〕32号")[0] == "cn/hnte"
    assert "cn/unicorn" in keys(words="长城战略咨询")
    assert keys(words="Gazelle")[0] == "cn/gazelle"
    assert keys(words="发展评价得分 小巨人")[0] == "cn/little-giant"
    assert keys(words="没有这样的词") == []


def test_by_whom_kind_place_and_day(library: None) -> None:
    assert set(keys(about="机构")) == {"cn/incubator", "cn/research-institution", "dalian/fiscal-services"}
    assert keys(instrument="pool") == ["hengyang/risk-pool"]
    assert {each.partition("/")[0] for each in keys(place="luoyang")} == {"luoyang"}
    assert "cn/vocabulary" not in keys()
    assert "cn/vocabulary" in keys(instrument="vocabulary")
    assert "xianning/talent" not in keys(on=date(2020, 1, 1))
    assert keys(words="专精特新中小企业认定", on=None).count("cn/srdi") == 2


def test_words_are_found_over_the_ends_of_lines() -> None:
    assert searchable("研发\n  费用 ABC\ndef，\n甲") == "研发费用 abc def，甲"


def test_a_page_has_its_results_in_sentences(client: Client, library: None) -> None:
    page = client.get("/policies/", {"q": "租金补贴"})
    assert page.status_code == 200
    assert "双创平台入驻企业支持措施" in page.text
    assert "对入驻双创平台的企业" in page.text
    assert "2022 年 1 月 1 日起" in page.text
    english = client.get("/policies/", {"q": "租金补贴"}, headers={"Accept-Language": "en"})
    assert "Incentives for tenants of innovation platforms" in english.text
    assert "from 1 January 2022" in english.text


def test_a_day_that_cannot_be_read_is_told_beside_its_field(client: Client, library: None) -> None:
    page = client.get("/policies/", {"on": "昨天"})
    assert "看不懂“昨天”" in page.text
    assert 'aria-invalid="true"' in page.text
    assert client.get("/policies/", {"on": "2022年6月30日", "page": "x"}).status_code == 200


def test_places_are_those_of_published_policies_each_by_a_name(client: Client, library: None) -> None:
    text = WrittenText.of("x")
    of_here = {"text": text, "state": State.PUBLISHED, "shipped": True}
    for key, issuer in [("zone/a", "试验区管委会"), ("zone/b", "试验区管委会"), ("mixed/a", "甲"), ("mixed/b", "乙")]:
        Version.objects.create(document=Document.objects.create(key=key), title="x", issuer=issuer, **of_here)
    Version.objects.create(document=Document.objects.create(key="written/a"), text=text, title="x", shipped=True)
    told = {pack: name.zh for pack, name in client.get("/policies/").context["places"]}
    assert (told["cn"], told["zone"]) == ("国家", "试验区管委会")
    assert {"mixed", "written", "seed"}.isdisjoint(told)


def test_nothing_found_says_what_to_do(client: Client, library: None) -> None:
    assert "换一个词" in client.get("/policies/", {"q": "没有这样的词"}).text


@pytest.mark.parametrize("many", [1, 120])
def test_a_list_takes_few_queries(
    client: Client, library: None, many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    text = WrittenText.of("x")
    for number in range(many):
        Version.objects.create(
            document=Document.objects.create(key=f"many/n{number}"),
            text=text,
            title=f"第 {number} 号",
            words="甲",
            about="企业",
            state=State.PUBLISHED,
            shipped=True,
        )
    with django_assert_max_num_queries(6):
        page = client.get("/policies/", {"q": "甲", "place": "many"})
    assert page.context["count"] == many
    assert len(page.context["page"]) == min(many, 50)
    assert ("下一页" in page.text) is (many > 50)


def test_the_first_page(client: Client, library: None) -> None:
    page = client.get("/")
    assert "逐" not in page.text or page.status_code == 200
    assert "为企业算一算" in page.text.replace("\n", "")
