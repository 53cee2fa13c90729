"""What programs do, from end to end: read, ask the calculator, correct, import; what they are told when it is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import pytest
from django.core.exceptions import ValidationError as Wrong
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from ninja import Schema
from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError
from tests.office.people import CODE, Cast, cast
from tests.office.register.helping import CODES, SmallZone, work_off

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind
from luoshu.office.accounts import programs
from luoshu.office.accounts.models import HouseRules, TokenScope
from luoshu.office.audit.models import Record
from luoshu.office.booking.forms import ReportForm
from luoshu.office.library.actions.seed import seed
from luoshu.office.library.forms import ReviewForm
from luoshu.office.register.asking import FactForm, clean_value
from luoshu.office.register.models import Entity, Fact, Recording, Source
from luoshu.office.shell.limits import Limit
from luoshu.office.shell.problem_details import errors_of_validation

from .calling import Program, operations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def people() -> Cast:
    seed()
    return cast()


def firms(count: int) -> list[Entity]:
    source, now = Source.objects.create(kind=Source.Kind.IMPORTED, name="填报"), timezone.now()
    recording = Recording.objects.create(at=now, source=source)
    found = [
        Entity(kind="企业", identifier=f"T{number:05}", name=f"企业 {number}", first=recording)
        for number in range(count)
    ]
    made = Entity.objects.bulk_create(found)
    facts = [
        Fact(entity=each, name="研发费用", year=timezone.localdate().year - 1, value="1200000.5", recording=recording)
        for each in made
    ]
    Fact.objects.bulk_create(facts)
    return made


def test_anyone_finds_policies_and_reads_one(people: Cast) -> None:
    anyone = Program()
    found = anyone.get("/policies", q="专精特新", any_day=True).json()
    assert "cn/srdi" in {each["policy"] for each in found["items"]}
    one = anyone.get("/policies/cn/srdi", on="2025-06-30").json()
    assert one["in_force"]
    assert one["since"] == "2022-06-01"
    assert {"zh", "en"} == set(one["title"])
    assert "研发费用" in {fact["name"] for fact in one["facts"]}
    assert anyone.get("/policies/cn%2Fsrdi").status_code == 200
    changes = anyone.get("/policies/cn/srdi/changes", on="2026-06-30").json()
    assert changes["before"] == "2022-06-01"
    assert changes["articles"]
    text = anyone.get("/policies/cn/srdi/document", on="2025-06-30").json()
    assert text["body"].startswith("---\nid: cn/srdi")


def test_the_calculator_says_what_is_missing_and_asks_for_it(people: Cast) -> None:
    asked = {"only": ["cn/tech-sme"], "on": "2025-06-30"}
    told = Program().post("/calculator", **asked, answers={"职工总数": 120}).json()
    assert told["question"]["name"] not in ("", "职工总数")
    (open_one,) = {each["answer"] for each in told["outcomes"]} & {"unknown"}
    assert open_one == "unknown"
    for each in told["outcomes"]:
        assert bool(each["missing"]) is (each["answer"] == "unknown")
        assert (each["value"] is None) is (each["answer"] == "unknown")
    settled = Program().post("/calculator", **asked, answers={"职工总数": 520}).json()
    first = next(each for each in settled["outcomes"] if each["answer"] == "no")
    assert first["gaps"][0]["zh"]
    assert first["gaps"][0]["en"] != first["gaps"][0]["zh"]
    why = Program().post("/calculator/why", **asked, answers={"职工总数": 520}, outcome=first["name"]).json()
    assert why["zh"]["parts"]


def test_what_is_wrong_is_told_in_both_languages_with_its_field(people: Cast) -> None:
    asked = {"only": ["cn/tech-sme"], "on": "2025-06-30"}
    for answers, field in (({"职工总数": "许多"}, "answers.职工总数"), ({"没有这一项": 1}, "answers.没有这一项")):
        answer = Program().post("/calculator", **asked, answers=answers)
        told = answer.json()
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
        assert told["type"] == "urn:luoshu:problem:invalid"
        assert told["title"] != told["title_en"]
        (error,) = told["errors"]
        assert error["field"] == field
        assert error["zh"] != error["en"]
    missing = Program().post("/policies/cn/srdi/questions", article="第一条").json()["errors"]
    assert missing == [
        {"field": "text", "zh": "缺少这一项", "en": "Field required", "file": None, "line": None, "column": None}
    ]
    assert Program().get("/policies/no/such").json()["type"] == "urn:luoshu:problem:absent"
    assert Program().get("/nothing").json()["status"] == 404
    broken = Client().post("/api/v1/calculator", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["type"]) == (400, "urn:luoshu:problem:unreadable")
    nul = Program().get("/policies", q="\0")
    assert (nul.status_code, nul.headers["Content-Type"]) == (400, "application/problem+json")
    (said,) = nul.json()["errors"]
    assert "NUL" in said["zh"]
    assert said["zh"] != said["en"] == "the sign NUL"
    for text, status in (("\\u0000", 200), ("\\\\u0000", 200), ("\\\0", 400)):  # it may be written, not sent
        assert Program().get("/policies", q=text).status_code == status


def test_values_that_are_none_are_told_in_both_languages() -> None:
    word = Word("职工总数", Kind.INTEGER)
    forms = [ReportForm({"amount": "?"}), ReviewForm({"on": "?"}), FactForm(word, {"value": "?"})]
    found = [Wrong(form.errors.as_data()[name]) for form, name in zip(forms, ("amount", "on", "value"), strict=True)]
    with pytest.raises(Wrong) as refused:
        clean_value(Word("企业", Kind.REFERENCE, target="企业"), "?")
    for error in (error for each in (*found, refused.value) for error in errors_of_validation(Wrong(each))):
        assert error.zh != error.en
        assert error.en.isascii()


def test_blanks_are_no_text() -> None:
    """As on the pages, whose forms strip what is typed; a document is kept as it was sent."""
    kinds = list(Schema.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
    fields = [
        (f"{kind.__name__}.{name}", Annotated[field.annotation, *field.metadata])
        for kind in kinds
        for name, field in kind.model_fields.items()
        if field.annotation is str and any(getattr(each, "min_length", 0) for each in field.metadata)
    ]
    assert len(fields) > 20
    for name, told in fields:
        if name not in ("DraftIn.body", "RewrittenIn.body"):
            with pytest.raises(PydanticError):
                TypeAdapter(told).validate_python("   ")


def test_an_error_of_a_form_or_an_action_has_both_languages_too(people: Cast) -> None:
    administrator = Program(people.administrator)
    told = administrator.post("/house/organisations", kind="enterprise", name="没有代码的企业").json()
    assert [(each["field"], each["en"]) for each in told["errors"]] == [
        ("identifier", "An enterprise has a credit code")
    ]
    told = administrator.post("/house/organisations", kind="agency", name="x", identifier="123").json()
    assert told["errors"][0]["zh"].startswith("统一社会信用代码应为 18 位")
    assert told["errors"][0]["en"].startswith("A credit code has 18 characters")


def test_lists_have_fifty_rows_and_the_address_of_the_next(people: Cast) -> None:
    firms(51)
    officer = Program(people.officer)
    first = officer.get("/registers/enterprises/entries", show="研发费用").json()
    assert (len(first["items"]), first["count"], first["pages"]) == (50, 51, 2)
    assert first["items"][0]["facts"] == {"研发费用": "1200000.5"}
    following = officer.client.get(first["next"], headers=officer.headers).json()
    assert (len(following["items"]), following["next"]) == (1, None)


def test_a_list_takes_as_many_queries_with_one_row_as_with_fifty(
    people: Cast, django_assert_max_num_queries: Any
) -> None:
    firms(1)
    officer = Program(people.officer)
    officer.get("/registers/enterprises/entries")
    with django_assert_max_num_queries(15) as one:
        officer.get("/registers/enterprises/entries")
    Entity.objects.bulk_create(
        Entity(kind="企业", identifier=f"U{number:05}", first=Recording.objects.get()) for number in range(49)
    )
    with django_assert_max_num_queries(15) as many:
        assert len(officer.get("/registers/enterprises/entries").json()["items"]) == 50
    assert len(one) == len(many)


def test_a_fact_is_corrected_as_of_and_the_audit_names_the_token(people: Cast) -> None:
    (firm,) = firms(1)
    officer, year = Program(people.officer), timezone.localdate().year - 1
    before = timezone.now().isoformat()
    body = {"name": "研发费用", "year": year, "value": "300万", "reason": "审计报告"}
    told = officer.post(f"/entities/{firm.pk}/corrections", **body).json()
    assert told["changed"]
    assert told["fact"]["value"] == "3000000"
    assert told["fact"]["recorded"]["reason"] == "审计报告"
    assert not officer.post(f"/entities/{firm.pk}/corrections", **body).json()["changed"]
    values = {
        moment: officer.get(f"/entities/{firm.pk}/facts", **asked).json()[0]["value"]
        for moment, asked in (("then", {"as_of": before}), ("now", {}))
    }
    assert values == {"then": "1200000.5", "now": "3000000"}
    history = officer.get(f"/entities/{firm.pk}/history", name="研发费用", year=year).json()
    assert [each["current"] for each in history] == [True, False]
    detail = Record.objects.filter(action="register.fact-corrected").get().detail
    assert detail["through"].startswith("luoshu_")
    entity = officer.get(f"/entities/{firm.pk}").json()
    assert "职工总数" in {fact["name"] for fact in entity["missing"]}


def test_files_are_imported(people: Cast) -> None:
    officer = Program(people.officer)
    file = SimpleUploadedFile("园区.zip", SmallZone().archive())
    brought = officer.upload("/imports", file=file, on="2025-06-30")
    assert brought.status_code == 202
    number = brought.json()["number"]
    assert officer.post(f"/imports/{number}/confirm").status_code == 409  # not read yet
    work_off()
    preview = officer.get(f"/imports/{number}").json()
    assert preview["to_be_confirmed"]
    assert preview["counts"]["entities_new"] == 3
    assert officer.post(f"/imports/{number}/confirm").status_code == 202
    work_off()
    assert officer.get(f"/imports/{number}").json()["state"] == "done"
    found = officer.get("/registers/enterprises/entries", q=CODES[0]).json()
    assert found["items"][0]["name"] == "洛川精密"


def test_an_enterprise_fills_in_disputes_and_reads_its_answers(people: Cast) -> None:
    recording = Recording.objects.create(
        at=timezone.now(), source=Source.objects.create(kind=Source.Kind.STATISTICS, name="统计")
    )
    firm = Entity.objects.create(kind="企业", identifier=CODE, name="洛书精工", first=recording)
    fact = Fact.objects.create(
        entity=firm, name="职工总数", year=timezone.localdate().year - 1, value="90", recording=recording
    )
    operator = Program(people.operator)
    assert "研发费用" in {each["name"] for each in operator.get("/own/wanted").json()["facts"]}
    assert operator.post("/own/facts", facts={"研发费用": "1200万"}).status_code == 201
    again = operator.post("/own/facts", facts={"研发费用": "1300万"})
    assert [each["field"] for each in again.json()["errors"]] == ["facts.研发费用"]
    (no_number,) = operator.post("/own/disputes", fact=fact.pk, reason="不对", proposed="?").json()["errors"]
    assert (no_number["field"], no_number["en"]) == ("proposed", "'?' cannot be read")
    assert "看不懂" in no_number["zh"]
    disputed = operator.post("/own/disputes", fact=fact.pk, reason="应为 120 人", proposed="120")
    assert disputed.status_code == 201
    assert [each["proposed"] for each in Program(people.officer).get("/disputes").json()["items"]] == ["120"]
    answers = operator.get("/own/answers").json()
    assert {each["policy"] for each in answers} >= {"cn/tech-sme", "cn/srdi"}
    one = operator.get("/own/answers/cn/tech-sme").json()
    assert one["steps"]["zh"]


def test_too_many_calls_are_told_when_to_come_again(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "LIMIT", Limit("api", most=2, seconds=10**9))
    operator, other = Program(people.operator), Program(people.officer)
    assert [operator.get("/me").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get("/me").status_code == 200  # counted by token
    told = operator.get("/me")
    assert told.headers["Retry-After"] == str(10**9)
    assert told.json()["type"] == "urn:luoshu:problem:too-often"


def test_guessing_tokens_is_limited(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "WRONG", Limit("api-tokens", most=1, seconds=10**9))
    asked = [Client().get("/api/v1/me", headers={"Authorization": "Bearer luoshu_wrong"}).status_code for _ in range(2)]
    assert asked == [401, 429]


def test_the_houses_second_factor_holds_for_programs_too(people: Cast) -> None:
    HouseRules.objects.create(second_factor=True)
    answer = Program(people.officer).get("/registers")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:luoshu:problem:refused")
    assert Program(people.operator).get("/me").status_code == 200


def test_me_says_for_whom_a_token_acts(people: Cast) -> None:
    told = Program(people.accountant).get("/me").json()
    assert (told["organisation"]["identifier"], told["roles"]) == (CODE, ["agent"])


def test_a_person_reads_what_programs_may_do(client: Client) -> None:
    page = client.get("/api/").content.decode()
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names)), "what is called so twice no link leads to"
    assert all(f'id="{name}"' in page for name in re.findall(r'href="#([^"]+)"', page))
    for scope in TokenScope:
        assert f"<code>{scope.value}</code>" in page
    assert "/api/v1/registers/{slug}/entries" in page
    assert page.count("<code>GET /api") + page.count("<code>POST /api") + page.count("<code>PUT /api") == len(
        list(operations())
    )
    assert "<code>OutcomeOut</code>" in page
    client.cookies["language"] = "en"
    assert "The interface for programs" in client.get("/api/").content.decode()
