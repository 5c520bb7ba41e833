"""What pyproject.toml promises to run on, as far as it runs without torch."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tiny import make_row, write_rows

SOURCE = Path(__file__).parents[1] / "src"
READ = """
import sys
from w4s_trainer.cli.parser import make_parser
from w4s_trainer.data.read import read_rows
make_parser()
print(*(row.at.isoformat() for row in read_rows(sys.argv[1]).rows))
"""


@pytest.fixture
def python() -> str:
    # pyenv's own `python3.10` only starts where it was told to.
    installed = (Path.home() / ".pyenv/versions").glob("3.10.*/bin/python")
    found = next(map(str, installed), None) or shutil.which("python3.10")
    if found is None:
        pytest.skip("no Python 3.10 here")
    return found


def test_every_file_compiles(python: str, tmp_path: Path) -> None:
    command = [python, "-X", f"pycache_prefix={tmp_path}", "-m", "compileall", "-q", str(SOURCE)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_rows_are_read(python: str, tmp_path: Path) -> None:
    """JavaScript writes UTC as Z."""
    times = ["2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05+01:00"]
    data = write_rows(tmp_path / "rows.jsonl", [make_row(str(index), "x", at=at) for index, at in enumerate(times)])
    command = [python, "-B", "-c", READ, str(data)]
    done = subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True)
    wanted = ["2026-01-02T03:04:05.678000+00:00", "2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05+01:00"]
    assert (done.returncode, done.stdout.split()) == (0, wanted), done.stderr
