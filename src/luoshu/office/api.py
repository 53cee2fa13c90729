"""The interface for programs, put together: `/api/v1/` with what each app's `api.py` has, and its description."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as SentWrong
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.types import DictStrAny

import luoshu
from luoshu.office.accounts.api import operations as of_accounts
from luoshu.office.accounts.guard import Refused
from luoshu.office.accounts.meanwhile import ChangedError
from luoshu.office.accounts.models import TokenScope
from luoshu.office.accounts.programs import ScopeLackingError, TooOftenError, UnknownTokenError
from luoshu.office.booking.api import operations as of_bookings
from luoshu.office.cultivation.api import operations as of_cultivation
from luoshu.office.filing.api import operations as of_applications
from luoshu.office.library.actions.write import MOVED_ON, NO_DRAFT
from luoshu.office.library.api import operations as of_library
from luoshu.office.register.actions.confirm_import import NotNowError
from luoshu.office.register.api import parts as of_register
from luoshu.office.register.values import EntryError
from luoshu.office.shell.language import Said
from luoshu.office.shell.problem_details import (
    MEDIA_TYPE,
    Error,
    answered,
    errors_of_problems,
    errors_of_validation,
)
from luoshu.office.shell.wrongly_sent import error_of
from luoshu.problems import Problem, ProblemError, Text

DESCRIPTION = (
    Text(
        "页面上能办的事，程序凭令牌也能办：同样的规则，同样的审计。令牌在“我的账号 › 程序令牌”里生成，请求时写"
        "`Authorization: Bearer luoshu_…`。浏览器的登录不作数。公开的内容不必有令牌。",
        "What people do on the pages programs do with a token: by the same rules, in the same audit. A token is made "
        'under "My account › Tokens for programs"; a request says `Authorization: Bearer luoshu_…`. A browser\'s '
        "session counts for nothing here. What is public needs no token.",
    ),
    Text(
        "金额是十进制字符串（元），日期是 `2025-06-30`，不知道的是 `null`，并说明缺什么。列表每页 50 条，`next` "
        "是下一页的地址。出错时的回答是 `application/problem+json`（RFC 9457），中英文都有，并指明字段。",
        "Amounts are decimal strings (yuan), days are `2025-06-30`; what is not known is `null`, together with what is "
        "missing. Lists have 50 rows a page; `next` is the address of the next. What is wrong is told as "
        "`application/problem+json` (RFC 9457), in both languages and with the field.",
    ),
    Text(
        "后台办的先答 202，再按编号问到了哪一步。文件（CSV、工作簿、日历、PDF、图）原样给出，其中的文字按 "
        "`Accept-Language`。",
        "What is done in the background is answered with 202, and asked for again under its number. Files (CSV, "
        "workbooks, calendars, PDF, pictures) come as such, their words by `Accept-Language`.",
    ),
    Text(
        "没有放进接口的：登录、密码、两步验证和生成令牌；查看完整证件号码、导出和删除个人信息。这些只在页面上办，要本人在场。",
        "Not here, but on the pages alone, where the person is present: signing in, passwords, second factors and "
        "making tokens; personal identifiers in full, export and erasure of personal data.",
    ),
)

TAGS = {
    "policies": Text("政策、计算器、提问和发布", "Policies, the calculator, questions and publishing"),
    "register": Text("主体、数据项、台账、导入、快照和测算", "Entities, facts, registers, imports, snapshots, trials"),
    "own": Text("本企业", "An enterprise's own"),
    "applications": Text("登记申请", "Applications to registers"),
    "bookings": Text("设施预约和服务", "Bookings of facilities, and services"),
    "cultivation": Text("培育库", "The cultivation list"),
    "accounts": Text("账号、单位、人员、授权和审计", "Accounts, organisations, people, authorisations, audit"),
}


class WholeParser(Parser):
    """Refuses what no database keeps: the sign NUL, and halves of signs."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        return _kept(super().parse_body(request))

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> DictStrAny:
        return _kept(super().parse_querydict(data, list_fields, request))


_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # a text may well write \\u0000: its stroke is doubled


def _kept(data: DictStrAny) -> DictStrAny:
    try:
        text = json.dumps(data, ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, ValueError, RecursionError):
        raise HttpError(400, Said(Text("含有不成字的编码", "signs that are none"))) from None
    if _NUL.search(text):
        raise HttpError(400, Said(Text("含有字符 NUL", "the sign NUL")))
    return data


class OfficeAPI(NinjaAPI):
    """As ninja has it, with a description that says what goes wrong as it is told."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        return self._described

    @cached_property
    def _described(self) -> OpenAPISchema:
        found = super().get_openapi_schema(path_prefix="api/v1/")
        for path in found["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    _tell(int(status), response)
        found["components"]["securitySchemes"] = {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "luoshu_…",
                "description": "范围 / scopes: "
                + "; ".join(f"`{scope.value}` {scope.text.zh} / {scope.text.en}" for scope in TokenScope),
            }
        }
        found["tags"] = [{"name": name, "description": f"{text.zh} / {text.en}"} for name, text in TAGS.items()]
        return found


_STATUS = {
    200: Text("成功", "Done"),
    201: Text("已建立", "Made"),
    202: Text("已收到，在后台办理", "Received; it is done in the background"),
    400: Text("读不懂发来的内容", "What was sent cannot be read"),
    401: Text("没有令牌，或令牌无效", "No token, or one that does not hold"),
    403: Text("不能这样做", "Not allowed"),
    404: Text("没有", "There is none"),
    409: Text("现在不能这样做", "Not now"),
    422: Text("填写有误", "Something that was sent is wrong"),
    429: Text("请求太多", "Too often"),
}


def _tell(status: int, response: dict[str, Any]) -> None:
    text = _STATUS[status]
    response["description"] = f"{text.zh} / {text.en}"
    if status >= 400 and "application/json" in response.get("content", {}):
        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}


api = OfficeAPI(
    title="洛书 / Luoshu",
    version=luoshu.__version__,
    description="\n\n".join(f"{each.zh}\n\n{each.en}" for each in DESCRIPTION),
    docs_url=None,
    urls_namespace="api",
    parser=WholeParser(),
    servers=[{"url": "/"}],
)
for each in (of_library, *of_register, of_applications, of_bookings, of_cultivation, of_accounts):
    api.add_router("", each.router)


# --- what is wrong ----------------------------------------------------------------------------------------------------


@api.exception_handler(Http404)
def _absent(request: HttpRequest, wrong: Any) -> HttpResponse:
    return answered(404, "absent", Text("没有找到，或者您不能看", "There is none, or you may not see it"))


@api.exception_handler(UnknownTokenError)
def _unknown_token(request: HttpRequest, wrong: Any) -> HttpResponse:
    said = "Authorization" in request.headers
    title = (
        Text(
            "令牌无效：可能已撤销、到期，或任职已结束",
            "The token does not hold: revoked, expired, or the role has ended",
        )
        if said
        else Text(
            "需要令牌；浏览器的登录在这里不作数", "A token is needed; a browser's session counts for nothing here"
        )
    )
    asks = 'Bearer error="invalid_token"' if said else "Bearer"
    return answered(401, "token", title, headers={"WWW-Authenticate": asks})


@api.exception_handler(ScopeLackingError)
def _scope_lacking(request: HttpRequest, wrong: Any) -> HttpResponse:
    scope: TokenScope = wrong.scope
    title = Text(f"令牌没有范围 {scope.value}（{scope.text.zh}）", f"The token lacks {scope.value} ({scope.text.en})")
    asks = f'Bearer error="insufficient_scope", scope="{scope.value}"'
    return answered(403, "scope", title, headers={"WWW-Authenticate": asks})


@api.exception_handler(PermissionDenied)
def _refused(request: HttpRequest, wrong: Any) -> HttpResponse:
    who = wrong.rule.who if isinstance(wrong, Refused) else Text("别的人", "others")
    return answered(403, "refused", Text(f"只有{who.zh}可以", f"Only {who.en} may"))


@api.exception_handler(TooOftenError)
def _too_often(request: HttpRequest, wrong: Any) -> HttpResponse:
    limit = wrong.limit
    minutes = limit.seconds // 60
    title = Text(
        f"请求太多：每 {minutes} 分钟最多 {limit.most} 次",
        f"Too often: {limit.most} times in {minutes} minutes at most",
    )
    return answered(429, "too-often", title, headers={"Retry-After": str(limit.seconds)})


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, wrong: Any) -> HttpResponse:
    title = Text("读不懂发来的内容", "What was sent cannot be read")
    told = getattr(wrong.message, "text", Text(title.zh, wrong.message))
    return answered(wrong.status_code, "unreadable", title, [Error(zh=told.zh, en=told.en)])


@api.exception_handler(SentWrong)
def _sent_wrong(request: HttpRequest, wrong: Any) -> HttpResponse:
    return _invalid([error_of(each) for each in wrong.errors])


@api.exception_handler(ValidationError)
def _invalid_for_an_action(request: HttpRequest, wrong: Any) -> HttpResponse:
    return _invalid(errors_of_validation(wrong))


@api.exception_handler(ProblemError)
def _problems(request: HttpRequest, wrong: Any) -> HttpResponse:
    if any(problem.code in ("state", NO_DRAFT, MOVED_ON) for problem in wrong.problems):
        return answered(409, "not-now", _STATUS[409], errors_of_problems(wrong.problems))
    return _invalid(errors_of_problems(wrong.problems))


@api.exception_handler(EntryError)
def _no_value(request: HttpRequest, wrong: Any) -> HttpResponse:
    return _invalid(errors_of_problems([Problem("value", wrong.text, hint=wrong.hint)], "value"))


@api.exception_handler(ChangedError)
def _changed(request: HttpRequest, wrong: Any) -> HttpResponse:
    said = wrong.changed.said
    return answered(409, "not-now", _STATUS[409], [Error(zh=said.zh, en=said.en)])


@api.exception_handler(NotNowError)
def _not_now(request: HttpRequest, wrong: Any) -> HttpResponse:
    text = Text("状态已经变了，请先看最新情况", "It has moved on: look at where it is first")
    return answered(409, "not-now", text)


def _invalid(errors: list[Error]) -> HttpResponse:
    return answered(422, "invalid", _STATUS[422], errors)
