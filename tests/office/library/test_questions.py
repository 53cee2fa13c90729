"""Questions about a policy, and their answers."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.office.people import Cast, signed_in

from luoshu.office.audit.models import Record
from luoshu.office.library.models import Document, Question

PAGE = "/policies/cn/unicorn/"


def ask(client: Client, text: str = "估值以哪一天为准？", article: str = "标准") -> None:
    client.post(f"{PAGE}ask/", {"text": text, "article": article})


def test_anyone_asks_an_officer_answers_everyone_reads(client: Client, library: None, people: Cast) -> None:
    ask(client)
    question = Question.objects.get()
    assert question.text not in client.get(PAGE).text
    officer = signed_in(people.officer)
    assert question.text in officer.get("/questions/").text
    answered = officer.post(f"/questions/{question.pk}/", {"answer": "以最近一轮融资交割日为准。", "shown": "on"})
    assert answered.status_code == 302
    page = client.get(PAGE)
    assert question.text in page.text
    assert "以最近一轮融资交割日为准。" in page.text
    assert "officer" in page.text
    assert question.text not in officer.get("/questions/").text
    assert question.text in officer.get("/questions/", {"all": ""}).text
    assert list(Record.objects.values_list("action", flat=True))[-2:] == ["library.asked", "library.answered"]


def test_an_auditor_reads_them_and_answers_none(client: Client, library: None, people: Cast) -> None:
    ask(client)
    question = Question.objects.get()
    auditor = signed_in(people.auditor)
    assert 'href="/questions/"' in auditor.get("/").text  # where officers find them too, who do not publish
    assert question.text in auditor.get("/questions/").text
    page = auditor.get(f"/questions/{question.pk}/").text
    assert "还没有答复" in page
    assert "<textarea" not in page
    assert auditor.post(f"/questions/{question.pk}/", {"answer": "我来答。", "shown": "on"}).status_code == 403
    assert Question.objects.get().answered_at is None


def test_an_answer_may_be_kept_from_the_page(client: Client, library: None, people: Cast) -> None:
    ask(client)
    signed_in(people.officer).post(f"/questions/{Question.objects.get().pk}/", {"answer": "已电话答复。"})
    assert "已电话答复" not in client.get(PAGE).text


def test_an_empty_one_is_refused_and_too_many_are_too(client: Client, library: None) -> None:
    ask(client, text="")
    assert not Question.objects.exists()
    for number in range(7):
        ask(client, text=f"第 {number} 问")
    assert Question.objects.count() == 5


def test_only_answers_are_published(library: None) -> None:
    document = Document.objects.get(key="cn/unicorn")
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(document=document, text="问", published=True)


@pytest.mark.parametrize("name", ["operator", "accountant", "administrator", "stranger"])
def test_others_do_not_answer(library: None, people: Cast, client: Client, name: str) -> None:
    ask(client)
    question = Question.objects.get()
    theirs = signed_in(people[name])
    assert theirs.get("/questions/").status_code == 403
    assert theirs.post(f"/questions/{question.pk}/", {"answer": "x"}).status_code == 403
    question.refresh_from_db()
    assert question.answer == ""


def test_what_is_wrong_with_a_question_is_told_beside_it_and_nothing_of_it_is_lost(
    client: Client, library: None
) -> None:
    long = "问" * 501
    refused = client.post(f"{PAGE}ask/", {"text": long, "article": "标准"})
    assert (refused.status_code, long in refused.text) == (422, True)
    assert "最多 500 字，现在有 501 字" in refused.text
    assert '<option value="标准" selected>' in refused.text
    refused = client.post(f"{PAGE}ask/", {"text": "第几条？", "article": "nope"})
    assert "没有这一条" in refused.text
    assert "第几条？" in refused.text
    assert not Question.objects.exists()
    ask(client, "一行\r\n" * 100)  # as long as a browser lets one write it, which counts an end of line once
    assert len(Question.objects.get().text) == 299


def test_a_question_that_is_sent_twice_is_there_once(client: Client, library: None) -> None:
    for _ in range(2):
        ask(client)
    ask(client, article="")
    assert Question.objects.count() == 2
    assert Record.objects.filter(action="library.asked").count() == 2


def test_who_answers_what_was_answered_meanwhile_reads_that_first(client: Client, library: None, people: Cast) -> None:
    ask(client)
    at = f"/questions/{Question.objects.get().pk}/"
    first, second = signed_in(people.officer), signed_in(people.editor)
    assert 'name="seen"' in second.get(at).text
    first.post(at, {"answer": "以最近一轮融资交割日为准。", "shown": "on", "seen": ""})
    told = second.post(at, {"answer": "以申报日为准。", "shown": "on", "seen": ""})
    for each in ("officer刚才已经答复", "以最近一轮融资交割日为准", "以申报日为准"):
        assert each in told.text
    assert Question.objects.get().answer == "以最近一轮融资交割日为准。"
    seen = told.text.split('name="seen" value="')[1].split('"')[0]
    second.post(at, {"answer": "以申报日为准。", "shown": "on", "seen": html.unescape(seen)})
    assert Question.objects.get().answer == "以申报日为准。"


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_much_for_one_as_for_many(
    library: None, people: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    document = Document.objects.get(key="cn/srdi")
    for number in range(count):
        Question.objects.create(document=document, text=f"第 {number} 问")
    reading = signed_in(people.officer)
    reading.get("/questions/")
    with django_assert_max_num_queries(8):
        page = reading.get("/questions/")
    assert page.text.count("专精特新中小企业认定") == count
