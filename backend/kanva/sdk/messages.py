"""Messages: what can be wrong, said once, in both languages, with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from kanva.sdk.text import Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Message:
    """One declared error or warning of a node.

    Args:
        text: What is wrong, with `{places}` for values.
        hint: What to do, or None when the text says it.
        severity: "error" stops the node, "warning" is shown and the work goes on.
    """

    text: Text
    hint: Text | None = None
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend one press away: the words that replace the wrong ones.

    Args:
        title: Words on the button.
        replace: New value of the field, or of the marked range inside a formula.
    """

    title: Text
    replace: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One error or warning about a workflow, ready to be shown.

    Args:
        code: Stable name of the message.
        severity: "error" or "warning".
        text: What is wrong, in both languages.
        hint: What to do.
        node: Id of the node, or None for the whole workflow.
        field: Dotted path inside the node's settings.
        column: Name of the column in question.
        range: First and past-the-last character inside a formula.
        fix: A mend one press away.
        near: Names that look like the wrong one.
        rows: Up to five offending rows, with their column names first.
    """

    code: str
    severity: Severity
    text: Text
    hint: Text | None = None
    node: str | None = None
    field: str | None = None
    column: str | None = None
    range: tuple[int, int] | None = None
    fix: Fix | None = None
    near: tuple[str, ...] = ()
    rows: Mapping[str, Any] | None = None

    def at(self, node: str) -> Problem:
        """Return the same problem placed at a node."""
        return replace(self, node=node)

    def as_json(self) -> dict[str, Any]:
        """Return the wire form; absent parts are null."""
        return {
            "code": self.code,
            "severity": self.severity,
            "node": self.node,
            "field": self.field,
            "column": self.column,
            "range": None if self.range is None else list(self.range),
            "text": self.text.as_json(),
            "hint": None if self.hint is None else self.hint.as_json(),
            "fix": None
            if self.fix is None
            else {"title": self.fix.title.as_json(), "replace": self.fix.replace},
            "near": list(self.near),
            "rows": self.rows,
        }


class NodeError(Exception):
    """Raised by a node's code for a declared message; the engine makes it a problem there.

    Args:
        code: A key of the node's `messages`, or of `COMMON`.
        field: Dotted path of the setting at fault.
        column: The column at fault.
        values: What fills the message's `{places}`.
        near: Names that look like the wrong one.
        rows: Up to five offending rows: `{"columns": […], "rows": [[…]]}`.

    Example:
        >>> error = NodeError("missing_file", field="file", values={"file": "продажи.csv"})
        >>> error.problem({}).text.ru
        'Нет файла «продажи.csv»'
    """

    def __init__(
        self,
        code: str,
        *,
        field: str | None = None,
        column: str | None = None,
        values: Mapping[str, Any] | None = None,
        near: Sequence[str] = (),
        rows: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.column = column
        self.values: Mapping[str, Any] = {} if values is None else values
        self.near = tuple(near)
        self.rows = rows

    def __str__(self) -> str:
        """Return the code and its values, for the log."""
        return f"{self.code} {dict(self.values)}"

    def problem(self, messages: Mapping[str, Message]) -> Problem:
        """Build the problem from the node's messages, else from the common ones.

        Args:
            messages: The node type's own messages.

        Returns:
            The problem, not yet placed at a node.

        Raises:
            KeyError: The code is declared nowhere; the contract test finds such codes.
        """
        message = messages[self.code] if self.code in messages else COMMON[self.code]
        values = {"column": self.column or "", "field": self.field or "", **self.values}
        fix = None
        if self.near:
            title = Text(ru=f"Заменить на «{self.near[0]}»", en=f"Replace with “{self.near[0]}”")
            fix = Fix(title=title, replace=self.near[0])
        return Problem(
            code=self.code,
            severity=message.severity,
            text=message.text.format(values),
            hint=None if message.hint is None else message.hint.format(values),
            field=self.field,
            column=self.column,
            fix=fix,
            near=tuple(self.near),
            rows=self.rows,
        )


COMMON: dict[str, Message] = {
    "unknown_type": Message(
        Text(ru="Нет такого вида узла: «{type}»", en="There is no node type “{type}”"),
        Text(
            ru="Узел сохранён как есть. Установите библиотеку, в которой он есть, или удалите его.",
            en="The node is kept as it is. Install the node library it comes from, or delete it.",
        ),
    ),
    "newer_node": Message(
        Text(
            ru="Узел сделан в более новой версии: {version}, а здесь {ours}",
            en="The node was made by a newer version: {version}, here it is {ours}",
        ),
        Text(ru="Обновите Kanva или библиотеку узлов.", en="Update Kanva or the node library."),
    ),
    "unknown_setting": Message(
        Text(ru="Неизвестная настройка «{name}»", en="Unknown setting “{name}”"),
        Text(
            ru="Она сохранена, но не действует. Её можно убрать в форме узла.",
            en="It is kept but has no effect. You can remove it in the node’s form.",
        ),
    ),
    "bad_setting": Message(
        Text(ru="«{title}»: {reason}", en="“{title}”: {reason}"),
    ),
    "not_set": Message(
        Text(ru="Не заполнено: «{title}»", en="Not filled in: “{title}”"),
    ),
    "missing_column": Message(
        Text(ru="Нет столбца «{column}»", en="There is no column “{column}”"),
        Text(
            ru="Выберите другой столбец или верните этот в узлах выше. Сейчас есть: {columns}.",
            en="Choose another column, or bring this one back above. There are: {columns}.",
        ),
    ),
    "wrong_kind": Message(
        Text(
            ru="Столбец «{column}»: {kind}, а нужно: {expected}",
            en="Column “{column}” holds {kind}, but {expected} is needed",
        ),
        Text(
            ru="Смените тип узлом «Столбцы» или выберите другой столбец.",
            en="Change its type with a Columns node, or choose another column.",
        ),
    ),
    "formula": Message(Text(ru="{words}", en="{words}")),
    "duplicate_column": Message(
        Text(
            ru="Столбец «{column}» получился бы дважды", en="Column “{column}” would appear twice"
        ),
        Text(ru="Дайте другое имя.", en="Give it another name."),
    ),
    "unnamed_column": Message(
        Text(ru="Столбец {number} без имени", en="Column {number} has no name"),
        Text(ru="Впишите имя в шапке таблицы.", en="Type a name in the head of the table."),
    ),
    "wide_row": Message(
        Text(
            ru="Строка {row}: ячеек {cells}, а столбцов {width}",
            en="Row {row} has {cells} cells, but there are {width} columns",
        ),
        Text(
            ru="Добавьте столбцы или удалите лишние ячейки.",
            en="Add columns, or delete the extra cells.",
        ),
    ),
    "bad_cell": Message(
        Text(
            ru="Столбец «{column}», строка {row}: «{value}» не подходит, здесь {kind}",
            en="Column “{column}”, row {row}: “{value}” does not fit, the column’s kind is: {kind}",
        ),
        Text(
            ru="Исправьте ячейку или смените тип столбца.",
            en="Correct the cell, or change the kind of the column.",
        ),
    ),
    "input_missing": Message(
        Text(ru="Вход «{port}» не соединён", en="Input “{port}” is not connected"),
        Text(
            ru="Проведите к нему связь от другого узла.", en="Draw an edge to it from another node."
        ),
    ),
    "input_failed": Message(
        Text(
            ru="Ждёт узла «{node}»: в нём ошибка", en="Waits for node “{node}”, which has an error"
        ),
    ),
    "unknown_port": Message(
        Text(ru="У узла нет порта «{port}»", en="The node has no port “{port}”"),
        Text(
            ru="Связь сохранена. Проведите её к другому порту или удалите.",
            en="The edge is kept. Draw it to another port, or delete it.",
        ),
    ),
    "port_taken": Message(
        Text(ru="К входу «{port}» ведут две связи", en="Two edges lead to input “{port}”"),
        Text(
            ru="Оставьте одну; чтобы сложить таблицы, поставьте узел объединения.",
            en="Keep one; to stack tables use a union node.",
        ),
    ),
    "unknown_parameter": Message(
        Text(ru="Нет параметра «{parameter}»", en="There is no parameter “{parameter}”"),
        Text(
            ru="Добавьте его в параметры сценария или снимите привязку.",
            en="Add it to the workflow’s parameters, or unbind the setting.",
        ),
    ),
    "cycle": Message(
        Text(ru="Связи идут по кругу: {path}", en="The edges run in a circle: {path}"),
        Text(ru="Уберите одну из этих связей.", en="Remove one of these edges."),
    ),
    "missing_file": Message(
        Text(ru="Нет файла «{file}»", en="There is no file “{file}”"),
        Text(
            ru="Положите его в папку или выберите другой.",
            en="Put it into the workspace, or choose another one.",
        ),
    ),
    "unreadable_file": Message(
        Text(ru="Файл «{file}» не открывается", en="File “{file}” cannot be opened"),
        Text(
            ru="Проверьте права на него и не занят ли он другой программой.",
            en="Check its permissions, and whether another program holds it.",
        ),
    ),
    "bad_path": Message(
        Text(
            ru="Путь «{file}» ведёт за пределы папки", en="Path “{file}” leads out of the workspace"
        ),
        Text(
            ru="Скопируйте файл в папку и выберите его там.",
            en="Copy the file into the workspace and choose it there.",
        ),
    ),
    "empty_file": Message(
        Text(ru="Файл «{file}» пуст", en="File “{file}” is empty"),
        Text(ru="Выберите файл с данными.", en="Choose a file that has data."),
    ),
    "missing_folder": Message(
        Text(ru="Нет папки «{folder}»", en="There is no folder “{folder}”"),
        Text(ru="Создайте её или выберите другую.", en="Create it, or choose another one."),
    ),
    "read_only_folder": Message(
        Text(ru="В папку «{folder}» нельзя записать", en="Folder “{folder}” cannot be written to"),
        Text(
            ru="Дайте права на запись или выберите другую.",
            en="Allow writing, or choose another one.",
        ),
    ),
    "file_in_use": Message(
        Text(
            ru="Файл «{file}» открыт в другой программе",
            en="File “{file}” is open in another program",
        ),
        Text(
            ru="Закройте его, например в Excel, и запустите снова. Прежний файл не тронут.",
            en="Close it, for instance in Excel, and run again. The old file is untouched.",
        ),
    ),
    "same_target": Message(
        Text(
            ru="Два узла пишут в один файл: «{file}»",
            en="Two nodes write to the same file: “{file}”",
        ),
        Text(ru="Дайте им разные имена.", en="Give them different names."),
    ),
    "failed": Message(
        Text(ru="Узел не посчитан: {reason}", en="The node could not be computed: {reason}"),
    ),
    "out_of_memory": Message(
        Text(ru="Не хватило памяти", en="Out of memory"),
        Text(
            ru="Уменьшите данные фильтром пораньше или запустите на машине с большей памятью.",
            en="Cut the data down with an earlier filter, or run on a machine with more memory.",
        ),
    ),
    "worker_lost": Message(
        Text(
            ru="Процесс расчёта остановился, не закончив",
            en="The computing process stopped half-way",
        ),
        Text(
            ru="Старые файлы не тронуты. Запустите ещё раз; если повторится, не хватает памяти.",
            en="Old files are untouched. Run again; if it repeats, memory is too small.",
        ),
    ),
    "cancelled": Message(
        Text(ru="Остановлено человеком", en="Stopped by a person"), None, "warning"
    ),
}
