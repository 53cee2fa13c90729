"""What is measured of the office, once, in this process: an import of one workbook into an empty office."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import peak_memory
from benchmarks.zones import work_folder

ON = date(2025, 6, 30)


def workbook(firms: int, facts: int) -> Path:
    """A workbook of so many enterprises, each with so many facts filled in; made once."""
    import xlsxwriter

    from luoshu.facts.sample_columns import credit_codes
    from luoshu.facts.vocabulary import NUMERIC, Kind
    from luoshu.policy.library import Library

    path = work_folder() / f"office-{firms}-{facts}.xlsx"
    if path.exists():
        return path
    record = Library().resolve("cn/vocabulary", ON).vocabulary.records["企业"]
    usable = [fact for fact in record.facts.values() if fact.kind in NUMERIC or fact.kind in (Kind.BOOLEAN, Kind.TEXT)]
    chosen = [fact for fact in usable if not fact.values][:facts]
    codes = credit_codes(0, firms, 1).to_pylist()
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, ["统一社会信用代码", *(fact.name for fact in chosen)])
        for number, code in enumerate(codes):
            row = [
                {Kind.TEXT: f"企业{number}", Kind.BOOLEAN: "是", Kind.MONEY: number * 1000 + at}.get(fact.kind, 1)
                for at, fact in enumerate(chosen)
            ]
            sheet.write_row(number + 1, 0, [code, *row])
    return path


def import_once(path: Path) -> dict[str, Any]:
    """From the uploaded file to the last fact recorded; what was read and what was recorded apart."""
    with tempfile.TemporaryDirectory(prefix="luoshu-bench-") as home:
        os.environ["LUOSHU_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "luoshu.office.settings"
        from luoshu.office.serving import prepare

        prepare()
        from django.core.files import File

        from luoshu.office.accounts.models import User
        from luoshu.office.register.actions.apply_import import apply_import
        from luoshu.office.register.actions.bring_import import bring_import
        from luoshu.office.register.actions.confirm_import import confirm_import
        from luoshu.office.register.actions.read_import import read_import
        from luoshu.office.register.models import Fact, Import, Source
        from luoshu.office.register.sources import own_source
        from luoshu.office.register.words import words
        from luoshu.office.register.working import carry_out

        words()  # as in an office that has been running
        user = User.objects.create_user("officer")
        source = own_source(Source.Kind.IMPORTED)
        start = time.perf_counter()
        with path.open("rb") as file:
            work = bring_import(user, File(file, name=path.name), source, ON)
        carry_out(Import, work.pk, read_import)
        read = time.perf_counter()
        confirm_import(user, work.pk)
        carry_out(Import, work.pk, apply_import)
        end = time.perf_counter()
        return {
            "seconds": end - start,
            "reading": read - start,
            "recording": end - read,
            "facts": Fact.objects.count(),
            "peak_mib": peak_memory(),
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("firms", type=int)
    parser.add_argument("facts", type=int)
    given = parser.parse_args()
    print(json.dumps(import_once(workbook(given.firms, given.facts))))
