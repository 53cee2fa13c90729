"""A service of a catalogue: asked for, taken, reported, confirmed by the other side; then it stands in the register."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.office.agreement import disagreements
from tests.office.people import OTHER_CODE, Cast, enterprise, signed_in

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.models import Authorisation, Scope, User
from luoshu.office.accounts.personal import holdings
from luoshu.office.audit.models import Record
from luoshu.office.booking import rules
from luoshu.office.booking.actions import order as steps
from luoshu.office.booking.actions.close import close, lift
from luoshu.office.booking.actions.confirm_service import confirm_service
from luoshu.office.booking.catalogues import catalogues
from luoshu.office.booking.models import Order
from luoshu.office.register.models import Entity, Fact

pytestmark = pytest.mark.django_db


def asked(by: User, service: Entity) -> Order:
    return steps.ask(by, enterprise(), service, "二十件样品，五月以前")


def reported(by: User, keeper: User, service: Entity) -> Order:
    made = asked(by, service)
    steps.take(keeper, made.pk)
    steps.report(keeper, made.pk, timezone.localdate(), Decimal(2), "批次", Decimal("12000.5"))
    made.refresh_from_db()
    return made


def test_the_documents_declare_the_catalogue(people: Cast) -> None:
    found = {(each.base.name, each.services.name, each.jobs.name, each.names) for each in catalogues()}
    assert ("试验基地", "试验服务", "试验记录", "哪项服务") in found
    assert ("中试基地", "中试服务", "中试服务记录", "服务项目") in found, "as shipped"
    assert len(found) == 2


def test_what_both_sides_confirm_stands_in_the_register(people: Cast, keeper: User, service: Entity) -> None:
    made = reported(people.operator, keeper, service)
    assert not Entity.objects.filter(kind="试验记录").exists(), "what is not confirmed is no volume"
    done = confirm_service(people.operator, made.pk)
    entry = done.entry
    assert entry is not None
    today = timezone.localdate()
    assert entry.identifier == f"{today.year}-0001"
    assert dict(Fact.objects.filter(entity=entry).values_list("name", "value")) == {
        "试验记录名称": "热处理工艺放大",
        "类别": "放大",
        "在哪个基地": "B1",
        "哪项服务": "S1",
        "客户代码": enterprise().identifier,
        "做完日期": today.isoformat(),
        "认可日期": today.isoformat(),
        "认可金额": "12000.5",
    }
    with pytest.raises(ValidationError):
        confirm_service(people.operator, made.pk)
    told = Record.objects.filter(action__startswith="booking.service").values_list("action", flat=True)
    assert [action.rpartition("-")[2] for action in told.order_by("number")] == [
        "asked",
        "taken",
        "reported",
        "confirmed",
    ]


def test_who_reported_does_not_confirm(people: Cast, keeper: User, service: Entity) -> None:
    made = reported(people.operator, keeper, service)
    with pytest.raises(ValidationError, match="不能自己确认"):
        confirm_service(keeper, made.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=made.pk).update(
            state="confirmed", confirmed_by=keeper, confirmed_on=timezone.localdate(), entry=service
        )


def test_what_is_sent_back_is_reported_anew(people: Cast, keeper: User, service: Entity) -> None:
    made = reported(people.operator, keeper, service)
    steps.send_back(people.operator, made.pk, "只做了一批")
    steps.report(keeper, made.pk, timezone.localdate(), Decimal(1), "批次", Decimal(6000))
    assert confirm_service(people.operator, made.pk).quantity == 1
    told = Record.objects.filter(action="booking.service-reported").order_by("number").values_list("detail", flat=True)
    day = timezone.localdate().isoformat()
    assert list(told) == [
        {"done_on": day, "quantity": "2", "unit": "批次", "amount": "12000.5"},
        {"done_on": day, "quantity": "1", "unit": "批次", "amount": "6000"},
    ], "each report is kept, though the order holds the last alone"


def test_what_is_said_against_a_confirmation_stands_on_its_page(people: Cast, keeper: User, service: Entity) -> None:
    made = reported(people.operator, keeper, service)
    Order.objects.filter(pk=made.pk).update(amount=Decimal(200_000_000))  # the register holds less than 1亿
    page = signed_in(people.operator).post(f"/booking/orders/{made.pk}/confirm/")
    assert page.status_code == 200
    assert 'class="summary"' in page.text
    assert "超出范围：应不小于 0、小于 1 亿" in page.text
    made.refresh_from_db()
    assert made.state == "reported"
    Order.objects.filter(pk=made.pk).update(reported_by=people.operator)
    assert "报告的人不能自己确认" in signed_in(people.operator).post(f"/booking/orders/{made.pk}/confirm/").text


def test_a_person_gets_what_they_had_a_part_in(people: Cast, keeper: User, service: Entity) -> None:
    made = confirm_service(people.operator, reported(people.operator, keeper, service).pk)
    closure = close(keeper, service.pk, timezone.localdate(), timezone.localdate(), "年度检修")
    lift(people.officer, closure.pk)
    held = {each.key: each.export for each in holdings()}
    assert [(row["order"], row["part"]) for row in held["orders"](people.operator)] == [
        (str(made), "asked"),
        (str(made), "confirmed"),
    ]
    assert [row["part"] for row in held["orders"](keeper)] == ["reported"]
    assert [row["part"] for who in (keeper, people.officer) for row in held["closures"](who)] == ["closed", "opened"]
    assert held["orders"](people.officer) == []


def test_declined_or_withdrawn_it_ends(people: Cast, keeper: User, service: Entity) -> None:
    first, second = asked(people.operator, service), asked(people.operator, service)
    steps.decline(keeper, first.pk, "设备检修")
    steps.withdraw(people.operator, second.pk)
    for each in (first, second):
        with pytest.raises(ValidationError):
            steps.take(keeper, each.pk)
    Entity.objects.filter(kind="试验基地").update(state=Entity.State.DEREGISTERED)
    with pytest.raises(ValidationError, match="不提供"):
        asked(people.operator, service)


def test_the_rules_and_what_they_hold_for_agree(people: Cast, keeper: User, other: User, service: Entity) -> None:
    asked(people.operator, service)
    reported(people.operator, keeper, service)
    confirm_service(people.operator, reported(people.operator, keeper, service).pk)
    steps.ask(other, enterprise("伊滨材料有限公司", OTHER_CODE), service, "检测")
    pairs: list[Any] = [
        (rules.sees_order, rules.orders_visible_to),
        (rules.answers_order, rules.orders_answerable_by),
        (rules.settles_order, rules.orders_settleable_by),
    ]
    for scope in Scope:
        Authorisation.objects.update(scope=scope)
        for rule, visible in pairs:
            assert disagreements(rule, visible, Order.objects.all(), people) == []
            assert {each for each in Order.objects.all() if rule(Acting.of(keeper), each)} == set(
                visible(Acting.of(keeper))
            )
    assert rules.orders_visible_to(Acting.of(keeper)).count() == 4
    assert rules.orders_visible_to(Acting.of(people.operator)).count() == 3


def test_the_pages(people: Cast, keeper: User, other: User, service: Entity) -> None:
    client, base, stranger = signed_in(people.operator), signed_in(keeper), signed_in(other)
    page = client.get("/booking/services/?q=热处理").text
    assert "轴承中试基地" in page
    assert "放大" in page
    assert 'class="summary"' in client.post(f"/booking/services/{service.pk}/ask/", {"wanted": ""}).text
    client.post(f"/booking/services/{service.pk}/ask/", {"wanted": "二十件样品"})
    made = Order.objects.get()
    order = f"/booking/orders/{made.pk}/"
    assert stranger.get(order).status_code == 404
    assert stranger.post(f"{order}take/", {"said": ""}).status_code == 404
    assert "等您办" in base.get("/booking/services/").text
    client.post(f"{order}take/", {"said": ""})
    made.refresh_from_db()
    assert made.state == "asked", "the base takes it, not the client"
    base.post(f"{order}take/", {"said": "可以"})
    wrong = base.post(f"{order}report/", {"done_on": "", "quantity": "0", "amount": "很多"}).text
    assert wrong.count('class="wrong"') == 4
    today = timezone.localdate().isoformat()
    base.post(f"{order}report/", {"done_on": today, "quantity": "2", "unit": "批次", "amount": "1.2万"})
    assert "1.2 万元" in client.get(order).text
    client.get(f"{order}confirm/")
    client.post(f"{order}confirm/")
    assert "双方已确认" in base.get(order).text
    assert client.get(f"{order}nonsense/").status_code == 404


@pytest.mark.parametrize("count", [1, 8])
def test_the_page_asks_a_fixed_number_of_queries(
    count: int, people: Cast, keeper: User, service: Entity, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        reported(people.operator, keeper, service)
        asked(people.operator, service)
    client, base = signed_in(people.operator), signed_in(keeper)
    with django_assert_max_num_queries(14):
        client.get("/booking/services/")
    with django_assert_max_num_queries(14):
        base.get("/booking/services/")
