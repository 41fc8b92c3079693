"""What the server itself can refuse, in both languages, and the shape every refusal has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response

from kanva.sdk.messages import COMMON, Message, NodeError, Problem
from kanva.sdk.text import Text

JSON_LIMIT_BYTES = 64 * 1024 * 1024
"""The largest request but an upload, whose bytes the store counts."""

MESSAGES: dict[str, Message] = {
    "not_signed_in": Message(
        Text(ru="Вы не вошли", en="You are not signed in"),
        Text(
            ru="Откройте ссылку, которую напечатала Kanva при запуске, или получите новую: "
            "kanva open.",
            en="Open the link that Kanva printed when it started, or get a new one: kanva open.",
        ),
    ),
    "wrong_password": Message(
        Text(ru="Пароль не подошёл", en="The password is wrong"),
        Text(
            ru="Проверьте раскладку клавиатуры и повторите.",
            en="Check the keyboard layout and try again.",
        ),
    ),
    "no_password": Message(
        Text(
            ru="Здесь входят по ссылке, а не по паролю",
            en="Here one signs in by a link, not by a password",
        ),
        Text(
            ru="Получите ссылку командой kanva open.", en="Get a link with the command kanva open."
        ),
    ),
    "too_many_tries": Message(
        Text(ru="Слишком много неверных паролей", en="Too many wrong passwords"),
        Text(ru="Повторите через {seconds} с.", en="Try again in {seconds} s."),
    ),
    "unknown_host": Message(
        Text(ru="Kanva не отвечает по адресу «{host}»", en="Kanva does not answer as “{host}”"),
        Text(
            ru="Откройте её по адресу, который она напечатала при запуске, или добавьте этот "
            "в KANVA_ALLOWED_HOSTS.",
            en="Open it by the address it printed at the start, or add this one to "
            "KANVA_ALLOWED_HOSTS.",
        ),
    ),
    "foreign_origin": Message(
        Text(
            ru="Запрос пришёл с другого сайта: «{origin}»",
            en="The request comes from another site: “{origin}”",
        ),
        Text(ru="Работайте на странице самой Kanva.", en="Work on Kanva’s own page."),
    ),
    "json_only": Message(
        Text(ru="Этот адрес принимает только JSON", en="This address takes nothing but JSON"),
        Text(
            ru="Пошлите заголовок Content-Type: application/json.",
            en="Send the header Content-Type: application/json.",
        ),
    ),
    "bytes_only": Message(
        Text(
            ru="Файл загружается как application/octet-stream",
            en="A file is uploaded as application/octet-stream",
        ),
    ),
    "too_large": Message(
        Text(ru="Запрос больше {limit} МБ", en="The request is larger than {limit} MB"),
    ),
    "bad_request": Message(
        Text(
            ru="Запрос не понят: {place} — {reason}", en="Request not understood: {place}: {reason}"
        ),
    ),
    "not_found": Message(Text(ru="Нет такого адреса", en="There is no such address")),
    "wrong_method": Message(
        Text(ru="Этот адрес так не вызывают", en="This address is not called this way")
    ),
    "refused": Message(
        Text(ru="Сервер отказал: ошибка {number}", en="The server refused: error {number}")
    ),
    "unexpected": Message(
        Text(ru="В Kanva произошла ошибка", en="Something went wrong inside Kanva"),
        Text(
            ru="Ваш файл не тронут. Повторите; если повторится, пошлите разработчикам журнал "
            "сервера, отметка {mark}.",
            en="Your file is untouched. Try again; if it repeats, send the developers the "
            "server’s log, mark {mark}.",
        ),
    ),
    "example_missing": Message(
        Text(ru="Нет примера «{id}»", en="There is no example “{id}”"),
        Text(ru="Выберите пример из галереи.", en="Choose an example from the gallery."),
    ),
    "connection_kind": Message(
        Text(ru="Нет такого вида подключения: «{kind}»", en="There is no connection kind “{kind}”"),
    ),
    "connection_wrong": Message(
        Text(ru="Подключение: проверьте поле «{title}»", en="Connection: check “{title}”"),
    ),
    "node_missing": Message(
        Text(ru="В сценарии нет узла «{node}»", en="The workflow has no node “{node}”"),
    ),
    "table_file_missing": Message(
        Text(ru="Файла уже нет: его скачали", en="The file is gone: it was fetched"),
        Text(ru="Сохраните таблицу ещё раз.", en="Save the table once more."),
    ),
    "run_unfinished": Message(
        Text(
            ru="Расчёт остановился, не дав результата",
            en="The computation stopped without a result",
        ),
        Text(ru="Запустите ещё раз.", en="Run again."),
    ),
    "cancelled": COMMON["cancelled"],
    "shutdown": Message(
        Text(ru="Запуск остановлен: сервер закрывается", en="Run stopped: the server is closing"),
        Text(
            ru="Прежние файлы не тронуты. Запустите ещё раз, когда сервер поднимется.",
            en="Earlier files are untouched. Run again when the server is up.",
        ),
        "warning",
    ),
}


class ApiError(Exception):
    """A request is refused.

    Args:
        status: HTTP status.
        code: A key of `MESSAGES`.
        headers: Headers of the answer.
        values: What fills the message's `{places}`.

    Example:
        >>> ApiError(404, "example_missing", id="rfm").problem().text.en
        'There is no example “rfm”'
    """

    def __init__(
        self, status: int, code: str, *, headers: Mapping[str, str] | None = None, **values: Any
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
        self.values = values

    def problem(self) -> Problem:
        """Return the problem a person reads."""
        return NodeError(self.code, values=self.values).problem(MESSAGES)

    def response(self) -> Response:
        """Return the answer."""
        return refusal(self.status, self.problem(), self.headers)


def refusal(
    status: int, problem: Problem, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """Return the answer that carries a problem.

    Args:
        status: HTTP status.
        problem: What is wrong.
        headers: Headers of the answer.
        more: Keys beside "problem".
    """
    return json_response({"problem": problem.as_json(), **more}, status, headers)


def json_response(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return plain JSON as it is; what the engine has built needs no second validation."""
    content = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A lone half of a character, as a damaged file may hold, must not break the whole answer.
    return Response(
        content.encode("utf-8", "replace"),
        status,
        headers=dict(headers or {}),
        media_type="application/json",
    )
