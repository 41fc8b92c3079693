"""The team edition's files: no password of ours, no open database, no rights it does not need."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def block(*keys: str) -> str:
    """Return the lines under a key of docker-compose.yml, found by indentation."""
    lines = COMPOSE.splitlines()
    for depth, key in enumerate(keys):
        indent = "  " * depth
        start = next(n for n, line in enumerate(lines) if line.startswith(f"{indent}{key}:"))
        body: list[str] = []
        for line in lines[start + 1 :]:
            if line.strip() and not line.startswith(indent + "  "):
                break
            body.append(line)
        lines = body
    return "\n".join(lines)


def compose_command() -> list[str] | None:
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker"):
        done = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if done.returncode == 0:
            return ["docker", "compose"]
    return None


def config(folder: Path, **secrets: str) -> subprocess.CompletedProcess[str]:
    command = compose_command()
    if command is None:
        pytest.skip("neither docker-compose nor docker compose is installed here")
    environment = {key: value for key, value in os.environ.items() if "KANVA" not in key}
    return subprocess.run(
        [*command, "--file", str(ROOT / "docker-compose.yml"), "config"],
        cwd=folder,
        env={**environment, **secrets},
        capture_output=True,
        text=True,
        check=False,
    )


def test_compose_reads_the_file(tmp_path: Path) -> None:
    done = config(tmp_path, KANVA_PASSWORD="one", KANVA_DATABASE_PASSWORD="two")
    assert done.returncode == 0, done.stderr
    assert "postgresql+psycopg://kanva:two@database:5432/kanva" in done.stdout
    assert "127.0.0.1" in done.stdout


@pytest.mark.parametrize("given", ["KANVA_PASSWORD", "KANVA_DATABASE_PASSWORD"])
def test_compose_refuses_to_start_without_both_passwords(tmp_path: Path, given: str) -> None:
    done = config(tmp_path, **{given: "one"})
    assert done.returncode != 0
    (absent,) = {"KANVA_PASSWORD", "KANVA_DATABASE_PASSWORD"} - {given}
    assert f"put {absent} into the file .env" in done.stderr


def test_no_password_has_a_default() -> None:
    assert re.findall(r"\$\{\w*PASSWORD\w*(?!\w*:\?)[^}]*\}", COMPOSE) == []
    values = re.findall(r"^ *\w*PASSWORD\w*: (.+)$", COMPOSE, re.MULTILINE)
    assert len(values) == 2
    assert all(value.startswith("${") for value in values)


def test_only_kanva_is_published_and_only_on_this_machine() -> None:
    assert "ports:" not in block("services", "database")
    assert block("services", "kanva", "ports").split() == [
        "-",
        '"${KANVA_BIND:-127.0.0.1}:${KANVA_PORT:-8321}:8321"',
    ]
    assert block("services", "database", "networks").split() == ["-", "inside"]
    assert "internal: true" in block("networks", "inside")


@pytest.mark.parametrize("service", ["kanva", "database"])
def test_services_give_up_rights_they_do_not_need(service: str) -> None:
    assert "no-new-privileges:true" in block("services", service, "security_opt")
    assert block("services", service, "cap_drop").split() == ["-", "ALL"]
    volumes = re.findall(r"- (\w+):/", block("services", service, "volumes"))
    assert set(volumes) <= set(re.findall(r"^  (\w+):", block("volumes"), re.MULTILINE))


def test_the_image_runs_as_an_ordinary_user_and_tells_its_health() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER kanva$", last_stage, re.MULTILINE)
    assert last_stage.index("USER kanva") < last_stage.index("ENTRYPOINT")
    assert "/api/health" in last_stage
    assert "node" not in last_stage
    assert "--require-hashes" in DOCKERFILE


def test_everything_the_image_copies_exists_and_is_sent_to_the_builder() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source.rstrip("/").split("/")[0] not in ignored
