"""Runs: started, followed, stopped."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool

from kanva.api.models.common import Empty, Refusal
from kanva.api.models.runs import Run, RunDetails, RunList, StartedRun, StartRun
from kanva.api.server import TheServer

router = APIRouter(
    prefix="/api/runs",
    tags=["runs"],
    responses={404: {"model": Refusal, "description": "There is no such workflow or run"}},
)


@router.post("", status_code=201)
async def start(body: StartRun, server: TheServer) -> StartedRun:
    """Start a run of the document as the editor has it; events tell how it goes."""
    record = await server.running.start(
        body.path,
        body.document,
        targets=body.targets,
        parameters=body.parameters,
        language=body.language,
    )
    return StartedRun(run=Run.model_validate(record))


@router.get("")
def runs(server: TheServer, path: Annotated[str, Query(max_length=1000)]) -> RunList:
    """Return the latest runs of a workflow, the newest first."""
    return RunList(runs=[Run.model_validate(one) for one in server.store.runs.of_workflow(path)])


@router.get("/{run_id}")
async def run(run_id: str, server: TheServer) -> RunDetails:
    """Return a run with its nodes: as they are now, or as they were at its end."""
    record = await run_in_threadpool(server.store.runs.get, run_id)
    kept = await run_in_threadpool(server.store.runs.nodes, run_id)
    return RunDetails.model_validate(
        {
            "run": Run.model_validate(record),
            "nodes": {**kept, **server.running.nodes(run_id)},
            "problems": record.problems,
        }
    )


@router.post("/{run_id}/cancel")
async def cancel(run_id: str, server: TheServer) -> Empty:
    """Stop a run; one that has ended stays as it is."""
    await server.running.cancel(run_id)
    return Empty()
