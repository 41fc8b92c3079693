"""What every room's tests may ask for: the repository, the shared data, a browser."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Return the folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of the larger sample data that lies beside the repository."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the sample data is not there: no folder ../shared/data beside the repository")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return a browser's program; without one, skip, or fail where CI=true."""
    tool = runpy.run_path(str(ROOT / "tools" / "chromium.py"))
    found = tool["find_chromium"]()
    if found is None:
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            pytest.fail(tool["MISSING"])
        pytest.skip(tool["MISSING"])
    return Path(found)
