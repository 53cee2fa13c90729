"""What may be attached: looked at for its type, size and what it would unpack to."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office.filing.helping import drafted
from tests.office.people import Cast, signed_in

from luoshu.office.accounts.models import Organisation
from luoshu.office.accounts.personal import holdings
from luoshu.office.filing import papers
from luoshu.office.filing.actions.attach import attach, leave_out
from luoshu.office.filing.actions.submit import submit
from luoshu.office.filing.actions.supplement import ask_supplement
from luoshu.office.filing.models import Application
from luoshu.office.shell.problem_details import errors_of_validation

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a contract"


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return content.getvalue()


@pytest.fixture
def draft(people: Cast, firm: Organisation) -> Application:
    return drafted(people.operator, firm)


def test_a_person_gets_what_they_began_and_attached(people: Cast, draft: Application) -> None:
    attach(people.operator, draft.pk, SimpleUploadedFile("合同.pdf", PDF))
    held = {each.key: each.export for each in holdings()}
    assert [row["application"] for row in held["applications-begun"](people.operator)] == [draft.reference]
    assert [row["paper"] for row in held["papers"](people.operator)] == ["合同.pdf"]
    assert held["papers"](people.officer) == held["applications-begun"](people.officer) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", PDF),
        ("图.PNG", b"\x89PNG\r\n\x1a\n"),
        ("表.xlsx", packed("xl/workbook.xml")),
        ("文.docx", packed("word/document.xml")),
    ],
)
def test_papers_and_pictures_are_kept_as_they_came(people: Cast, draft: Application, name: str, content: bytes) -> None:
    made = attach(people.operator, draft.pk, SimpleUploadedFile(name, content))
    assert made.path.read_bytes() == content
    assert name not in str(made.path)
    with pytest.raises(ValidationError, match="已经有了"):
        attach(people.operator, draft.pk, SimpleUploadedFile(f"又{name}", content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.exe", PDF),
        ("合同.pdf", b"MZ not a paper"),
        ("文.docx", packed("xl/workbook.xml")),
        ("文.docx", b"PK\x03\x04 cut short"),
        ("宏.xlsx", packed("xl/workbook.xml", "xl/vbaProject.bin")),
        ("弹.xlsx", packed("xl/workbook.xml", *(f"x{number}" for number in range(300)))),
    ],
)
def test_others_are_refused_and_leave_nothing(people: Cast, draft: Application, name: str, content: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        attach(people.operator, draft.pk, SimpleUploadedFile(name, content))
    assert all(each.zh != each.en for each in errors_of_validation(refused.value))
    assert not draft.papers.exists()
    folder = draft.papers.model(application=draft, file=f"filing/{draft.pk}").path
    assert not list(folder.glob("*"))


def test_what_is_too_large_is_refused(people: Cast, draft: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST_BYTES", 10)
    with pytest.raises(ValidationError, match="超过"):
        attach(people.operator, draft.pk, SimpleUploadedFile("合同.pdf", PDF))


def test_what_lay_with_the_office_is_not_left_out(people: Cast, draft: Application) -> None:
    first = attach(people.operator, draft.pk, SimpleUploadedFile("错.pdf", PDF))
    leave_out(people.operator, draft.pk, first.pk)
    second = attach(people.operator, draft.pk, SimpleUploadedFile("合同.pdf", PDF))
    submit(people.operator, draft.pk)
    with pytest.raises(ValidationError):
        attach(people.operator, draft.pk, SimpleUploadedFile("又.pdf", PDF + b"2"))
    ask_supplement(people.officer, draft.pk, "请补页")
    third = attach(people.operator, draft.pk, SimpleUploadedFile("补页.pdf", PDF + b"3"))
    with pytest.raises(ValidationError):
        leave_out(people.operator, draft.pk, second.pk)
    leave_out(people.operator, draft.pk, third.pk)


def test_a_paper_comes_as_a_file_and_only_to_both_sides(people: Cast, draft: Application) -> None:
    paper = attach(people.operator, draft.pk, SimpleUploadedFile("合同.pdf", PDF))
    address = f"/filing/paper/{paper.pk}"
    assert signed_in(people.officer).get(address).status_code == 403, "it is a draft still"
    submit(people.operator, draft.pk)
    answer = signed_in(people.officer).get(address)
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert signed_in(people.unauthorised).get(address).status_code == 403
