"""Versions and drafts: what a workflow was, and what a person has typed since the last save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kanva.store.documents import node_count, parsed
from kanva.store.errors import StoreError, UnreadableWorkflowError
from kanva.store.tables import DraftRow, VersionRow, WorkflowRow
from kanva.workflow import text_hash, write

Reason = Literal["save", "run", "publish", "quiet", "outside", "restore"]
QUIET = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Version:
    """One kept state of a workflow, without its text.

    Args:
        number: From 1, without gaps.
        reason: Why it was kept.
        title: What a person called it, or None.
        created_at: When, UTC.
        nodes: How many nodes it has.
    """

    number: int
    reason: Reason
    title: str | None
    created_at: datetime
    nodes: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has typed since the last save.

    Args:
        document: The document as the editor sent it.
        base_hash: Hash of the text it is based on.
        saved_at: When it came, UTC.
        client: Which browser tab sent it.
    """

    document: dict[str, Any]
    base_hash: str
    saved_at: datetime
    client: str


def living(session: Session, path: str) -> WorkflowRow | None:
    """Return the row of a workflow that is not deleted, locked until the transaction ends."""
    return session.scalar(
        select(WorkflowRow)
        .where(WorkflowRow.path == path, WorkflowRow.deleted_at.is_(None))
        .with_for_update()
    )


def known(session: Session, path: str) -> WorkflowRow:
    """Return the row of a workflow that has been seen.

    Raises:
        StoreError: `workflow_missing`.
    """
    row = living(session, path)
    if row is None:
        raise StoreError("workflow_missing", path=path)
    return row


def last_version(session: Session, workflow_id: int) -> VersionRow | None:
    """Return the newest version of a workflow."""
    return session.scalar(
        select(VersionRow)
        .where(VersionRow.workflow_id == workflow_id)
        .order_by(VersionRow.number.desc())
        .limit(1)
    )


def keep(
    session: Session, workflow_id: int, text: str, reason: Reason, created_at: datetime
) -> VersionRow:
    """Keep a text as a version, unless the newest version is that very text.

    A restored text is always kept: a person looks for what they have just done.

    Args:
        session: An open transaction.
        workflow_id: The workflow.
        text: The document's text.
        reason: Why it is kept.
        created_at: The moment.

    Returns:
        The version that holds the text: a new one, or the newest one there was.
    """
    newest = last_version(session, workflow_id)
    if newest is not None and newest.text == text and reason != "restore":
        return newest
    row = VersionRow(
        workflow_id=workflow_id,
        number=1 if newest is None else newest.number + 1,
        reason=reason,
        title=None,
        text=text,
        hash=text_hash(text),
        created_at=created_at,
        node_count=node_count(text),
    )
    session.add(row)
    session.flush()
    return row


def versions(session: Session, path: str) -> list[Version]:
    """Return the versions of a workflow, the newest first.

    Raises:
        StoreError: `workflow_missing`.
    """
    rows = session.execute(
        select(
            VersionRow.number,
            VersionRow.reason,
            VersionRow.title,
            VersionRow.created_at,
            VersionRow.node_count,
        )
        .where(VersionRow.workflow_id == known(session, path).id)
        .order_by(VersionRow.number.desc())
    )
    return [Version(row[0], cast("Reason", row[1]), *row[2:]) for row in rows]


def version_row(session: Session, path: str, number: int) -> VersionRow:
    """Return one version with its text.

    Raises:
        StoreError: `workflow_missing` or `version_missing`.
    """
    row = session.scalar(
        select(VersionRow).where(
            VersionRow.workflow_id == known(session, path).id, VersionRow.number == number
        )
    )
    if row is None:
        raise StoreError("version_missing", number=number)
    return row


def put_draft(
    session: Session,
    path: str,
    document: dict[str, Any],
    base_hash: str,
    client: str,
    now: datetime,
) -> None:
    """Keep what a person has typed, in place of the earlier draft.

    Raises:
        StoreError: `workflow_missing`.
    """
    workflow_id = known(session, path).id
    row = session.get(DraftRow, workflow_id)
    if row is None:
        row = DraftRow(workflow_id=workflow_id)
        session.add(row)
    row.document, row.base_hash, row.saved_at = document, base_hash, now
    row.client, row.kept = client[:80], False


def draft(session: Session, workflow_id: int) -> Draft | None:
    """Return the draft of a workflow, or None."""
    row = session.get(DraftRow, workflow_id)
    if row is None:
        return None
    return Draft(row.document, row.base_hash, row.saved_at, row.client)


def drop_draft(session: Session, workflow_id: int) -> None:
    """Forget the draft of a workflow."""
    session.execute(delete(DraftRow).where(DraftRow.workflow_id == workflow_id))


def keep_draft(session: Session, workflow_id: int, now: datetime) -> bool:
    """Make a version «quiet» of a draft, once.

    Returns:
        True when there was a draft that is not a version yet and can be read as a workflow.
    """
    row = session.get(DraftRow, workflow_id)
    if row is None or row.kept:
        return False
    row.kept = True
    try:
        text = write(parsed(row.document))
    except UnreadableWorkflowError:
        # A draft of a broken document stays a draft; there is no workflow to keep.
        return False
    keep(session, workflow_id, text, "quiet", now)
    return True


def keep_quiet_drafts(session: Session, now: Callable[[], datetime]) -> int:
    """Make a version of every draft that nobody has touched for ten minutes.

    Returns:
        How many versions that made.
    """
    moment = now()
    rows = session.scalars(
        select(DraftRow.workflow_id).where(
            DraftRow.kept.is_(False), DraftRow.saved_at <= moment - QUIET
        )
    ).all()
    return sum(keep_draft(session, workflow_id, moment) for workflow_id in rows)
