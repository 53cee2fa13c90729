"""The office on PostgreSQL: the same tests, in a process whose database is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAIN = [
    "tests/office/accounts/test_acting.py",
    "tests/office/accounts/test_actions.py",
    "tests/office/test_audit.py",
    "tests/office/test_shell.py",
    "tests/office/library/test_seed.py",
    "tests/office/library/test_search.py",
    "tests/office/library/test_publishing.py::test_a_published_version_never_changes",
    "tests/office/library/test_publishing.py::test_nobody_approves_their_own",
    "tests/office/library/test_publishing.py::test_a_new_version_replaces_the_one_before",
    "tests/office/register/test_as_of.py",
    "tests/office/register/test_imports.py",
    "tests/office/register/test_comparing.py",
    "tests/office/register/test_agreeing.py",
    "tests/office/register/test_expiring.py",
    "tests/office/cultivation/test_working.py",
    "tests/office/filing/test_steps.py",
    "tests/office/booking/test_booking.py",
    "tests/office/register/test_ledgers.py::test_occupancy_comes_of_the_tenancies_of_the_day",
    "tests/office/register/test_ledgers.py::test_a_chain_runs_downstream_and_a_link_to_which_nothing_points_is_a_gap",
]


def passes(server: str, *asked: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *asked]
    environment = os.environ | {"LUOSHU_DATABASE": server, "LUOSHU_TEST_ON": "postgresql"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


@pytest.mark.skipif("LUOSHU_TEST_ON" in os.environ, reason="is there already")
def test_what_the_database_itself_holds_to(server: str) -> None:
    passes(server, *MAIN)


@pytest.mark.slow
@pytest.mark.skipif("LUOSHU_TEST_ON" in os.environ, reason="is there already")
def test_all_of_it(server: str) -> None:
    passes(server, "tests/office", "-m", "")
