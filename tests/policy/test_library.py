"""Finding policies: by path, by id, by `uses`; and the version in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from luoshu.policy.library import Library, is_path, split_pin
from luoshu.problems import ProblemError

WORDS = """\
| 数据 | 企业 | 类型 | 周期 |
|------|------|------|------|
|      | 代码 | 标识 |      |
|      | 人数 | 整数 | 年度 |
"""
Write = Callable[..., Path]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    return folder


@pytest.fixture
def write(packs: Path) -> Write:
    """`write("cn/a.md", effective="2024-01-01/..", uses="[cn/words]", body="…")`: a policy under the packs."""

    def written(path: str, body: str = "", *, root: Path = packs, policy_id: str | None = None, **front: str) -> Path:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        front = {"id": policy_id or path.removesuffix(".md"), "title": "x", "effective": "../..", **front}
        lines = "\n".join(f"{key}: {value}" for key, value in front.items())
        file.write_text(f"---\n{lines}\n---\n\n# x\n\n{body}\n", encoding="utf-8")
        return file

    return written


@pytest.fixture
def library(packs: Path, write: Write) -> Library:
    write("cn/words.md", WORDS)
    write("cn/a.md", "```feel\n甲: 人数 > 1\n```", about="企业", uses="[cn/words]", exports="[甲]")
    for since, until in (("2020-01-01", "2021-12-31"), ("2022-01-01", "..")):
        write(f"cn/b/{since}.md", policy_id="cn/b", effective=f"{since}/{until}")
    return Library(packs)


@pytest.mark.parametrize(
    ("spec", "path"),
    [("cn/a", False), ("a.md", True), ("./a", True), ("/a", True), ("..", True), ("cn/a/2020-01-01", False)],
)
def test_what_is_a_path(spec: str, path: bool) -> None:
    assert is_path(spec) is path


def test_all_versions_by_id_and_date(library: Library) -> None:
    assert [(version.id, version.shown) for version in library.all_versions()] == [
        ("cn/a", "cn/a.md"),
        ("cn/b", "cn/b/2020-01-01.md"),
        ("cn/b", "cn/b/2022-01-01.md"),
        ("cn/words", "cn/words.md"),
    ]


@pytest.mark.parametrize(("spec", "count"), [("cn/a", 1), ("cn/b", 2), ("cn/b/2020-01-01", 1), ("cn", 4), ("cn/", 4)])
def test_versions_of_a_shipped_policy_or_pack(library: Library, spec: str, count: int) -> None:
    assert len(library.versions(spec)) == count


@pytest.mark.parametrize(("on", "since"), [(date(2021, 12, 31), 2020), (date(2022, 1, 1), 2022)])
def test_the_version_in_force_both_days_inclusive(library: Library, on: date, since: int) -> None:
    policy = library.resolve("cn/b", on)
    assert policy.since == date(since, 1, 1)


def test_none_in_force_names_the_dates_there_are(library: Library) -> None:
    with pytest.raises(ProblemError) as raised:
        library.resolve("cn/b", date(2019, 1, 1))
    (problem,) = raised.value.problems
    assert problem.code == "not-in-force"
    assert problem.hint
    assert "2020-01-01/2021-12-31, 2022-01-01/.." in problem.hint.en


def test_with_several_policies_the_others_run(library: Library) -> None:
    policies, absent = library.resolve_all(["cn/a", "cn/b"], date(2019, 1, 1))
    assert [policy.id for policy in policies] == ["cn/a"]
    assert [problem.code for problem in absent] == ["not-in-force"]


def test_a_policy_named_twice_is_read_once(library: Library) -> None:
    policies, _ = library.resolve_all(["cn/a", "cn"], date(2023, 1, 1))
    assert sorted(policy.id for policy in policies) == ["cn/a", "cn/b", "cn/words"]


def test_a_file_named_outright_is_that_version(library: Library, packs: Path) -> None:
    path = str(packs / "cn" / "b" / "2020-01-01.md")
    assert library.resolve(path, date(2020, 6, 1)).since == date(2020, 1, 1)
    with pytest.raises(ProblemError, match="not in force on 2022-06-01"):
        library.resolve(path, date(2022, 6, 1))


def test_folders(library: Library, packs: Path) -> None:
    assert library.resolve(str(packs / "cn" / "b"), date(2023, 1, 1)).since == date(2022, 1, 1)
    with pytest.raises(ProblemError, match="several policies: cn/a, cn/b, cn/words"):
        library.resolve(str(packs / "cn"), date(2023, 1, 1))


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("cn/aa", "did you mean 'cn/a'"),
        ("nothing", "a path begins with"),
        ("./nothing.md", "no file or folder"),
        ("./nothing", "no file or folder"),
    ],
)
def test_not_found(library: Library, spec: str, said: str) -> None:
    with pytest.raises(ProblemError, match=said):
        library.resolve(spec, date(2023, 1, 1))


def test_versions_that_overlap(library: Library, write: Write) -> None:
    write("cn/b/2021-06-01.md", policy_id="cn/b", effective="2021-06-01/2021-12-31")
    with pytest.raises(ProblemError) as raised:
        library.versions("cn/b")
    assert {problem.code for problem in raised.value.problems} == {"versions-overlap"}


def test_uses_looks_in_its_own_pack_first(library: Library, write: Write, tmp_path: Path) -> None:
    own = tmp_path / "own"
    write("words.md", WORDS.replace("人数", "户数"), root=own, policy_id="cn/words")
    file = write("c.md", "```feel\n丙: 户数 > 1\n```", root=own, about="企业", uses="[cn/words]")
    assert list(library.resolve(str(file), date(2023, 1, 1)).decisions) == ["丙"]


def test_a_version_in_a_folder_finds_the_pack_around_it(library: Library, write: Write, tmp_path: Path) -> None:
    own = tmp_path / "own"
    write("words.md", WORDS.replace("人数", "户数"), root=own, policy_id="my/words")
    for since, until in (("2024-01-01", "2024-12-31"), ("2025-01-01", "..")):
        front = {"policy_id": "my/c", "about": "企业", "uses": "[my/words]", "effective": f"{since}/{until}"}
        file = write(f"c/{since}.md", "```feel\n丙: 户数 > 1\n```", root=own, **front)
    assert library.resolve(str(file), date(2025, 1, 1)).vocabulary.records["企业"].facts.keys() == {"代码", "户数"}
    assert len(library.versions(str(own / "c"))) == 2


def test_uses_takes_the_version_in_force(library: Library, write: Write) -> None:
    for since, until, least in (("2020-01-01", "2021-12-31", 1), ("2022-01-01", "..", 2)):
        front = {
            "policy_id": "cn/d",
            "about": "企业",
            "uses": "[cn/words]",
            "effective": f"{since}/{until}",
            "exports": "[丁]",
        }
        write(f"cn/d/{since}.md", f"```feel\n丁: 人数 > {least}\n```", **front)
    write("cn/e.md", "```feel\n戊: 丁\n```", about="企业", uses="[cn/words, cn/d]")
    for on, since in ((date(2021, 1, 1), 2020), (date(2023, 1, 1), 2022)):
        assert library.resolve("cn/e", on).used[1].since == date(since, 1, 1)
    with pytest.raises(ProblemError, match="cn/d is not in force"):
        library.resolve("cn/e", date(2019, 1, 1))


def test_policies_that_use_each_other_in_a_circle(library: Library, write: Write) -> None:
    write("cn/f.md", uses="[cn/g]")
    write("cn/g.md", uses="[cn/f]")
    with pytest.raises(ProblemError, match="in a circle: cn/f → cn/g → cn/f"):
        library.resolve("cn/f", date(2023, 1, 1))


def test_errors_of_a_used_policy_are_passed_on(library: Library, write: Write) -> None:
    write("cn/bad.md", "```feel\n坏: 人数 >\n```", about="企业", uses="[cn/words]")
    write("cn/h.md", "```feel\n好: 人数 >\n```", about="企业", uses="[cn/words, cn/bad]")
    with pytest.raises(ProblemError) as raised:
        library.resolve("cn/h", date(2023, 1, 1))
    assert [(problem.code, problem.place and problem.place.file) for problem in raised.value.problems] == [
        ("uses", "cn/h.md"),
        ("syntax", "cn/h.md"),
        ("syntax", "cn/bad.md"),
    ]


def test_a_file_in_another_encoding(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "gb.md"
    file.write_bytes("---\nid: x\ntitle: 评价\neffective: ../..\n---\n".encode("gb18030"))
    with pytest.raises(ProblemError, match="not in UTF-8"):
        library.resolve(str(file), date(2023, 1, 1))


def test_a_readme_is_no_policy(library: Library, packs: Path) -> None:
    (packs / "README.md").write_text("# Read me\n", encoding="utf-8")
    assert len(Library(packs).all_versions()) == 4


# --- a rule, in force or not ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "on", "since", "as_of"),
    [
        ("cn/b", "2021-06-30", "2020-01-01", None),
        ("cn/b@2022-03-01", "2021-06-30", "2022-01-01", "2022-03-01"),
        ("cn/b@2021-06-30", "2021-06-30", "2020-01-01", None),
        ("cn/b/2022-01-01", "2021-06-30", "2022-01-01", "2022-01-01"),
        ("cn/b/2020-01-01", "2025-06-30", "2020-01-01", "2021-12-31"),
        ("cn/b/2020-01-01", "2021-06-30", "2020-01-01", None),
    ],
)
def test_a_rule_and_its_day(library: Library, spec: str, on: str, since: str, as_of: str | None) -> None:
    policy = library.rule(spec, date.fromisoformat(on))
    assert (str(policy.since), policy.as_of and str(policy.as_of)) == (since, as_of)


def test_the_day_is_that_of_what_it_uses_too(library: Library, write: Write) -> None:
    write("cn/c.md", "```feel\n乙: 人数 > 1\n```", about="企业", uses="[cn/words, cn/b]", effective="2020-01-01/..")
    policy = library.rule("cn/c@2020-06-30", date(2025, 6, 30))
    assert [(used.id, used.as_of) for used in policy.used] == [
        ("cn/words", date(2020, 6, 30)),
        ("cn/b", date(2020, 6, 30)),
    ]
    assert policy.used[1].since == date(2020, 1, 1)


def test_a_file_and_a_folder_of_versions(library: Library, packs: Path) -> None:
    on = date(2021, 6, 30)
    assert library.rule(str(packs / "cn" / "b" / "2022-01-01.md"), on).as_of == date(2022, 1, 1)
    assert library.rule(f"{packs / 'cn' / 'b'}@2023-01-01", on).since == date(2022, 1, 1)


@pytest.mark.parametrize(
    ("spec", "code"), [("cn/b", "not-in-force"), ("cn/b@2019-12-31", "not-in-force"), ("cn/b@2022-02-30", "date")]
)
def test_no_rule(library: Library, spec: str, code: str) -> None:
    with pytest.raises(ProblemError) as wrong:
        library.rule(spec, date(2019, 6, 30))
    assert [problem.code for problem in wrong.value.problems] == [code]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("cn/b", ("cn/b", None)),
        ("cn/b@2022-01-01", ("cn/b", date(2022, 1, 1))),
        ("./a@b/c.md", ("./a@b/c.md", None)),
        ("./a@b/c@2022-01-01", ("./a@b/c", date(2022, 1, 1))),
    ],
)
def test_what_is_pinned(spec: str, expected: tuple[str, date | None]) -> None:
    assert split_pin(spec) == expected


def test_what_is_likely_meant_by_uses_is_read_on(write: Write, library: Library) -> None:
    write("cn/slip.md", "```feel\n丙: 人数 > 1 and 人头 > 2\n```", about="公司", uses="[cn/wrods]")
    with pytest.raises(ProblemError) as caught:
        library.resolve("cn/slip", date(2025, 6, 30))
    assert [problem.text.en for problem in caught.value.problems][:2] == [
        "the vocabulary has no entity '公司'",
        "there is no policy with the id cn/wrods",
    ]
    write("cn/slip2.md", "```feel\n丙: 人数 > 1 and 人头 > 2\n```", about="企业", uses="[cn/wrods]")
    with pytest.raises(ProblemError) as caught:
        Library(library.root).resolve("cn/slip2", date(2025, 6, 30))
    assert [problem.text.en for problem in caught.value.problems] == [
        "there is no policy with the id cn/wrods",
        "there is nothing named '人头'",
    ]


# --- beside the shipped ones ------------------------------------------------------------------------------------------


@pytest.fixture
def published(packs: Path, tmp_path: Path, write: Write, library: Library) -> Library:
    """`cn/b` has a version more, which replaced the last; `zone/c` and the shipped `cn/d` use it."""
    here = tmp_path / "here"
    write("cn/b/2024-01-01.md", root=here, policy_id="cn/b", effective="2024-01-01/..")
    write("zone/c.md", "```feel\n丙: 人数 > 2\n```", root=here, about="企业", uses="[cn/words, cn/b]")
    write("cn/d.md", uses="[cn/b]")
    return Library(packs, more=[here], ended={("cn/b", date(2022, 1, 1)): date(2023, 12, 31)})


def test_versions_of_several_folders_are_one_policy(published: Library) -> None:
    found = [version.period for version in published.versions("cn/b")]
    assert found == ["2020-01-01/2021-12-31", "2022-01-01/2023-12-31", "2024-01-01/.."]
    _, versions = published.nearest("cn/b", date(2025, 1, 1))
    assert [version.period for version in versions] == found
    assert {version.id for version in published.all_versions()} == {"cn/a", "cn/b", "cn/d", "cn/words", "zone/c"}
    assert published.version("zone/c", date(2025, 1, 1)).shown == "zone/c.md"


def test_each_uses_the_version_in_force_wherever_it_stands(published: Library) -> None:
    for user in ("zone/c", "cn/d"):
        for on, since in ((date(2023, 1, 1), date(2022, 1, 1)), (date(2025, 1, 1), date(2024, 1, 1))):
            used = {policy.id: policy for policy in published.resolve(user, on).used}
            assert used["cn/b"].since == since


def test_a_version_that_was_ended_says_so(published: Library) -> None:
    policy = published.resolve("cn/b", date(2023, 1, 1))
    assert (policy.until, policy.until_assumed) == (date(2023, 12, 31), False)
    assert published.resolve("cn/b", date(2021, 1, 1)).until == date(2021, 12, 31)


def test_without_an_end_two_open_versions_overlap(packs: Path, tmp_path: Path, published: Library) -> None:
    with pytest.raises(ProblemError, match="overlap"):
        Library(packs, more=[tmp_path / "here"]).versions("cn/b")


def test_a_draft_among_them_is_read_unsaved(packs: Path, tmp_path: Path, published: Library) -> None:
    path = (tmp_path / "here" / "zone" / "e.md").resolve()
    text = "---\nid: zone/e\ntitle: x\neffective: ../..\nuses: [cn/b]\n---\n\n# x\n"
    library = Library(packs, {path: text}, more=published.more, ended=published.ended)
    assert library.resolve("zone/e", date(2025, 1, 1)).used[0].since == date(2024, 1, 1)
