"""People, and what they do, in an office that is measured: so that every list there has more than a page of rows."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from luoshu.office.accounts.actions.authorise import authorise
from luoshu.office.accounts.actions.enrol import enrol
from luoshu.office.accounts.actions.enter_organisation import enter_organisation
from luoshu.office.accounts.actions.stand_in import stand_in
from luoshu.office.accounts.models import Kind, Membership, Organisation, Role, Scope, SignIn, User
from luoshu.office.library.actions.ask import ask
from luoshu.office.library.models import Document
from luoshu.office.register.actions.dispute import dispute
from luoshu.office.register.models import Entity, Fact, Import, Snapshot, Source, Trial

SIZE = 120


def crowd() -> None:
    """So many enterprises with a person each, who let an agency act; questions, disputes, sign-ins, finished work."""
    agency = Organisation.objects.filter(kind=Kind.AGENCY)[0]
    known = set(Organisation.objects.values_list("identifier", flat=True))
    today = timezone.localdate()
    officer = User.objects.get(username="jingban")
    away = Membership.objects.get(user=officer)
    entities = Entity.objects.filter(kind="企业").exclude(identifier__in=known).order_by("identifier")[:SIZE]
    for number, entity in enumerate(entities):
        user = User.objects.create_user(f"user{number}", name=f"用户{number}")
        firm = enter_organisation(None, Kind.ENTERPRISE, entity.name or entity.identifier, entity.identifier)
        enrol(None, user, firm, Role.LEGAL_REPRESENTATIVE)
        authorise(user, firm, agency, Scope.FILL, today, today + timedelta(days=365))
        stand_in(user, away, user, today, today)
        SignIn.objects.create(user=user, address="127.0.0.1", outcome="in", method="password")
        dispute(user, Fact.objects.filter(entity=entity, ended=None)[0].pk, "与审计报告不符")
        ask(Document.objects.all()[0], "", f"第 {number} 问")
    _work(officer)


def _work(by: User) -> None:
    """Imports, snapshots and trials that are over, as rows alone."""
    now, today = timezone.now(), timezone.localdate()
    done = {"state": "done", "asked_at": now, "ended_at": now, "by": by}
    source = Source.objects.all()[0]
    Source.objects.bulk_create(Source(kind=Source.Kind.STATISTICS, name=f"来源{number}") for number in range(SIZE))
    Import.objects.bulk_create(
        Import(source=source, on=today, file=f"{number}.xlsx", digest=str(number), size=1, **done)
        for number in range(SIZE)
    )
    Snapshot.objects.bulk_create(
        Snapshot(as_of=now, on=today, purpose=f"第 {number} 次", hash=str(number), **done) for number in range(SIZE)
    )
    snapshot = Snapshot.objects.latest("pk")
    Trial.objects.bulk_create(Trial(snapshot=snapshot, on=today, policies=["cn/tech-sme"], **done) for _ in range(SIZE))
