"""Write the generated files anew, or with --check say which are out of step.

The workflow's JSON schema comes from the document models, the description of the server's interface
and the editor's types of it from the server; the pages of nodes and functions from `kanva docs`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from typescript import typescript  # the neighbour of this file

from kanva.cli.openapi import openapi_text
from kanva.workflow.schema import schema_text

ROOT = Path(__file__).resolve().parents[1]
START = "from kanva.cli import main; main()"


def generated_texts() -> dict[str, str]:
    """Return the files this tool makes itself.

    Returns:
        Path from the root of the repository to text.
    """
    openapi = openapi_text()
    return {
        "docs/workflow.schema.json": schema_text(),
        "docs/openapi.json": openapi,
        "frontend/src/api/schema.ts": typescript(json.loads(openapi)),
    }


def main() -> int:
    """Write or check the generated files.

    Returns:
        0, or 1 when something is out of step.
    """
    checking = "--check" in sys.argv[1:]
    failed = False
    for name, text in generated_texts().items():
        path = ROOT / name
        present = path.read_bytes().decode() if path.is_file() else None
        if present == text:
            continue
        if checking:
            sys.stderr.write(f"{name} is out of step: run `make docs`\n")
            failed = True
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            sys.stderr.write(f"{name} written\n")
    command = [sys.executable, "-c", START, "docs", *(["--check"] if checking else [])]
    pages = subprocess.run(command, cwd=ROOT, check=False)
    return 1 if failed or pages.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
