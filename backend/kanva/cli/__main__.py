"""`python -m kanva.cli` is the command `kanva`."""

from __future__ import annotations

from kanva.cli.entry import main

if __name__ == "__main__":
    main()
