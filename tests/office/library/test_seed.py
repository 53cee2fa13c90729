"""The shipped policies in the library."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from luoshu.office.audit.models import Record
from luoshu.office.library.actions.seed import seed
from luoshu.office.library.models import Document, Instrument, Version, WrittenText
from luoshu.office.library.shelf import shelf
from luoshu.policy.library import Library

pytestmark = pytest.mark.django_db


def test_every_shipped_version_stands_in_it_once() -> None:
    shipped = Library().all_versions()
    assert seed() == len(shipped)
    assert seed() == 0
    assert Version.objects.count() == len(shipped)
    assert {(v.document.key, v.since) for v in Version.objects.select_related("document")} == {
        (each.id, each.since) for each in shipped
    }
    assert Record.objects.filter(action="library.seeded").count() == 1


def test_a_version_says_what_its_document_says(library: None) -> None:
    version = Version.objects.get(document__key="hengyang/tenant-incentives")
    assert (version.title, version.about, version.about_en) == ("双创平台入驻企业支持措施", "企业", "enterprises")
    assert version.lead.startswith("对入驻双创平台的企业")
    assert version.lead_en.startswith("A tenant of an innovation platform")
    assert version.gives.split("\n")[0].startswith("租金补贴 ")
    assert f" {Instrument.BENEFIT} " in version.instruments
    assert version.text.body == (Library().root / "hengyang/tenant-incentives.md").read_text(encoding="utf-8")
    assert Version.objects.get(document__key="cn/vocabulary").instruments.split() == ["vocabulary"]
    assert Version.objects.get(document__key="luoyang/action-plan").instruments.split() == ["plan"]


def test_what_the_software_writes_otherwise_is_taken_over_and_ends_of_ours_stay(library: None) -> None:
    version = Version.objects.get(document__key="cn/unicorn")
    ours = date(2026, 12, 31)
    version.text, version.until = WrittenText.of("an older text"), ours
    version.save()
    assert seed() == 1
    version.refresh_from_db()
    assert (version.text.body[:3], version.until) == ("---", ours)
    kept = shelf()
    assert kept.library.version("cn/unicorn", ours).until == ours
    assert not any(each.in_force(ours + timedelta(days=1)) for each in kept.library.versions("cn/unicorn"))


def test_texts_never_change() -> None:
    text = WrittenText.of("甲")
    assert WrittenText.of("甲") == text
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE library_writtentext SET body = 'x'")


def test_the_shelf_is_kept_until_something_is_published(library: None) -> None:
    kept = shelf()
    assert shelf() is kept
    version = Version.objects.get(document__key="cn/unicorn")
    on = date(2026, 6, 1)
    assert kept.policy(version, on) is kept.policy(version, on)
    Version.objects.create(
        document=Document.objects.create(key="test/x"), text=WrittenText.of("x"), title="x", shipped=True
    )
    assert shelf() is kept  # a draft is nobody's business
    version.save()
    assert shelf() is not kept


def test_the_files_of_this_installation_are_not_those_of_the_software(library: None, settings: object) -> None:
    assert not list(Path(settings.HOME.library).rglob("*.md"))  # type: ignore[attr-defined]
