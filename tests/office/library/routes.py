"""What stands in the addresses of the library."""

from __future__ import annotations

from typing import Any

from tests.office.people import Cast

from luoshu.office.library.actions.ask import ask
from luoshu.office.library.actions.seed import seed
from luoshu.office.library.actions.write import write
from luoshu.office.library.drafting import examine
from luoshu.office.library.models import Document

from .documents import document


def arguments(people: Cast) -> dict[str, dict[str, Any]]:
    seed()
    policy = {"key": "cn/srdi"}
    draft = write(people.editor, document(), examine(document()))
    number = {"number": draft.pk}
    question = ask(Document.objects.get(**policy), "", "何时申报？")
    return {
        "stylesheet": {"name": "library-any"},
        "policy": policy,
        "policy-picture": policy,
        "policy-document": policy,
        "policy-paper": policy,
        "policy-changes": policy,
        "policy-ask": policy,
        "question": {"number": question.pk},
        "publishing-version": number,
        "publishing-act": number | {"what": "submit"},
    }
