"""What is wrong with the build of a workflow, whatever its nodes may do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kanva.workflow.document import PARAMETER_TYPES, Parameter, Workflow
from kanva.workflow.graph import rings
from kanva.workflow.identifiers import ID_PATTERN
from kanva.workflow.problems import DocumentProblem
from kanva.workflow.values import WrongValueError, value_of
from kanva.workflow.wording import did_you_mean, local

_PARAMETER_NAME = re.compile(r"[^\W\d]\w*")
_ID_HINT = {
    "ru": "Имя состоит из латинских строчных букв, цифр и знака подчёркивания.",
    "en": "An id consists of small Latin letters, digits and underscores.",
}


def structure_problems(workflow: Workflow) -> list[DocumentProblem]:
    """Find what is broken in the build of a workflow.

    Ids that are malformed or occur twice, edges and groups that name missing nodes, edges without a
    port, rings, positions of things that do not exist, parameters that contradict themselves. Ports
    and settings are not looked into: they belong to the node types.

    Args:
        workflow: The workflow.

    Returns:
        The problems: nodes, edges, rings, groups and notes, layout, parameters.

    Example:
        >>> from kanva.workflow import Edge, Node
        >>> broken = Workflow(
        ...     nodes=[Node(id="filter", type="rows.filter")],
        ...     edges=[Edge.between("sales", "rows", "filter", "rows")],
        ... )
        >>> [problem.code for problem in structure_problems(broken)]
        ['edge_without_node']
    """
    return [
        *_node_problems(workflow),
        *_edge_problems(workflow),
        *_ring_problems(workflow),
        *_group_and_note_problems(workflow),
        *_layout_problems(workflow),
        *_parameter_problems(workflow),
    ]


def _node_problems(workflow: Workflow) -> Iterator[DocumentProblem]:
    count = Counter(node.id for node in workflow.nodes)
    told: set[str] = set()
    for index, node in enumerate(workflow.nodes):
        path = f"nodes.{index}.id"
        if not ID_PATTERN.fullmatch(node.id):
            yield _problem(
                "bad_node_id",
                f"Имя узла «{node.id}» не годится.",
                f"The node id “{node.id}” will not do.",
                path,
                node=node.id,
                hint=_ID_HINT,
            )
        if count[node.id] > 1 and node.id not in told:
            told.add(node.id)
            yield _problem(
                "duplicate_node_id",
                f"Узлов с именем «{node.id}» несколько: {count[node.id]}.",
                f"{count[node.id]} nodes have the id “{node.id}”.",
                path,
                node=node.id,
                hint={"ru": "Дайте им разные имена.", "en": "Give them different ids."},
            )


def _edge_problems(workflow: Workflow) -> Iterator[DocumentProblem]:
    ids = [node.id for node in workflow.nodes]
    known = set(ids)
    seen: set[tuple[str, str, str | None]] = set()
    for index, edge in enumerate(workflow.edges):
        shown = f"{edge.from_} → {edge.to}"
        ends = (("from", edge.source, edge.output), ("to", edge.target, edge.input))
        for key, node_id, port in ends:
            path = f"edges.{index}.{key}"
            if node_id not in known:
                other = edge.target if key == "from" else edge.source
                yield _problem(
                    "edge_without_node",
                    f"Связь {shown}: узла «{node_id}» нет.",
                    f"Edge {shown}: there is no node “{node_id}”.",
                    path,
                    node=other if other in known else None,
                    hint=did_you_mean(node_id, ids)
                    or {
                        "ru": "Удалите связь или верните узел.",
                        "en": "Delete the edge or bring the node back.",
                    },
                )
            elif not port:
                yield _problem(
                    "edge_without_port",
                    f"Связь {shown}: у узла «{node_id}» не указан порт.",
                    f"Edge {shown} names no port of the node “{node_id}”.",
                    path,
                    node=node_id,
                )
        if (edge.from_, edge.to, edge.kind) in seen:
            yield _problem(
                "duplicate_edge",
                f"Связь {shown} проведена дважды.",
                f"Edge {shown} is drawn twice.",
                f"edges.{index}",
                node=edge.target if edge.target in known else None,
                hint={"ru": "Удалите одну из них.", "en": "Delete one of them."},
            )
        seen.add((edge.from_, edge.to, edge.kind))


def _ring_problems(workflow: Workflow) -> Iterator[DocumentProblem]:
    first_edge = {
        (edge.source, edge.target): index
        for index, edge in reversed(list(enumerate(workflow.edges)))
    }
    titles = {node.id: node.title for node in reversed(workflow.nodes)}
    for ring in rings(workflow):
        path = {
            language: " → ".join(local(titles[node_id], language) or node_id for node_id in ring)
            for language in ("ru", "en")
        }
        yield _problem(
            "cycle",
            f"Узлы замкнуты в кольцо: {path['ru']}.",
            f"The nodes form a ring: {path['en']}.",
            f"edges.{first_edge[ring[-2], ring[-1]]}",
            node=ring[0],
            hint={"ru": "Удалите одну из этих связей.", "en": "Delete one of these edges."},
        )


def _group_and_note_problems(workflow: Workflow) -> Iterator[DocumentProblem]:
    ids = [node.id for node in workflow.nodes]
    known = set(ids)
    yield from _own_ids("groups", (group.id for group in workflow.groups))
    yield from _own_ids("notes", (note.id for note in workflow.notes))
    home: dict[str, str] = {}
    for index, group in enumerate(workflow.groups):
        title = {lang: local(group.title, lang) or group.id for lang in ("ru", "en")}
        for position, node_id in enumerate(group.nodes):
            path = f"groups.{index}.nodes.{position}"
            if node_id not in known:
                yield _problem(
                    "group_without_node",
                    f"Группа «{title['ru']}»: узла «{node_id}» нет.",
                    f"Group “{title['en']}”: there is no node “{node_id}”.",
                    path,
                    hint=did_you_mean(node_id, ids),
                    warning=True,
                )
            elif node_id in home:
                yield _problem(
                    "node_in_two_groups",
                    f"Узел «{node_id}» стоит сразу в двух группах или дважды в одной.",
                    f"The node “{node_id}” stands in two groups, or twice in one.",
                    path,
                    node=node_id,
                    warning=True,
                )
            home.setdefault(node_id, group.id)


def _own_ids(kind: str, ids: Iterable[str]) -> Iterator[DocumentProblem]:
    ru, en = {"groups": ("группы", "group"), "notes": ("заметки", "note")}[kind]
    seen: set[str] = set()
    for index, own_id in enumerate(ids):
        path = f"{kind}.{index}.id"
        if not ID_PATTERN.fullmatch(own_id):
            yield _problem(
                f"bad_{en}_id",
                f"Имя {ru} «{own_id}» не годится.",
                f"The {en} id “{own_id}” will not do.",
                path,
                hint=_ID_HINT,
            )
        if own_id in seen:
            yield _problem(
                f"duplicate_{en}_id",
                f"Имя {ru} «{own_id}» встречается не один раз.",
                f"The {en} id “{own_id}” occurs more than once.",
                path,
            )
        seen.add(own_id)


def _layout_problems(workflow: Workflow) -> Iterator[DocumentProblem]:
    layout = workflow.layout
    rooms = (
        ("nodes", "узла", "node", layout.nodes, [node.id for node in workflow.nodes]),
        ("groups", "группы", "group", layout.groups, [group.id for group in workflow.groups]),
        ("notes", "заметки", "note", layout.notes, [note.id for note in workflow.notes]),
    )
    for key, ru, en, places, ids in rooms:
        for own_id in places:
            if own_id not in ids:
                yield _problem(
                    "layout_of_nothing",
                    f"Есть место на холсте для {ru} «{own_id}», но такой записи в сценарии нет.",
                    f"The layout has a place for the {en} “{own_id}”, which does not exist.",
                    f"layout.{key}.{own_id}",
                    hint=did_you_mean(own_id, ids),
                    warning=True,
                )


def _parameter_problems(workflow: Workflow) -> Iterator[DocumentProblem]:
    seen: set[str] = set()
    for index, parameter in enumerate(workflow.parameters):
        path = f"parameters.{index}"
        name = parameter.name
        if not _PARAMETER_NAME.fullmatch(name):
            yield _problem(
                "bad_parameter_name",
                f"Имя параметра «{name}» не годится.",
                f"The parameter name “{name}” will not do.",
                f"{path}.name",
                hint={
                    "ru": "Имя начинается с буквы и состоит из букв, цифр и знака подчёркивания.",
                    "en": "A name begins with a letter and holds letters, digits and underscores.",
                },
            )
        if name in seen:
            yield _problem(
                "duplicate_parameter",
                f"Параметр «{name}» объявлен дважды.",
                f"The parameter “{name}” is declared twice.",
                f"{path}.name",
            )
        seen.add(name)
        yield from _declaration_problems(parameter, path)


def _declaration_problems(parameter: Parameter, path: str) -> Iterator[DocumentProblem]:
    name = parameter.name
    title = {lang: local(parameter.title, lang) or name for lang in ("ru", "en")}
    if parameter.type not in PARAMETER_TYPES:
        yield _problem(
            "unknown_parameter_type",
            f"Параметр «{title['ru']}»: тип «{parameter.type}» неизвестен.",
            f"Parameter “{title['en']}”: its type “{parameter.type}” is unknown.",
            f"{path}.type",
            hint=did_you_mean(parameter.type, PARAMETER_TYPES),
        )
        return
    if parameter.type == "choice" and not parameter.choices:
        yield _problem(
            "parameter_without_choices",
            f"Параметр «{title['ru']}»: список вариантов пуст.",
            f"Parameter “{title['en']}”: its list of choices is empty.",
            f"{path}.choices",
        )
        return
    if (
        parameter.minimum is not None
        and parameter.maximum is not None
        and parameter.minimum > parameter.maximum
    ):
        yield _problem(
            "parameter_limits_crossed",
            f"Параметр «{title['ru']}»: наименьшее значение больше наибольшего.",
            f"Parameter “{title['en']}”: its minimum is above its maximum.",
            f"{path}.minimum",
        )
        return
    if parameter.default is None:
        return
    try:
        value_of(parameter, parameter.default)
    except WrongValueError as error:
        yield _problem(
            "wrong_parameter_default",
            f"Параметр «{title['ru']}», значение по умолчанию: {error.text['ru']}",
            f"Parameter “{title['en']}”, its default: {error.text['en']}",
            f"{path}.default",
            hint=error.hint,
        )


def _problem(
    code: str,
    ru: str,
    en: str,
    path: str,
    *,
    node: str | None = None,
    hint: dict[str, str] | None = None,
    warning: bool = False,
) -> DocumentProblem:
    return DocumentProblem(
        code,
        {"ru": ru, "en": en},
        path=path,
        node=node,
        hint=hint,
        severity="warning" if warning else "error",
    )
