"""Calling the interface for programs: tokens of everybody, and what each operation is called with."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.office.people import CODE, Cast, enterprise
from tests.office.register.helping import CODES

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.actions.keep_tokens import make_token
from luoshu.office.accounts.models import Authorisation, Membership, Organisation, Role, StandIn, TokenScope, User
from luoshu.office.api import api
from luoshu.office.library.actions.ask import ask
from luoshu.office.library.actions.seed import seed
from luoshu.office.library.actions.write import write
from luoshu.office.library.drafting import examine
from luoshu.office.library.models import Document

from ..library.documents import document


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    scope: TokenScope | None


def operations() -> Iterator[Operation]:
    """Those that the description has."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            security = told["security"]
            scopes = security[-1]["token"] if len(security) == 1 else []
            yield Operation(told["operationId"], method, path, TokenScope(scopes[0]) if scopes else None)


def token_of(owner: User, scopes: Collection[TokenScope] = tuple(TokenScope)) -> str | None:
    """For the enterprise, where they may act for it; None for who belongs nowhere."""
    who = Acting.of(owner)
    chosen = next((each.organisation for each in who.capacities if each.role == Role.AGENT), who.organisation)
    if chosen is None:
        return None
    return make_token(owner, chosen, "试验", scopes, timezone.localdate() + timedelta(days=30))[1]


def call(operation: Operation, sent: Call, token: str | None) -> HttpResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = operation.path
    for name, value in sent.path.items():
        address = address.replace(f"{{{name}}}", str(value))
    client = Client(raise_request_exception=True)
    if sent.files:
        files = {name: SimpleUploadedFile(*each) for name, each in sent.files.items()}
        return client.post(address, {**sent.body, **files}, headers=headers)  # type: ignore[return-value]
    body = {} if operation.method == "get" else {"data": json.dumps(sent.body), "content_type": "application/json"}
    asked = getattr(client, operation.method)
    return (
        asked(address, sent.query, headers=headers)
        if operation.method == "get"
        else asked(address, headers=headers, **body)
    )  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Call:
    """What an operation is called with."""

    path: dict[str, Any]
    query: dict[str, Any]
    body: dict[str, Any]
    files: dict[str, tuple[str, bytes]]


def calls(people: Cast) -> dict[str, Call]:
    """What each is called with; those that want nothing are left out."""
    from tests.office.accounts.routes import arguments as of_accounts
    from tests.office.register.routes import arguments as of_register

    seed()
    accounts, register = of_accounts(people), of_register(people)
    draft = write(people.editor, document(), examine(document()))
    question = ask(Document.objects.get(key="cn/srdi"), "", "何时申报？")
    firm, today = enterprise(), timezone.localdate()
    until, since = (today + timedelta(days=60)).isoformat(), today.isoformat()
    policy, slug = {"key": "cn/srdi"}, {"slug": "enterprises"}
    number = {name: {"number": given.get("number", given.get("key"))} for name, given in (accounts | register).items()}
    fact = register["dispute"]["key"]
    entity, version = number["entity"], {"number": draft.pk}
    reason = {"reason": "试验用"}
    term = {"since": since, "until": until}
    officer = Membership.objects.get(user=people.officer)
    told: dict[str, dict[str, Any]] = {
        "policy-document": {"path": policy},
        "policy-versions": {"path": policy},
        "policy-changes": {"path": policy},
        "policy-questions": {"path": policy},
        "ask": {"path": policy, "body": {"text": "何时申报？"}},
        "policy": {"path": policy},
        "calculator": {"body": {"answers": {"职工总数": 120}, "only": ["cn/tech-sme"], "on": "2025-06-30"}},
        "calculator-why": {
            "body": {
                "answers": {},
                "only": ["cn/tech-sme"],
                "on": "2025-06-30",
                "outcome": "cn/tech-sme::符合科技型中小企业条件",
            }
        },
        "question-answer": {"path": {"number": question.pk}, "body": {"answer": "三月。"}},
        "draft-new": {"body": {"body": document(key="test/other")}},
        "draft-check": {"body": {"body": document()}},
        "version": {"path": version},
        "draft-write": {"path": version, "body": {"body": document(amount="20万", example="200000")}},
        "version-step": {"path": version | {"step": "submit"}, "body": {}},
        "register": {"path": slug},
        "entries": {"path": slug},
        "entry-new": {"path": slug, "body": {"identifier": CODES[0], "facts": {"企业名称": "洛川精密"}}},
        "counts": {"path": slug},
        "expiring-soon": {"path": slug},
        "entity": {"path": entity},
        "facts": {"path": entity},
        "history": {"path": entity, "query": {"name": "研发人员数"}},
        "fact-correct": {"path": entity, "body": {"name": "研发人员数", "value": 5} | reason},
        "fact-confirm": {"path": {"number": fact}, "body": {}},
        "event": {"path": entity, "body": {"kind": "moved-in", "on": since, "document": "迁入函"}},
        "check": {
            "path": entity,
            "body": {"name": "重大安全事故", "on": since, "found": "false"},
            "files": {"proof": ("p.pdf", b"%PDF-1.4")},
        },
        "checks": {"path": entity},
        "source-new": {"body": {"kind": "statistics", "name": "统计局 2025"}},
        "import-bring": {"body": {"on": since}, "files": {"file": ("企业.csv", "统一社会信用代码\n".encode())}},
        "import-one": {"path": number["import"]},
        "import-problems": {"path": number["import"]},
        "import-confirm": {"path": number["import"]},
        "import-undo": {"path": number["import"], "body": {}},
        "work": {"path": number["import"] | {"kind": "import", "deed": "cancel"}},
        "snapshot-new": {"body": {"on": since, "purpose": "测算"}},
        "snapshot": {"path": number["snapshot"]},
        "trial-new": {
            "body": {"snapshot": number["snapshot"]["number"], "on": "2025-06-30", "policies": ["cn/tech-sme"]}
        },
        "trial": {"path": number["trial"]},
        "trial-entities": {"path": number["trial"], "query": {"policy": "cn/tech-sme"}},
        "own-fill": {"body": {"facts": {"企业名称": "洛书精工"}}},
        "own-dispute": {"body": {"fact": fact} | reason},
        "own-answer": {"path": {"key": "cn/tech-sme"}},
        "me-change": {"body": {"name": "张三"}},
        "operator-invite": {"body": {"name": "新人"}},
        "agent-authorise": {"body": {"receiver": "诚信财税代理", "scope": "read"} | term},
        "authorisation-end": {"path": {"number": Authorisation.objects.order_by("pk")[0].pk}},
        "membership-end": {"path": number["membership-end"], "body": reason},
        "invitation-withdraw": {"path": number["invitation-withdraw"]},
        "organisation-new": {"body": {"kind": "agency", "name": "新来的代理"}},
        "organisation": {"path": {"number": firm.pk}},
        "organisation-change": {"path": {"number": firm.pk}, "body": {"name": "洛书精工股份有限公司"}},
        "organisation-invite": {"path": {"number": firm.pk}, "body": {"name": "新人", "role": "operator"}},
        "person": {"path": number["person"]},
        "person-enrol": {"path": {"number": people.stranger.pk}, "body": {"organisation": CODE, "role": "operator"}},
        "stand-in-new": {
            "body": {"membership": officer.pk, "user": people.approver.username, **term},
        },
        "stand-in-end": {"path": {"number": StandIn.objects.order_by("pk")[0].pk}},
        "calendar-keep": {"path": {"year": 2027}, "body": {"source": "国办发明电〔2026〕1号", "lines": ""}},
        "house-rules-set": {"body": {"log_months": 12, "second_factor": False}},
        "token-revoke": {"path": number["token-revoke"]},
    }
    assert Organisation.objects.filter(pk=firm.pk).exists()
    blank: dict[str, Any] = {"path": {}, "query": {}, "body": {}, "files": {}}
    return {name: Call(**{**blank, **each}) for name, each in told.items()}
