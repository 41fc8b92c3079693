"""Messages that only the engine gives, and how node errors become problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kanva.sdk import COMMON, Message, NodeError, NodeType, Problem, Text
from kanva.workflow import DocumentProblem, LocalText, local

MESSAGES: dict[str, Message] = {
    "unknown_connection": Message(
        Text(ru="Нет подключения «{connection}»", en="There is no connection “{connection}”"),
        Text(
            ru="Создайте его в разделе «Подключения» или выберите другое.",
            en="Create it under Connections, or choose another one.",
        ),
    ),
    "unknown_output": Message(
        Text(
            ru="У узла «{above}» нет выхода «{port}»", en="Node “{above}” has no output “{port}”"
        ),
        Text(
            ru="Связь сохранена. Проведите её от другого выхода или удалите.",
            en="The edge is kept. Draw it from another output, or delete it.",
        ),
    ),
    "wrong_operator": Message(
        Text(
            ru="Сравнение «{operator}» не подходит к столбцу «{column}»: {kind}",
            en="The comparison “{operator}” does not fit column “{column}”, which holds {kind}",
        ),
        Text(ru="Выберите другое сравнение.", en="Choose another comparison."),
    ),
    "unknown_operator": Message(
        Text(ru="Нет такого сравнения: «{operator}»", en="There is no comparison “{operator}”"),
        Text(ru="Выберите другое сравнение.", en="Choose another comparison."),
    ),
    "wrong_value": Message(
        Text(
            ru="Значение «{value}» не подходит к столбцу «{column}»: {kind}",
            en="The value “{value}” does not fit column “{column}”, which holds {kind}",
        ),
        Text(ru="Исправьте значение в условии.", en="Correct the value in the condition."),
    ),
    "value_missing": Message(
        Text(
            ru="Не указано, с чем сравнивать столбец «{column}»",
            en="There is nothing to compare column “{column}” with",
        ),
        Text(ru="Впишите значение.", en="Fill in a value."),
    ),
    "bad_conversion": Message(
        Text(
            ru="В столбце «{column}» есть значения, из которых не сделать «{kind}»: {examples}",
            en="Column “{column}” holds values that cannot become “{kind}”: {examples}",
        ),
        Text(
            ru="Исправьте их узлами выше или разрешите узлу оставлять такие ячейки пустыми.",
            en="Correct them in the nodes above, or let the node leave such cells empty.",
        ),
    ),
    "kinds_differ": Message(
        Text(
            ru="Столбцы «{left}» и «{right}» разного типа: {left_kind} и {right_kind}",
            en="Columns “{left}” and “{right}” differ in type: {left_kind} and {right_kind}",
        ),
        Text(ru="Сделайте типы одинаковыми узлом «Столбцы».",
             en="Make the types the same with a Columns node."),
    ),
    "disk_full": Message(
        Text(ru="На диске кончилось место", en="The disk is full"),
        Text(ru="Освободите место и запустите снова.", en="Free some space and run again."),
    ),
    "wrong_result": Message(
        Text(
            ru="Узел вернул не те выходы: ждали «{expected}», получили «{given}»",
            en="The node returned other outputs: expected “{expected}”, got “{given}”",
        ),
        Text(
            ru="Это ошибка в библиотеке узлов. Сообщите её автору.",
            en="This is a mistake in the node library. Tell its author.",
        ),
    ),
    "broken_library": Message(
        Text(
            ru="Библиотека узлов «{package}» не загрузилась: {reason}",
            en="Node library “{package}” could not be loaded: {reason}",
        ),
        Text(
            ru="Обновите её или удалите. Остальные узлы работают.",
            en="Update or remove it. The other nodes work.",
        ),
        "warning",
    ),
    "nothing_to_run": Message(
        Text(ru="Нечего запускать: в сценарии нет узлов", en="There is nothing to run: no nodes"),
        Text(ru="Перетащите узел на полотно.", en="Drag a node onto the canvas."),
    ),
    "unknown_node": Message(
        Text(ru="В сценарии нет узла «{name}»", en="The workflow has no node “{name}”"),
    ),
    "no_picture": Message(
        Text(ru="У этого узла нет картинки", en="This node offers no picture"),
    ),
    "not_measurable": Message(
        Text(
            ru="Столбец «{column}» не отложить на графике: нужны числа или даты",
            en="Column “{column}” cannot be drawn: numbers or dates are needed",
        ),
        Text(ru="Выберите другой столбец.", en="Choose another column."),
    ),
    "sheet_full": Message(
        Text(
            ru="На лист Excel помещается не больше {rows} строк",
            en="A sheet of Excel holds {rows} rows at the most",
        ),
        Text(ru="Сохраните в CSV или отфильтруйте.", en="Save as CSV, or filter the rows."),
    ),
    "run_result_gone": Message(
        Text(
            ru="Результат этого узла из того запуска уже не хранится",
            en="What this node gave in that run is no longer kept",
        ),
        Text(
            ru="Закрепите узел перед запуском: закреплённые результаты хранятся.",
            en="Pin the node before a run: pinned results are kept.",
        ),
    ),
    "too_slow": Message(
        Text(ru="Просмотр занял слишком много времени", en="The preview took too long"),
        Text(
            ru="Запустите сценарий до этого узла: после запуска просмотр мгновенный.",
            en="Run the workflow up to this node: after a run the preview is instant.",
        ),
    ),
    "engine_failed": Message(
        Text(ru="Внутренняя ошибка расчёта", en="An internal error of the engine"),
        Text(
            ru="Подробности в журнале сервера. Повторите; если не поможет, сообщите нам.",
            en="The server’s log has the details. Try again; if it stays, report it.",
        ),
    ),
}  # fmt: skip

ALL_MESSAGES: Mapping[str, Message] = {**COMMON, **MESSAGES}


def problem(
    code: str,
    *,
    node: str | None = None,
    field: str | None = None,
    column: str | None = None,
    near: Any = (),
    rows: Any = None,
    **values: Any,
) -> Problem:
    """Build a problem from a common or an engine message.

    Args:
        code: A key of `COMMON` or `MESSAGES`.
        node: Id of the node.
        field: Dotted path of the setting.
        column: The column in question.
        near: Names that look like the wrong one, a sequence of them.
        rows: Offending rows, `{"columns": […], "rows": [[…]]}`.
        **values: What fills the message's places.

    Returns:
        The problem.

    Raises:
        KeyError: There is no such message.

    Example:
        >>> problem("missing_file", node="sales", file="a.csv").text.en
        'There is no file “a.csv”'
    """
    error = NodeError(code, field=field, column=column, values=values, near=near, rows=rows)
    return replace(error.problem(MESSAGES), node=node)


def error_problem(error: NodeError, node_type: NodeType[Any] | None, node: str) -> Problem:
    """Turn an error raised by a node into a problem; an undeclared code is told as it stands."""
    messages = {**MESSAGES, **({} if node_type is None else node_type.messages)}
    try:
        return error.problem(messages).at(node)
    except KeyError:
        return problem("failed", node=node, field=error.field, reason=Text.same(str(error)))


def document_problem(found: DocumentProblem) -> Problem:
    """Turn a problem of the document's build into a problem of the workflow."""
    return Problem(
        code=found.code,
        severity=found.severity,
        text=Text(ru=found.text["ru"], en=found.text["en"]),
        hint=None if found.hint is None else Text(ru=found.hint["ru"], en=found.hint["en"]),
        node=found.node,
    )


def local_text(words: LocalText | None) -> Text | None:
    """Return a title of the document as a text in both languages, or None when it is empty."""
    if not words:
        return None
    return Text(ru=local(words, "ru"), en=local(words, "en"))
