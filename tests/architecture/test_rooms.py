"""The rules of the house that no type checker knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kanva.engine.registry import Registry

ROOT = Path(__file__).resolve().parents[2]
LINES_WITHOUT_A_REASON = 400
REASON = re.compile(r"\blong because\b|\blonger than\b", re.IGNORECASE)
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers"}


def python_files(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source(path))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_long_modules_give_their_reason() -> None:
    without = [
        f"{named(path)}: {count} lines"
        for path in python_files("backend", "nodes")
        if (count := len(source(path).splitlines())) > LINES_WITHOUT_A_REASON
        and not REASON.search(ast.get_docstring(ast.parse(source(path))) or "")
    ]
    assert without == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        named(path)
        for path in python_files("backend", "nodes", "tools")
        if not (ast.get_docstring(ast.parse(source(path))) or "").strip("….")
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        named(path)
        for path in (*python_files("backend", "nodes", "tests", "tools"), *frontend_files())
        if any(part.split(".")[0].lower() in VAGUE_NAMES for part in path.relative_to(ROOT).parts)
    ]
    assert vague == []


def test_nothing_prints() -> None:
    printed = [
        f"{named(path)}:{line}"
        for path in python_files("backend", "nodes")
        for line, name in calls(path)
        if name == "print"
    ]
    assert printed == []


def test_no_text_becomes_code() -> None:
    # polars has methods of these names; only the bare builtins make code of text.
    builtins = {"eval", "exec", "compile", "__import__", "builtins.eval", "builtins.exec"}
    unsafe = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve"}
    found = [
        f"{named(path)}:{line} {name}"
        for path in python_files("backend", "nodes")
        for line, name in calls(path)
        if name in builtins or name.endswith(".deserialize")
    ] + [
        f"{named(path)}:{line} {name}"
        for path in python_files("backend", "nodes")
        for line, name in imports(path)
        if name.split(".")[0] in unsafe
    ]
    assert found == []


@pytest.mark.parametrize("room", ["workflow", "sdk"])
def test_the_lowest_rooms_stay_light(room: str) -> None:
    allowed = {
        "workflow": {"kanva", "pydantic", "pydantic_core"},
        "sdk": {"kanva", "pydantic", "pydantic_core", "polars", "sqlglot"},
    }[room]
    strange = {
        f"{named(path)}:{line} {name}"
        for path in python_files(f"backend/kanva/{room}")
        for line, name in imports(path)
        if name.split(".")[0] not in allowed | sys.stdlib_module_names
    }
    assert strange == set()


# The editor ---------------------------------------------------------------------------------------


def frontend_files() -> list[Path]:
    folder = ROOT / "frontend" / "src"
    return sorted(path for path in folder.rglob("*") if path.suffix in {".ts", ".tsx"})


def test_the_editor_names_no_node_type() -> None:
    ids = Registry.load().types()
    assert ids
    named_types = re.compile(
        "[\"'`](" + "|".join(re.escape(type_id) for type_id in sorted(ids)) + ")[\"'`]"
    )
    # Tests may build documents of real types; the editor itself may not.
    found = [
        f"{named(path)}: {match[1]}"
        for path in frontend_files()
        if ".test." not in path.name
        for match in named_types.finditer(source(path))
    ]
    assert found == []


def test_the_document_room_of_the_editor_imports_only_itself() -> None:
    outside = re.compile(r"""from\s+["']((?!\./)[^"']+)["']""")
    found = [
        f"{named(path)}: {match[1]}"
        for path in frontend_files()
        if "/document/" in path.as_posix() and ".test." not in path.name
        for match in outside.finditer(source(path))
        if match[1] != "immer"
    ]
    assert found == []


# The repository -----------------------------------------------------------------------------------


def committed_files() -> list[Path]:
    """Return what git keeps or would keep; ignored files are of no interest."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is not a git checkout")
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


def text_files() -> Iterator[tuple[Path, str]]:
    for path in committed_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_package_registry() -> None:
    # Spelled in parts, so that this file does not name them either.
    hosts = [
        "py" + "pi.org", "pythonhost" + "ed.org", "registry.np" + "mjs", "np" + "mmirror",
        "registry.yar" + "npkg", "--index" + "-url http", "--extra-index" + "-url",
    ]  # fmt: skip
    found = [
        f"{named(path)}: {host}" for path, text in text_files() for host in hosts if host in text
    ]
    assert found == []


def test_npm_records_no_addresses() -> None:
    assert '"resolved"' not in source(ROOT / "frontend" / "package-lock.json")


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_python_locks_hold_versions_and_hashes_only(lock: str) -> None:
    text = source(ROOT / lock).replace("\\\n", " ")
    line = re.compile(
        r"[a-z0-9-]+==[0-9][^ ;]*( ; [A-Za-z_0-9 ='\"<>!().]+?)?( +--hash=sha256:[0-9a-f]{64})+ *"
    )
    wrong = [row for row in text.splitlines() if row.strip() and not line.fullmatch(row)]
    assert wrong == []


def test_the_locks_agree_with_each_other() -> None:
    pins: dict[str, set[str]] = {}
    for lock in ROOT.glob("requirements*.lock"):
        for name, version in re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", source(lock), re.MULTILINE):
            pins.setdefault(name, set()).add(version)
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


def test_the_locks_hold_every_declared_library() -> None:
    project = tomllib.loads(source(ROOT / "pyproject.toml"))
    declared = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-postgresql.lock": project["project"]["optional-dependencies"]["postgresql"],
        "requirements-dev.lock": project["dependency-groups"]["dev"],
        "requirements-build.lock": project["dependency-groups"]["build"],
        "requirements-node.lock": project["dependency-groups"]["node"],
    }
    missing = [
        f"{lock}: {name}"
        for lock, requirements in declared.items()
        for name in (re.split(r"[\[<>=!~; ]", item)[0].lower() for item in requirements)
        if not re.search(rf"^{re.escape(name)}==", source(ROOT / lock), re.MULTILINE)
    ]
    assert missing == [], "run `make lock`"
