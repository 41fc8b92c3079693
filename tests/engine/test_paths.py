"""One way to a file: nothing outside of the workspace can be reached."""

from __future__ import annotations

import pytest

from kanva.sdk import NodeError
from kanva.sdk.paths import safe_path

REFUSED = [
    "", ".", "..", "../a.csv", "a/../../b", "/etc/passwd", "C:/a.csv", "c:a.csv", "\\\\host\\a",
    "a\x00b", "a\nb", "con", "CON.txt", "folder/nul", "lpt1.csv", "a.", "a ", "a//b", "./a",
    "a:stream", 'a"b', "a|b", ".kanva/kanva.db", ".KANVA/x", "~/../../x",
]  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_ways_out_are_refused(tmp_path, name):
    with pytest.raises(NodeError, match="bad_path"):
        safe_path(tmp_path, name)


@pytest.mark.parametrize("name", ["a.csv", "отчёты/За май.xlsx", "a\\b.csv", "console.csv", ".x"])
def test_plain_names_pass(tmp_path, name):
    assert safe_path(tmp_path, name) == tmp_path.resolve().joinpath(
        *name.replace("\\", "/").split("/")
    )


def test_links_that_lead_out_are_refused(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "a.csv").write_text("x")
    try:
        (inside / "link").symlink_to(outside)
    except OSError:
        pytest.skip("this system makes no links")
    with pytest.raises(NodeError, match="bad_path"):
        safe_path(inside, "link/a.csv")
    (inside / "near").mkdir()
    (inside / "home").symlink_to(inside / "near")
    assert safe_path(inside, "home/a.csv") == (inside / "near" / "a.csv").resolve()
