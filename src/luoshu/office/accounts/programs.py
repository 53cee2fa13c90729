"""The interface for programs: who calls, by which token, and what an operation says of itself.

An app's `api.py` has its operations; `luoshu.office.api` puts them together.

    operations = Operations("register")

    @operations.get("/disputes", reads, TokenScope.REGISTER_READ, Text("待答复的异议", "What is disputed"))
    def disputes(request: HttpRequest, page: PageNumber = 1) -> Page[DisputeOut]: ...

An operation stands under a rule and a scope of tokens (or, with neither, is for anyone), which are looked at before
anything that was sent is read. `acting`, `may` and `require` of the guard work as they do for pages. Sessions of
browsers are not looked at. Every operation stands in `tests/office/operations.csv` with who may what.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Annotated, Any, Generic, Literal, TypeVar, cast

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Router, Schema
from ninja.responses import Status
from pydantic import StringConstraints

from luoshu.office.accounts.acting import NOBODY, Acting
from luoshu.office.accounts.actions.keep_tokens import token_of
from luoshu.office.accounts.guard import Refused, Rule
from luoshu.office.accounts.models import Token, TokenScope, User
from luoshu.office.accounts.second_factor import lacks_one
from luoshu.office.shell.limits import Limit
from luoshu.office.shell.paging import Listed, rows
from luoshu.office.shell.problem_details import ProblemDetails
from luoshu.problems import Text

LIMIT = Limit("api", most=3000, seconds=600)
WRONG = Limit("api-tokens", most=60, seconds=600)  # tokens that do not hold, from one address

CSV, ICS, BYTES = "text/csv", "text/calendar", "application/octet-stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
FileForm = Annotated[Literal["csv", "xlsx"], Field(description="哪种文件 / which kind of file")]
PageNumber = Annotated[int, Field(ge=1, le=10**8, description="第几页，每页 50 条 / the page, of 50 rows")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
Stripped = Annotated[str, StringConstraints(strip_whitespace=True)]  # as the forms of the pages read what is typed
Line = Annotated[Stripped, Field(max_length=200)]
Name = Annotated[Stripped, Field(min_length=1, max_length=80)]
Reason = Annotated[
    Stripped, Field(min_length=2, max_length=200, description="原因，写入审计 / why; it is kept in the audit")
]
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)
View = TypeVar("View", bound=Callable[..., Any])


class UnknownTokenError(Exception):
    """No token was said, or one that does not hold."""


class ScopeLackingError(Exception):
    """The token is not for this."""

    def __init__(self, scope: TokenScope) -> None:
        super().__init__(scope.value)
        self.scope = scope


class TooOftenError(Exception):
    """More than the limit lets through."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.name)
        self.limit = limit


def counted(request: HttpRequest, limit: Limit, by: str = "") -> None:
    """
    Raises:
        TooOftenError: it is one too many.
    """
    if limit.passed(request, by):
        raise TooOftenError(limit)


with_second_factor = Rule(
    Text("已启用两步验证的人员", "people who have set up a second factor"), lambda who, _: not lacks_one(who)
)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call an operation; anyone, where there is no rule."""

    rule: Rule | None
    scope: TokenScope | None

    def __call__(self, request: HttpRequest) -> Acting:
        token = _token(request)
        who = _acting(token)
        counted(request, LIMIT, f"token:{token.pk}" if token else "")
        request.user = who.user or AnonymousUser()
        request._acting = who  # type: ignore[attr-defined]
        if self.rule is None:
            return who
        if token is None:
            raise UnknownTokenError
        if self.scope is not None and not token.has(self.scope):
            raise ScopeLackingError(self.scope)
        if not self.rule(who):
            raise Refused(self.rule)
        if who.of_the_house and not with_second_factor(who):
            raise Refused(with_second_factor)
        return who


def _token(request: HttpRequest) -> Token | None:
    said = request.headers.get("Authorization")
    if said is None:
        return None
    scheme, _, secret = said.partition(" ")
    found = token_of(secret.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        counted(request, WRONG)
        raise UnknownTokenError
    return found


def _acting(token: Token | None) -> Acting:
    """As its owner would act for the organisation, if they still have a part in it."""
    if token is None:
        return NOBODY
    user: User = token.user
    user.through = str(token)
    who = Acting.of(user, token.organisation)
    if who.organisation != token.organisation:
        raise UnknownTokenError
    return who


def caller(request: HttpRequest) -> User:
    """Behind a rule that lets nobody else through."""
    user = request.user
    assert isinstance(user, User)
    return user


def checked(form: forms.BaseForm) -> dict[str, Any]:
    """What a form of the pages makes of what was sent.

    Raises:
        ValidationError: what is wrong with it.
    """
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return dict(form.cleaned_data)


class Page(Schema, Generic[T]):
    """50 rows of a list."""

    items: list[T]
    count: int = Field(description="一共多少条 / how many there are")
    page: int
    pages: int
    next: str | None = Field(description="下一页的地址 / the address of the next page")


def page_of(request: HttpRequest, found: Listed[M], as_row: Callable[[M], T]) -> Page[T]:
    """The page that `?page=` asks for; one past the end is the last."""
    return page_together(request, found, lambda some: [as_row(each) for each in some])


def page_together(request: HttpRequest, found: Listed[M], as_rows: Callable[[Sequence[M]], list[T]]) -> Page[T]:
    """The same, where something is looked up for all of its rows at once."""
    part = rows(request, found)
    return paged(request, as_rows(part.items), part.total, part.number, part.pages)


def paged(request: HttpRequest, items: list[T], count: int, number: int, pages: int) -> Page[T]:
    """The parts of a page, of which the operation makes the page of its own rows."""
    after = request.GET.copy()
    after["page"] = str(number + 1)
    address = request.build_absolute_uri(f"{request.path}?{after.urlencode()}") if number < pages else None
    parts = {"items": items, "count": count, "page": number, "pages": pages, "next": address}
    return cast(Page[T], parts)


class Operations:
    """The operations of one app, each with its rule, its scope and its words."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def get(self, path: str, rule: Rule | None, scope: TokenScope | None, says: Text) -> Callable[[View], View]:
        return self._operation("GET", path, rule, scope, says, 200)

    def post(
        self, path: str, rule: Rule | None, scope: TokenScope | None, says: Text, status: int = 200
    ) -> Callable[[View], View]:
        """With `status` 201 something is made, with 202 it will be done in the background."""
        return self._operation("POST", path, rule, scope, says, status)

    def put(self, path: str, rule: Rule | None, scope: TokenScope | None, says: Text) -> Callable[[View], View]:
        return self._operation("PUT", path, rule, scope, says, 200)

    def file(
        self, path: str, rule: Rule | None, scope: TokenScope | None, says: Text, types: Collection[str]
    ) -> Callable[[View], View]:
        """The view answers with a file of one of these media types."""
        return self._operation("GET", path, rule, scope, says, 200, types)

    def _operation(
        self,
        method: str,
        path: str,
        rule: Rule | None,
        scope: TokenScope | None,
        says: Text,
        status: int,
        types: Collection[str] = (),
    ) -> Callable[[View], View]:
        wrong = [400, 401, 422, 429]  # no sign NUL is kept, wherever it is sent
        wrong += [] if rule is None else [403]
        wrong += [] if method == "GET" else [409]

        def made(view: View) -> View:
            asks = len(inspect.signature(view).parameters) > 1  # whatever is sent may name what is not there
            statuses = sorted([*wrong, 404] if asks or method != "GET" else wrong)
            gives = None if types else typing.get_type_hints(view)["return"]
            more: dict[str, Any] = {"security": _security(rule, scope)}
            if types:
                more["responses"] = {status: {"content": {each: {} for each in types}}}
            self.router.add_api_operation(
                path,
                [method],
                _answering(view, status),
                auth=Access(rule, scope),
                response={status: gives} | dict.fromkeys(statuses, ProblemDetails),
                operation_id=view.__name__.replace("_", "-"),
                summary=f"{says.zh} / {says.en}",
                description=_described(view, rule, scope),
                openapi_extra=more,
            )
            return view

        return made


def _answering(view: Callable[..., Any], status: int) -> Callable[..., Any]:
    """The view, whose answer has that status. Annotations are looked up where it stands, before ninja reads them."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> Status[Any] | HttpResponseBase:
        told = view(request, *args, **kwargs)
        return told if isinstance(told, HttpResponseBase) else Status(status, told)

    hints = typing.get_type_hints(view, include_extras=True)
    signature = inspect.signature(view)
    known = [each.replace(annotation=hints[each.name]) for each in signature.parameters.values()]
    answering.__signature__ = signature.replace(parameters=known)  # type: ignore[attr-defined]
    return answering


def _described(view: Callable[..., Any], rule: Rule | None, scope: TokenScope | None) -> str:
    who = Text("任何人都可以调用，不必有令牌。", "Anyone may call it, without a token.")
    if rule is not None:
        for_zh, for_en = (f"令牌范围 `{scope.value}`。", f" Scope `{scope.value}`.") if scope else ("", "")
        who = Text(f"谁可以：{rule.who.zh}。{for_zh}", f"Who may: {rule.who.en}.{for_en}")
    return "\n\n".join(filter(None, (who.zh, who.en, view.__doc__)))


def _security(rule: Rule | None, scope: TokenScope | None) -> list[dict[str, list[str]]]:
    with_token = {"token": [scope.value] if scope else []}
    return [with_token] if rule is not None else [{}, with_token]
