"""An editor writes a draft: a new one, or what an open one says."""

from __future__ import annotations

from django.db import transaction

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.library.describing import described
from luoshu.office.library.drafting import Draft
from luoshu.office.library.models import Document, State, Version, WrittenText
from luoshu.office.library.models.documents import digest_of
from luoshu.problems import Problem, ProblemError, Text

NO_DRAFT, MOVED_ON = "no-draft", "moved-on"  # what a problem is called that is about the moment, not about the text


@transaction.atomic
def write(author: User, body: str, draft: Draft, version: Version | None = None, base: str = "") -> Version:
    """Whoever wrote last is its author. Reviews of another text count no more. `base` is the hash of the text that
    was before whoever wrote this one, where it is known: nobody writes over a text that they have not seen.

    Raises:
        ProblemError: the text has no id, the version is no draft any more (`NO_DRAFT`), or its text is another than
            `base` (`MOVED_ON`).
    """
    if version is not None:
        version = Version.objects.select_for_update().get(pk=version.pk)
        if version.state != State.DRAFT:
            text = Text("已提交，不能再改；请先退回", "it was submitted: send it back first")
            raise ProblemError([Problem(NO_DRAFT, text)])
        if base and version.text_id not in (base, digest_of(body)):
            text = Text("所依据的文本之后已被改过", "its text was changed after the one on which this was written")
            hint = Text("先看现在的文本，再决定怎样改", "look at its text as it is now first")
            raise ProblemError([Problem(MOVED_ON, text, hint=hint)])
    if not draft.key:
        raise ProblemError(draft.problems)
    written = WrittenText.of(body)
    made = version or Version(state=State.DRAFT)
    changed = made.text_id != written.sha256
    made.document = Document.objects.get_or_create(key=draft.key)[0]
    made.text, made.author, made.approver, made.approved_at = written, author, None, None
    policy = draft.checked.policy if draft.checked else None
    columns = described(policy) if policy else {"title": draft.title.zh[:200], "since": draft.since}
    for name, value in columns.items():
        setattr(made, name, value)
    made.save()
    if changed:
        made.reviews.all().delete()
    record(author, "library.written", made, {"document": draft.key, "sha256": written.sha256})
    return made
