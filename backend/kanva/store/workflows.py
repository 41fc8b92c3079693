"""Workflow files and their history. The file is the truth; the store notices when it changes.

Longer than most modules: the rules of saving stand together so that they can be read as one.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kanva.store import history
from kanva.store.database import Database
from kanva.store.disk import plain_words, write_whole
from kanva.store.documents import decoded, document_of, parsed, parsed_text
from kanva.store.errors import StaleSaveError, StoreError, UnreadableWorkflowError
from kanva.store.history import Draft, Reason, Version
from kanva.store.tables import DraftRow, WorkflowRow
from kanva.store.workspace import ENDING, Workspace, file_name
from kanva.workflow import LocalText, text_hash, write


@dataclass(frozen=True, slots=True)
class Summary:
    """A workflow in the list.

    Args:
        path: Its file inside the workspace.
        title: Its title; the file's name when it has none or cannot be read.
        nodes: How many nodes it has.
        changed_at: When the file last changed, UTC.
        has_draft: There are changes that are not saved.
    """

    path: str
    title: LocalText
    nodes: int
    changed_at: datetime
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A workflow as it is opened.

    Args:
        path: Its file inside the workspace.
        document: What the file says.
        hash: Hash of the file's text.
        changed_at: When the file last changed, UTC.
        draft: What has been typed since the last save, or None.
    """

    path: str
    document: dict[str, Any]
    hash: str
    changed_at: datetime
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save made.

    Args:
        hash: Hash of the file's text now.
        version: Number of the version that holds it.
        saved_at: When, UTC.
    """

    hash: str
    version: int
    saved_at: datetime


class Workflows:
    """The workflows of one workspace.

    Args:
        workspace: The workspace.
        database: The open database.
        now: Gives the present moment, aware.
    """

    def __init__(
        self, workspace: Workspace, database: Database, now: Callable[[], datetime]
    ) -> None:
        self._workspace = workspace
        self._database = database
        self._now = now
        # Reading a file, comparing its hash and writing it must not interleave.
        self._lock = threading.RLock()

    def list(self) -> list[Summary]:
        """List all workflows of the workspace, the latest changed first."""
        with self._database.transaction() as session:
            drafts = set(
                session.scalars(
                    select(WorkflowRow.path)
                    .join(DraftRow, DraftRow.workflow_id == WorkflowRow.id)
                    .where(WorkflowRow.deleted_at.is_(None))
                )
            )
        found = [self._summary(file, drafts) for file in self._workspace.workflow_files()]
        return sorted(found, key=lambda one: (-one.changed_at.timestamp(), one.path))

    def open(self, path: str) -> Opened:
        """Open a workflow; a change made outside becomes a version.

        Args:
            path: Its file inside the workspace.

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
            StoreError: `workflow_missing`, `bad_ending`, `bad_name`, `not_utf8`, `file_refused`.
            UnreadableWorkflowError: The file is not a workflow.
        """
        file, path = self._place(path)
        with self._lock, self._database.transaction() as session:
            text = self._text(file, path)
            document = document_of(text)
            row = self._notice(session, path, text)
            draft = history.draft(session, row.id)
            return Opened(path, document, row.hash, _changed_at(file), draft)

    def current_hash(self, path: str) -> str:
        """Return the hash of the text in the file; a change made outside becomes a version.

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
            StoreError: As `open`.
        """
        file, path = self._place(path)
        with self._lock, self._database.transaction() as session:
            return self._notice(session, path, self._text(file, path)).hash

    def modified_ns(self, path: str) -> int:
        """Return the time stamp of the file, to see cheaply that it changed; 0 if gone."""
        try:
            return self._place(path)[0].stat().st_mtime_ns
        except OSError:
            return 0

    def create(self, document: dict[str, Any], *, path: str | None, title: str) -> Opened:
        """Make a new workflow file; nothing is ever overwritten, a number is added instead.

        Args:
            document: What it will say.
            path: The wanted file; None makes a name of the title.
            title: The title the name is made of.

        Raises:
            NodeError: `bad_path` when the path leads out of the workspace.
            StoreError: `bad_ending`, `bad_name`, `disk_full`, `file_refused`.
            UnreadableWorkflowError: The document is not a workflow.
        """
        text = write(parsed(document))
        wanted = self._workspace.workflow_path(path or file_name(title) + ENDING, new=True)
        with self._lock, self._database.transaction() as session:
            file = self._workspace.free_path(wanted, ENDING)
            shown = self._workspace.relative(file)
            # A file deleted outside leaves its row behind; what is made now is another workflow.
            self._bury(session, shown)
            row = WorkflowRow(path=shown, hash=text_hash(text))
            session.add(row)
            session.flush()
            history.keep(session, row.id, text, "save", self._now())
            write_whole(file, text.encode(), shown)
            return Opened(shown, document_of(text), row.hash, _changed_at(file), None)

    def save(
        self, path: str, document: dict[str, Any], base_hash: str, *, allow_empty: bool = False
    ) -> Saved:
        """Save a workflow over the text it is based on.

        Args:
            path: Its file inside the workspace.
            document: What it will say. When it says what the file says, the file keeps its bytes.
            base_hash: Hash of the text the document is based on.
            allow_empty: No nodes over a file with nodes is meant.

        Raises:
            NodeError: `bad_path` when the path leads out of the workspace.
            StaleSaveError: The file holds another text by now; that text is a version.
            StoreError: `workflow_missing`, `empty_over_full`, `bad_ending`, `bad_name`,
                `disk_full`, `file_busy`, `file_refused`, `not_utf8`.
            UnreadableWorkflowError: The document is not a workflow.
        """
        workflow = parsed(document)
        file, path = self._place(path)
        with self._lock:
            before = self._known_text(file, path, base_hash)
            with self._database.transaction() as session:
                row = history.known(session, path)
                if before is not None and row.hash != base_hash:
                    raise StaleSaveError(path, row.hash, before)
                if not workflow.nodes and before is not None and not allow_empty:
                    _refuse_emptying(path, before)
                return self._put(session, row, file, write(workflow, over=before), "save")

    def keep_for_run(self, path: str, document: dict[str, Any]) -> tuple[int, str]:
        """Keep what is about to run as a version; the file is not touched.

        Args:
            path: The workflow's file inside the workspace.
            document: What will run, saved or not.

        Returns:
            The version's number, and the path as the store knows it.

        Raises:
            NodeError: `bad_path` when the path leads out of the workspace.
            StoreError: As `open`.
            UnreadableWorkflowError: The document is not a workflow.
        """
        workflow = parsed(document)
        file, path = self._place(path)
        with self._lock, self._database.transaction() as session:
            before = self._text(file, path)
            row = self._notice(session, path, before)
            text = write(workflow, over=before)
            return history.keep(session, row.id, text, "run", self._now()).number, path

    def restore(self, path: str, number: int) -> Opened:
        """Put an earlier version back into the file; what was there, and the draft, stay versions.

        Raises:
            NodeError: `bad_path` when the path leads out of the workspace.
            StoreError: `workflow_missing`, `version_missing`, and as `save`.
        """
        file, path = self._place(path)
        with self._lock:
            with self._database.transaction() as session:
                if file.exists():
                    self._notice(session, path, self._text(file, path))
                row = history.known(session, path)
                text = history.version_row(session, path, number).text
                history.keep_draft(session, row.id, self._now())
            with self._database.transaction() as session:
                self._put(session, history.known(session, path), file, text, "restore")
            return self.open(path)

    def rename(self, path: str, to: str) -> str:
        """Give a workflow's file another name; its history goes with it.

        Returns:
            The new path.

        Raises:
            NodeError: `bad_path` when a path leads out of the workspace.
            StoreError: `workflow_missing`, `workflow_taken`, `bad_ending`, `bad_name`, `file_busy`,
                `file_refused`.
        """
        file, path = self._place(path)
        target = self._workspace.workflow_path(to, new=True)
        shown = self._workspace.relative(target)
        with self._lock, self._database.transaction() as session:
            row = self._notice(session, path, self._text(file, path))
            if target.exists() and not target.samefile(file):
                raise StoreError("workflow_taken", path=shown)
            if shown != path:
                self._bury(session, shown)
                row.path = shown
                session.flush()
                with plain_words(path):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    file.rename(target)
        return shown

    def delete(self, path: str) -> None:
        """Take a workflow away: its file goes to `.kanva/deleted/`, its history stays.

        Raises:
            NodeError: `bad_path` when the path leads out of the workspace.
            StoreError: `workflow_missing`, `bad_ending`, `bad_name`, `file_busy`, `file_refused`.
        """
        file, path = self._place(path)
        with self._lock, self._database.transaction() as session:
            if not file.is_file():
                raise StoreError("workflow_missing", path=path)
            self._bury(session, path)
            folder = self._workspace.house / "deleted"
            name = f"{self._now():%Y-%m-%d %H-%M-%S} {file.name}"
            with plain_words(path):
                folder.mkdir(parents=True, exist_ok=True)
                # The workspace may lie on a disk of its own; a plain rename would not reach over.
                shutil.move(file, self._workspace.free_path(folder / name, ENDING))

    def versions(self, path: str) -> list[Version]:
        """Return the versions of a workflow, the newest first.

        Raises:
            NodeError: `bad_path`.
            StoreError: As `open`.
        """
        file, path = self._place(path)
        with self._lock, self._database.transaction() as session:
            if file.exists():
                self._notice(session, path, self._text(file, path))
            return history.versions(session, path)

    def version_document(self, path: str, number: int) -> dict[str, Any]:
        """Return the document of one version.

        Raises:
            NodeError: `bad_path`.
            StoreError: `workflow_missing`, `version_missing`, `bad_ending`, `bad_name`.
            UnreadableWorkflowError: It was kept as found, and is not a workflow.
        """
        path = self._place(path)[1]
        with self._database.transaction() as session:
            return document_of(history.version_row(session, path, number).text)

    def name_version(self, path: str, number: int, title: str) -> None:
        """Give a version a name.

        Args:
            path: The workflow's file inside the workspace.
            number: The version.
            title: Its name; "" takes the name away.

        Raises:
            NodeError: `bad_path`.
            StoreError: `workflow_missing`, `version_missing`, `bad_ending`, `bad_name`.
        """
        path = self._place(path)[1]
        with self._database.transaction() as session:
            history.version_row(session, path, number).title = title.strip() or None

    def put_draft(
        self, path: str, document: dict[str, Any], base_hash: str, client: str
    ) -> datetime:
        """Keep what a person has typed since the last save.

        Args:
            path: The workflow's file inside the workspace.
            document: The document as the editor has it.
            base_hash: Hash of the text it is based on.
            client: Which browser tab sends it.

        Returns:
            When it was kept, UTC.

        Raises:
            NodeError: `bad_path`.
            StoreError: As `open`.
        """
        file, path = self._place(path)
        now = self._now()
        with self._lock, self._database.transaction() as session:
            if file.exists():
                self._notice(session, path, self._text(file, path))
            history.put_draft(session, path, document, base_hash, client, now)
        return now

    def drop_draft(self, path: str) -> None:
        """Forget what has been typed since the last save; no draft is no error.

        Raises:
            NodeError: `bad_path`.
            StoreError: `workflow_missing`, `bad_ending`, `bad_name`.
        """
        path = self._place(path)[1]
        with self._database.transaction() as session:
            history.drop_draft(session, history.known(session, path).id)

    def keep_quiet_drafts(self) -> int:
        """Make a version of every draft that nobody has touched for ten minutes.

        Returns:
            How many versions that made.
        """
        with self._lock, self._database.transaction() as session:
            return history.keep_quiet_drafts(session, self._now)

    def _place(self, path: str) -> tuple[Path, str]:
        file = self._workspace.workflow_path(path)
        return file, self._workspace.relative(file)

    def _summary(self, file: Path, drafts: set[str]) -> Summary:
        path = self._workspace.relative(file)
        title: LocalText = ""
        nodes = 0
        try:
            workflow = parsed_text(decoded(file.read_bytes(), path))
            title, nodes = workflow.title, len(workflow.nodes)
        except (OSError, StoreError):
            # A file that cannot be read is listed all the same; opening it says what is wrong.
            title = ""
        return Summary(
            path, title or file.name.removesuffix(ENDING), nodes, _changed_at(file), path in drafts
        )

    def _text(self, file: Path, path: str) -> str:
        if not file.is_file():
            raise StoreError("workflow_missing", path=path)
        with plain_words(path):
            return decoded(file.read_bytes(), path)

    def _known_text(self, file: Path, path: str, base_hash: str) -> str | None:
        """Return the file's text, noticed; None when it is gone but was as the save knows."""
        with self._database.transaction() as session:
            if file.is_file():
                text = self._text(file, path)
                # Kept at once: a refused save below must not undo it.
                self._notice(session, path, text)
                return text
            row = history.living(session, path)
            if row is None or row.hash != base_hash:
                raise StoreError("workflow_missing", path=path)
            return None

    def _notice(self, session: Session, path: str, text: str) -> WorkflowRow:
        """Compare the file's text with the last known one; another text becomes a version."""
        found = text_hash(text)
        row = history.living(session, path)
        if row is None:
            row = WorkflowRow(path=path, hash="")
            session.add(row)
            session.flush()
        if row.hash != found:
            # After a loss of power the text may be the newest version already; `keep` sees that.
            history.keep(session, row.id, text, "outside", self._now())
            row.hash = found
        return row

    def _put(
        self, session: Session, row: WorkflowRow, file: Path, text: str, reason: Reason
    ) -> Saved:
        now = self._now()
        version = history.keep(session, row.id, text, reason, now)
        if row.hash != text_hash(text) or not file.exists():
            write_whole(file, text.encode(), row.path)
        row.hash = text_hash(text)
        history.drop_draft(session, row.id)
        return Saved(row.hash, version.number, now)

    def _bury(self, session: Session, path: str) -> None:
        row = history.living(session, path)
        if row is not None:
            row.deleted_at = self._now()
            history.drop_draft(session, row.id)
            session.flush()


def _refuse_emptying(path: str, before: str) -> None:
    try:
        nodes = len(parsed_text(before).nodes)
    except UnreadableWorkflowError:
        return
    if nodes:
        raise StoreError("empty_over_full", path=path, nodes=nodes)


def _changed_at(file: Path) -> datetime:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)
