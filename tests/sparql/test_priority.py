"""Who goes first: priorities are lowered only, and need no right; memory is the same on large pages."""

from __future__ import annotations

import os
import subprocess
import sys

from aigov_kg import priority


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_worker_goes_behind_its_service_which_stays_where_it_was():
    code = """
import os
from aigov_kg import priority
priority.prompt()
print(os.getpriority(os.PRIO_PROCESS, 0))
priority.below()
print(os.getpriority(os.PRIO_PROCESS, 0))
"""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert [int(line) for line in run(code).split()] == [before, min(19, before + 5)]


def test_a_long_query_goes_behind_everybody_and_one_that_has_ended_is_no_fault():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        priority.last(process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
        if sys.platform == "linux" and len(ours := os.sched_getaffinity(0)) > 1:
            assert os.sched_getaffinity(process.pid) == ours - {min(ours)}
        process.kill()
    priority.last(process.pid)


def test_what_is_held_is_the_same_on_large_pages():
    code = """
from aigov_kg import pages
held = [bytes([n % 251]) * 100_000 for n in range(400)]
print(pages.collapse() >= 0, all(part == bytes([n % 251]) * 100_000 for n, part in enumerate(held)))
"""
    assert run(code).split() == ["True", "True"]
