"""What the store can refuse, in both languages, with what to do about it."""

from __future__ import annotations

from typing import Any

from kanva.sdk.messages import Message, NodeError, Problem
from kanva.sdk.text import Text
from kanva.workflow.problems import DocumentError, DocumentProblem

MESSAGES: dict[str, Message] = {
    "workflow_missing": Message(
        Text(ru="Нет сценария «{path}»", en="There is no workflow “{path}”"),
        Text(
            ru="Возможно, его переименовали или удалили. Откройте список сценариев.",
            en="It may have been renamed or deleted. Open the list of workflows.",
        ),
    ),
    "workflow_changed": Message(
        Text(
            ru="Файл «{path}» изменился с тех пор, как вы его открыли",
            en="File “{path}” has changed since you opened it",
        ),
        Text(
            ru="Возьмите тот вариант или сохраните свой поверх: оба останутся в истории версий.",
            en="Take that one or save yours over it: both stay in the list of versions.",
        ),
    ),
    "workflow_taken": Message(
        Text(ru="Файл «{path}» уже есть", en="File “{path}” already exists"),
        Text(ru="Выберите другое имя.", en="Choose another name."),
    ),
    "empty_over_full": Message(
        Text(
            ru="Пустой сценарий заменил бы файл «{path}», где узлов: {nodes}",
            en="An empty workflow would replace “{path}”, which has nodes: {nodes}",
        ),
        Text(
            ru="Если это задумано, подтвердите очистку. Прежний вариант останется в версиях.",
            en="If this is meant, confirm it. The earlier one stays among the versions.",
        ),
    ),
    "version_missing": Message(
        Text(ru="Нет версии {number}", en="There is no version {number}"),
        Text(ru="Выберите версию из списка.", en="Choose a version from the list."),
    ),
    "run_missing": Message(
        Text(ru="Нет такого запуска", en="There is no such run"),
        Text(ru="Откройте список запусков сценария.", en="Open the workflow’s list of runs."),
    ),
    "connection_missing": Message(
        Text(ru="Нет подключения «{name}»", en="There is no connection “{name}”"),
        Text(
            ru="Возможно, его переименовали или удалили. Обновите страницу подключений.",
            en="It may have been renamed or deleted. Refresh the page of connections.",
        ),
    ),
    "connection_taken": Message(
        Text(ru="Подключение «{name}» уже есть", en="Connection “{name}” already exists"),
        Text(ru="Дайте другое имя.", en="Give it another name."),
    ),
    "connection_name": Message(
        Text(
            ru="У подключения должно быть имя, не длиннее {length} знаков",
            en="A connection needs a name of at most {length} characters",
        ),
    ),
    "bad_name": Message(
        Text(ru="Имя «{name}» не подходит для файла", en="“{name}” cannot be a file’s name"),
        Text(
            ru='Уберите знаки \\ / : * ? " < > | и пробел или точку в конце; '
            "имя не длиннее 120 знаков.",
            en='Remove \\ / : * ? " < > | and a space or dot at the end; 120 characters at most.',
        ),
    ),
    "bad_ending": Message(
        Text(
            ru="Имя файла сценария должно кончаться на .kanva.json: «{path}»",
            en="A workflow’s file name must end in .kanva.json: “{path}”",
        ),
    ),
    "folder_missing": Message(
        Text(ru="Нет папки «{folder}»", en="There is no folder “{folder}”"),
        Text(ru="Выберите другую папку.", en="Choose another folder."),
    ),
    "file_missing": Message(
        Text(ru="Нет файла «{path}»", en="There is no file “{path}”"),
        Text(ru="Обновите список файлов.", en="Refresh the list of files."),
    ),
    "file_too_large": Message(
        Text(
            ru="Файл больше {limit} МБ и не загружен",
            en="The file is larger than {limit} MB and was not uploaded",
        ),
        Text(
            ru="Положите его в папку сами, без браузера: {folder}",
            en="Put it into the workspace yourself, without the browser: {folder}",
        ),
    ),
    "workflow_by_upload": Message(
        Text(
            ru="Сценарий «{path}» нельзя заменить загрузкой файла",
            en="Workflow “{path}” cannot be replaced by an upload",
        ),
        Text(
            ru="Откройте файл в редакторе и сохраните как сценарий.",
            en="Open the file in the editor and save it as a workflow.",
        ),
    ),
    "disk_full": Message(
        Text(
            ru="На диске не хватило места для «{path}»", en="The disk has no room left for “{path}”"
        ),
        Text(
            ru="Освободите место и повторите. Прежний файл не тронут.",
            en="Free some space and try again. The earlier file is untouched.",
        ),
    ),
    "file_busy": Message(
        Text(
            ru="Файл «{path}» занят другой программой",
            en="File “{path}” is held by another program",
        ),
        Text(
            ru="Закройте её и повторите. Прежний файл не тронут.",
            en="Close it and try again. The earlier file is untouched.",
        ),
    ),
    "file_refused": Message(
        Text(
            ru="Не удалось записать или прочитать «{path}»: нет доступа",
            en="“{path}” cannot be read or written: access is denied",
        ),
        Text(
            ru="Проверьте права на файл и на папку.",
            en="Check the permissions of the file and of the folder.",
        ),
    ),
    "not_utf8": Message(
        Text(ru="Файл «{path}» записан не в UTF-8", en="File “{path}” is not written in UTF-8"),
        Text(
            ru="Сохраните его в кодировке UTF-8 или верните прежний вариант.",
            en="Save it in UTF-8, or bring an earlier one back.",
        ),
    ),
    "database_newer": Message(
        Text(
            ru="База в папке .kanva сделана более новой Kanva",
            en="The database in .kanva was made by a newer Kanva",
        ),
        Text(
            ru="Обновите Kanva. Если новее нет, переименуйте папку .kanva: сценарии останутся, "
            "история начнётся заново.",
            en="Update Kanva. If you cannot, rename the folder .kanva: the workflows stay, "
            "the history begins anew.",
        ),
    ),
}


class StoreError(Exception):
    """The store refuses: a code of `MESSAGES`, with the values of its places.

    Args:
        code: A key of `MESSAGES`.
        values: What fills the message's `{places}`.

    Example:
        >>> StoreError("version_missing", number=7).problem().text.ru
        'Нет версии 7'
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        """Return the code and its values, for the log."""
        return f"{self.code} {self.values}"

    def problem(self) -> Problem:
        """Return the problem a person reads."""
        return NodeError(self.code, values=self.values).problem(MESSAGES)


class StaleSaveError(StoreError):
    """A save was based on another text than the file holds now.

    Args:
        path: The workflow's path.
        hash: Hash of the text in the file.
        text: The text in the file.
    """

    def __init__(self, path: str, hash: str, text: str) -> None:  # noqa: A002 - the word of the contract
        super().__init__("workflow_changed", path=path)
        self.hash = hash
        self.text = text


class UnreadableWorkflowError(StoreError):
    """A file or a body is not a workflow; `problems` say why, in the person's words.

    Args:
        error: What the reader of documents found; at least one problem.
    """

    def __init__(self, error: DocumentError) -> None:
        super().__init__(error.problems[0].code)
        self.problems = [document_problem(problem) for problem in error.problems]

    def problem(self) -> Problem:
        """Return the first problem."""
        return self.problems[0]


def document_problem(problem: DocumentProblem) -> Problem:
    """Turn a document's problem into the shape every problem has on the wire.

    Args:
        problem: As the reader of documents or `structure_problems` gives it.

    Returns:
        The same words; the place in the text, when known, is told in them.
    """
    text = Text(**problem.text)
    return Problem(
        code=problem.code,
        severity=problem.severity,
        text=text,
        hint=None if problem.hint is None else Text(**problem.hint),
        node=problem.node,
        field=problem.path,
    )


__all__ = [
    "MESSAGES",
    "StaleSaveError",
    "StoreError",
    "UnreadableWorkflowError",
    "document_problem",
]
