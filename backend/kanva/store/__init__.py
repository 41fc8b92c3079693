"""The store: the workspace folder and the database of drafts, versions, runs and sign-ins.

The workflow files are the truth: deleting `.kanva/` loses history, runs and cache, never a
workflow.
"""

from __future__ import annotations

from kanva.store.errors import StoreError, document_problem
from kanva.store.runs import NodeRecord, RunRecord
from kanva.store.store import Store
from kanva.store.workspace import Workspace

__all__ = ["NodeRecord", "RunRecord", "Store", "StoreError", "Workspace", "document_problem"]
