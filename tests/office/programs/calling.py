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
from tests.office.walking import arguments

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.actions.keep_tokens import make_token
from luoshu.office.accounts.models import Authorisation, Membership, Organisation, Role, StandIn, TokenScope, User
from luoshu.office.api import api
from luoshu.office.cultivation.models import Aim, Entry
from luoshu.office.filing.models import Application

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
    answer: HttpResponse
    if sent.files:
        files = {name: SimpleUploadedFile(*each) for name, each in sent.files.items()}
        answer = client.post(address, {**sent.body, **files}, headers=headers)  # type: ignore[assignment]
    elif operation.method == "get":
        answer = client.get(address, sent.query, headers=headers)  # type: ignore[assignment]
    else:
        body = {"data": json.dumps(sent.body), "content_type": "application/json"}
        answer = getattr(client, operation.method)(address, headers=headers, **body)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # read to its end, which closes it
    return answer


class Program:
    """What calls with a token, or without."""

    def __init__(self, owner: User | None = None) -> None:
        token = token_of(owner) if owner else None
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, **body: Any) -> Any:
        sent = {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.post(f"/api/v1{path}", headers=self.headers, **sent)

    def put(self, path: str, **body: Any) -> Any:
        sent = {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.put(f"/api/v1{path}", headers=self.headers, **sent)

    def file(self, path: str, **query: Any) -> bytes:
        """What comes, whole."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return bytes(answer.getvalue())

    def upload(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/v1{path}", body, headers=self.headers)


@dataclass(frozen=True)
class Call:
    """What an operation is called with."""

    path: dict[str, Any]
    query: dict[str, Any]
    body: dict[str, Any]
    files: dict[str, tuple[str, bytes]]


def calls(people: Cast) -> dict[str, Call]:
    """What each is called with; those that want nothing are left out."""
    known = arguments(people)
    left, finished = _over(people, known)
    firm, today = enterprise(), timezone.localdate()
    until, since = (today + timedelta(days=60)).isoformat(), today.isoformat()
    policy, slug = {"key": "cn/srdi"}, {"slug": "enterprises"}
    number = {name: {"number": given.get("number", given.get("key"))} for name, given in known.items()}
    fact, own_fact = known["dispute"]["key"], known["redeclare"]["key"]
    entity, version, snapshot = number["entity"], number["publishing-version"], number["snapshot"]["number"]
    facility, application, draft = number["booking-facility"], number["filing-one"], number["filing-edit"]
    entry, task, search = number["cultivation-entry"], number["cultivation-task"], number["near-search"]
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
        "question-answer": {"path": number["question"], "body": {"answer": "三月。"}},
        "draft-new": {"body": {"body": document(key="test/other")}},
        "draft-check": {"body": {"body": document()}},
        "version": {"path": version},
        "draft-write": {"path": version, "body": {"body": document(amount="20万", example="200000")}},
        "version-step": {"path": version | {"step": "submit"}, "body": {}},
        "register": {"path": slug},
        "register-template": {"path": slug},
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
        "event-take-back": {"path": number["event-take-back"], "body": {"why": "记错了企业"}},
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
        "trial-new": {"body": {"snapshot": snapshot, "on": "2025-06-30", "policies": ["cn/tech-sme"]}},
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
        "calendar-keep": {
            "path": {"year": 2027},
            "body": {"source": "国办发明电〔2026〕1号", "lines": "2027-01-01 休 元旦"},
        },
        "house-rules-set": {"body": {"log_months": 12, "second_factor": False, "trial_before_approval": True}},
        "token-revoke": {"path": number["token-revoke"]},
        "policy-picture": {"path": policy},
        "policy-paper": {"path": policy},
        "own-correct": {"body": {"fact": own_fact, "value": 5} | reason},
        "compared": {"path": entity},
        "titles": {"path": entity},
        "relations": {"path": entity},
        "figures": {"path": slug},
        "export-new": {"path": slug, "body": {}},
        "export": {"path": number["export"]},
        "export-file": {"path": number["export"]},
        "export-stop": {"path": number["export"]},
        "check-proof": {"path": number["proof"]},
        "draft-trials": {"query": {"version": version["number"]}},
        "draft-trial-new": {"body": {"version": version["number"], "snapshot": snapshot, "on": "2025-06-30"}},
        "draft-trial": {"path": number["draft-trial"]},
        "draft-trial-stop": {"path": number["draft-trial-stop"]},
        "facility": {"path": facility},
        "booking-new": {"path": facility, "body": {"day": until, "begins": "09:00", "purpose": "样机试验"}},
        "facility-close": {"path": facility, "body": {"first": until, "last": until} | reason},
        "closure-lift": {"path": number["booking-lift"]},
        "uses-of": {"path": facility},
        "use-summed": {"path": facility},
        "use-file": {"path": facility},
        "booking": {"path": number["booking-one"]},
        "booking-cancel": {"path": number["booking-cancel"]},
        "booking-confirm": {"path": number["booking-confirm"], "body": {"came": "used", "hours": "2.5"}},
        "order-new": {"path": number["booking-ask"], "body": {"wanted": "十二个样品"}},
        "order": {"path": number["booking-order"]},
        "order-step": {"path": number["booking-order"] | {"step": "take"}, "body": {}},
        "application-new": {"body": {"filed_to": known["filing-new"]["slug"], "facts": {}}},
        "paper": {"path": number["filing-paper"]},
        "paper-download": {"path": number["filing-paper"]},
        "paper-leave-out": {"path": number["filing-without-paper"]},
        "application": {"path": application},
        "application-write": {"path": draft, "body": {"facts": {}}},
        "paper-attach": {"path": draft, "files": {"file": ("合同.pdf", b"%PDF-1.4")}},
        "application-submit": {"path": draft, "body": {}},
        "application-take-back": {"path": application},
        "application-lacks": {"path": application, "body": {"said": "请补上合同文本"}},
        "application-refuse": {"path": application, "body": {"grounds": "不属于职务科技成果"}},
        "application-register": {"path": application, "body": {"number": "2026-0009"}},
        "cultivation-entry": {"path": entry},
        "adviser-give": {"path": entry, "body": {"adviser": people.officer.pk}},
        "task-set": {"path": entry, "body": {"what": "补研发辅助账", "doer": "enterprise", "due": until}},
        "visit-note": {"path": entry, "body": {"on": since, "text": "看了车间"}},
        "entry-end": {"path": entry, "body": {"end": "gave-up", "on": since} | reason},
        "entry-reopen": {"path": {"number": left}},
        "task-finish": {"path": task, "body": {"outcome": "已补"}},
        "task-reopen": {"path": {"number": finished}},
        "search-new": {"body": {"aim": "cn/tech-sme|符合现行评价条件||", "snapshot": snapshot, "on": "2025-06-30"}},
        "search": {"path": search},
        "search-found": {"path": search},
        "search-take": {"path": search, "body": {"identifiers": [CODE]}},
        "taken-put-back": {"body": {"entries": [entry["number"]]}},
        "cultivation-report": {"path": {"name": "aims"}},
        "cultivation-report-file": {"path": {"name": "aims"}},
    }
    assert Organisation.objects.filter(pk=firm.pk).exists()
    blank: dict[str, Any] = {"path": {}, "query": {}, "body": {}, "files": {}}
    return {name: Call(**{**blank, **each}) for name, each in told.items()}


def _over(people: Cast, known: dict[str, dict[str, Any]]) -> tuple[int, int]:
    """Of what the addresses of pages have, more: applications that say something; an entry that left the list, a task
    that is done."""
    applications = [known["filing-edit"]["key"], known["filing-one"]["key"]]
    for number, key in enumerate(applications):
        Application.objects.filter(pk=key).update(stated={"成果名称": f"成果 {number}"}, title=f"成果 {number}")
    entry = Entry.objects.get(pk=known["cultivation-entry"]["key"])
    today = timezone.localdate()
    done = {"done_on": today, "done_by": people.officer, "outcome": "已补"}
    task = entry.tasks.create(
        what="请审计", doer="enterprise", due=today, set_by=people.officer, set_at=timezone.now(), **done
    )
    aim = Aim.objects.create(policy="cn/hnte", decision="符合条件", kind="企业", zh="高企", en="HNTE")
    ended = {"end": "gave-up", "ended_on": today, "ended_by": people.officer, "reason": "试验用"}
    taken = {"since": today, "taken_by": people.officer, "taken_at": timezone.now()}
    return Entry.objects.create(entity=entry.entity, aim=aim, **taken, **ended).pk, task.pk
