"""Where a 1C base is: the fields a person fills in, and the address made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from kanva.connections.clients.stored import read_fields
from kanva.onec.client import Address
from kanva.sdk import fields
from kanva.sdk.fields import Look, Settings
from kanva.sdk.messages import NodeError
from kanva.sdk.text import Text

_ADVANCED = Look(advanced=True)


class OnecSettings(Settings):
    """Where a base is published and who asks."""

    server: str = fields.text(
        Text(ru="Сервер", en="Server"),
        help=Text(
            ru="Адрес веб-сервера 1С, например erp.company.ru или 192.168.0.5:8080. Можно вставить "
            "адрес, по которому база открывается в браузере.",
            en="The web server of 1C, for instance erp.company.com or 192.168.0.5:8080. You may "
            "paste the address at which the base opens in a browser.",
        ),
    )
    base: str = fields.text(
        Text(ru="База", en="Base"),
        help=Text(
            ru="Имя публикации: то, что в адресе после сервера.",
            en="The publication’s name: what follows the server in the address.",
        ),
    )
    secure: bool = fields.switch(
        Text(ru="Защищённое соединение (https)", en="Secure (https)"), True
    )
    user: str = fields.text(Text(ru="Пользователь 1С", en="User of 1C"))
    password: str = fields.secret(Text(ru="Пароль", en="Password"))
    allowed_only: bool = fields.switch(
        Text(ru="Только разрешённые", en="Allowed only"),
        True,
        help=Text(
            ru="Строки, на которые нет прав, пропускаются; иначе весь запрос кончается ошибкой.",
            en="Rows you may not see are left out; otherwise the whole request fails.",
        ),
    )
    page_rows: int = fields.integer(
        Text(ru="Строк за запрос", en="Rows per request"),
        5000,
        minimum=10,
        maximum=100_000,
        look=_ADVANCED,
    )
    timeout_s: int = fields.integer(
        Text(ru="Ждать ответа, с", en="Wait for an answer, s"),
        180,
        minimum=5,
        maximum=1800,
        help=Text(
            ru="Первый запрос за день 1С отвечает дольше минуты.",
            en="The first request of a day may take 1C over a minute.",
        ),
        look=_ADVANCED,
    )
    certificate: str = fields.file(
        Text(ru="Сертификат организации", en="Certificate of your organisation"),
        endings=(".pem", ".crt", ".cer"),
        optional=True,
        look=_ADVANCED,
    )


def onec_address(settings: OnecSettings) -> Address:
    """Return the address of a base from the fields a person fills in.

    Args:
        settings: The fields; the server may be a whole address pasted from a browser.

    Raises:
        NodeError: `bad_connection` when there is no server.

    Example:
        >>> onec_address(OnecSettings(server="https://erp.example.ru/erp/ru/", base="")).url
        'https://erp.example.ru/erp'
        >>> onec_address(OnecSettings(server="10.0.0.5:8080", base="ут", secure=False)).url
        'http://10.0.0.5:8080/%D1%83%D1%82'
    """
    given = settings.server.strip()
    scheme = "https" if settings.secure else "http"
    if "://" not in given:
        given = f"{scheme}://{given}"
    parts = urlsplit(given)
    if not parts.hostname:
        raise NodeError(
            "bad_connection", field="server", values={"title": Text(ru="Сервер", en="Server")}
        )
    base = settings.base.strip().strip("/")
    if not base:
        # An address from a browser ends in the language of the web client.
        steps = [step for step in parts.path.split("/") if step]
        if "odata" in steps:
            steps = steps[: steps.index("odata")]
        if len(steps) > 1 and len(steps[-1]) in {2, 5}:
            steps.pop()
        base = "/".join(steps)
    else:
        base = "/".join(quote(step) for step in base.split("/"))
    return Address(
        url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/{base}".rstrip("/"),
        user=settings.user,
        password=settings.password,
        certificate=settings.certificate,
        timeout_s=float(settings.timeout_s),
        page_rows=settings.page_rows,
        allowed_only=settings.allowed_only,
    )


def address_of(values: Mapping[str, Any]) -> Address:
    """Return the address of a stored connection.

    Args:
        values: Its fields, as a node gets them.

    Raises:
        NodeError: `bad_connection`, `secret_unreadable`, `bad_path`.
    """
    return onec_address(read_fields(OnecSettings, values))
