"""What 1C answers when it refuses, in plain words, with what to ask its administrator for.

Codes: the guide of the platform, 17.4; the rest was seen on live bases.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kanva.sdk.messages import Message, NodeError
from kanva.sdk.text import Text

MESSAGES: dict[str, Message] = {
    "bad_metadata": Message(
        Text(
            ru="По этому адресу не описание базы 1С",
            en="There is no description of a 1C base at this address",
        ),
        Text(
            ru="Проверьте имя публикации: адрес должен вести к базе, а не к её веб-клиенту.",
            en="Check the publication’s name: the address must lead to the base itself.",
        ),
    ),
    "nothing_published": Message(
        Text(
            ru="База отвечает, но ни один объект не опубликован в OData",
            en="The base answers, but no object is published in OData",
        ),
        Text(
            ru="Попросите администратора 1С включить нужные объекты: «Администрирование» → "
            "«Синхронизация данных» → «Настройка автоматического REST-сервиса» → «Состав».",
            en="Ask the 1C administrator to include the objects you need: Administration → Data "
            "synchronization → Automatic REST service → Content.",
        ),
    ),
    "no_publication": Message(
        Text(
            ru="По адресу {address} нет публикации 1С",
            en="There is no publication of 1C at {address}",
        ),
        Text(
            ru="Проверьте имя базы в адресе. Если оно верное, попросите администратора 1С "
            "опубликовать «Стандартный интерфейс OData».",
            en="Check the base’s name in the address. If it is right, ask the 1C administrator to "
            "publish the standard OData interface.",
        ),
    ),
    "not_published": Message(
        Text(ru="Объект «{what}» не опубликован в OData", en="“{what}” is not published in OData"),
        Text(
            ru="Попросите администратора 1С добавить его в состав автоматического REST-сервиса.",
            en="Ask the 1C administrator to add it to the content of the automatic REST service.",
        ),
    ),
    "onec_rights": Message(
        Text(ru="1С не даёт прав: {reason}", en="1C does not allow it: {reason}"),
        Text(
            ru="Попросите у администратора 1С право чтения или включите «Только разрешённые».",
            en="Ask the 1C administrator for the right to read, or switch “Allowed only” on.",
        ),
    ),
    "onec_condition": Message(
        Text(ru="1С не приняла условие: {reason}", en="1C did not take the condition: {reason}"),
    ),
    "onec_field": Message(
        Text(ru="В 1С нет такого поля: {reason}", en="There is no such field in 1C: {reason}"),
        Text(
            ru="Обновите список полей: конфигурация могла измениться.",
            en="Refresh the list of fields: the configuration may have changed.",
        ),
    ),
    "onec_no_session": Message(
        Text(ru="1С не открыла сеанс", en="1C did not open a session"),
        Text(
            ru="Скорее всего, заняты все лицензии. Повторите позже или спросите администратора 1С.",
            en="All licences are probably in use. Try later, or ask the 1C administrator.",
        ),
    ),
    "onec_error": Message(
        Text(ru="Ошибка в 1С: {reason}", en="An error in 1C: {reason}"),
        Text(
            ru="Повторите; если повторится, покажите текст администратору 1С.",
            en="Try again; if it repeats, show the text to the 1C administrator.",
        ),
    ),
    "onec_unsupported": Message(
        Text(ru="Эта версия 1С так не умеет: {reason}", en="This version of 1C cannot: {reason}"),
    ),
    "not_1c": Message(
        Text(
            ru="Ответ не похож на 1С: {reason}", en="The answer does not look like 1C’s: {reason}"
        ),
        Text(
            ru="Возможно, отвечает страница входа или промежуточный сервер. Проверьте адрес.",
            en="A sign-in page or a server in between may answer. Check the address.",
        ),
    ),
    "cut_answer": Message(
        Text(ru="Ответ 1С оборвался", en="1C’s answer broke off"),
        Text(
            ru="Повторите; если повторится, уменьшите «Строк за запрос» в подключении.",
            en="Try again; if it repeats, lower the rows per request in the connection.",
        ),
    ),
    "address_too_long": Message(
        Text(
            ru="Запрос длиннее, чем принимает сервер 1С",
            en="The request is longer than 1C’s server takes",
        ),
        Text(ru="Выберите меньше полей или условий.", en="Choose fewer fields or conditions."),
    ),
}

_BY_CODE = {
    "8": "not_published",
    "20": "onec_rights",
    "14": "onec_condition",
    "10": "onec_field",
    "0": "onec_unsupported",
    "11": "onec_unsupported",
    "12": "onec_unsupported",
}
_TAGS = re.compile(r"<[^>]*>")
_ATOM_CODE = re.compile(r"<m:code>([^<]*)</m:code>")
_ATOM_MESSAGE = re.compile(r"<m:message[^>]*>([^<]*)</m:message>")
_LONG = 2000
"""A query string near this length is the likelier cause of a 404 without 1C's own words (IIS)."""


def refusal(status: int, body: str, address: str, what: str) -> NodeError:
    """Return the error for an answer that is not a success.

    Args:
        status: HTTP status.
        body: Text of the answer.
        address: What was asked, without secrets.
        what: The object in question, for words.

    Example:
        >>> answer = '{"odata.error":{"code":"8","message":{"value":"Тип сущности не найден"}}}'
        >>> refusal(404, answer, "http://a/b", "Справочник.Х").code
        'not_published'
    """
    code, reason = _own_words(body)
    values = {"reason": reason or f"HTTP {status}", "what": what, "address": address}
    own = _BY_CODE.get(code or "")
    if own is not None:
        return NodeError(own, values=values)
    if status == 401:
        return NodeError("wrong_login", values=values)
    if status in {402, 406}:
        return NodeError("onec_no_session", values=values)
    if status in {404, 414} and code is None:
        long = status == 414 or len(address.partition("?")[2]) > _LONG
        return NodeError("address_too_long" if long else "no_publication", values=values)
    if status == 403:
        return NodeError("onec_rights", values=values)
    if status == 501:
        return NodeError("onec_unsupported", values=values)
    if code is None and "<html" in body.casefold():
        return NodeError("not_1c", values={"reason": _plain(body)})
    return NodeError("onec_error", values=values)


def is_condition_refused(status: int, body: str) -> bool:
    """Tell whether 1C refused a condition that another request may do without."""
    code, reason = _own_words(body)
    return code == "14" or (status == 500 and "не разрешена в предложении" in reason)


def _own_words(body: str) -> tuple[str | None, str]:
    """Return 1C's code and message, of a JSON or an Atom answer."""
    try:
        given: Any = json.loads(body.lstrip("\ufeff"))
        error = given["odata.error"]
        return str(error["code"]), str(error["message"]["value"]).strip()
    except (ValueError, KeyError, TypeError):
        code, message = _ATOM_CODE.search(body), _ATOM_MESSAGE.search(body)
        if code is None:
            return None, ""
        return code.group(1), "" if message is None else message.group(1).strip()


def _plain(body: str) -> str:
    return " ".join(_TAGS.sub(" ", body).split())[:160]
