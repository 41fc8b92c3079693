"""`python -m kanva` is the command `kanva`."""

from __future__ import annotations

from kanva.cli import main

if __name__ == "__main__":
    main()
