"""What any connection can complain of; kinds add their own."""

from __future__ import annotations

from kanva.sdk.messages import Message
from kanva.sdk.text import Text

MESSAGES: dict[str, Message] = {
    "bad_connection": Message(
        Text(ru="Подключение: проверьте поле «{title}»", en="Connection: check “{title}”"),
    ),
    "unknown_kind": Message(
        Text(ru="Нет такого вида подключения: «{kind}»", en="There is no connection kind “{kind}”"),
        Text(
            ru="Установите библиотеку, в которой он есть.", en="Install the library it comes from."
        ),
    ),
    "secret_unreadable": Message(
        Text(
            ru="Пароль подключения не читается: он сохранён с другим ключом",
            en="The connection’s password cannot be read: it was stored with another key",
        ),
        Text(
            ru="Введите пароль заново или верните прежний ключ (KANVA_KEY).",
            en="Enter the password again, or bring the earlier key back (KANVA_KEY).",
        ),
    ),
    "bad_key": Message(
        Text(ru="В {variable} не ключ", en="{variable} does not hold a key"),
        Text(
            ru="Нужны 32 байта в base64, например из Fernet.generate_key().",
            en="It takes 32 bytes in base64, for instance from Fernet.generate_key().",
        ),
    ),
    "key_not_kept": Message(
        Text(
            ru="Ключ паролей не записался: {file}",
            en="The key of passwords was not written: {file}",
        ),
        Text(
            ru="Дайте права на запись или задайте KANVA_KEY.",
            en="Allow writing there, or set KANVA_KEY.",
        ),
    ),
    "no_library": Message(
        Text(ru="Не установлена библиотека «{library}»", en="Library “{library}” is not installed"),
        Text(ru="Установите её: pip install {library}", en="Install it: pip install {library}"),
    ),
    "host_unknown": Message(
        Text(ru="Нет такого сервера: «{host}»", en="There is no server “{host}”"),
        Text(
            ru="Проверьте имя сервера и подключение к сети или VPN.",
            en="Check the server’s name, and the network or VPN.",
        ),
    ),
    "no_answer": Message(
        Text(ru="Сервер «{host}» не отвечает", en="Server “{host}” does not answer"),
        Text(
            ru="Проверьте адрес и порт и пускает ли к нему сеть (VPN, межсетевой экран).",
            en="Check address and port, and whether the network lets you there (VPN, firewall).",
        ),
    ),
    "timed_out": Message(
        Text(ru="Сервер «{host}» не ответил вовремя", en="Server “{host}” did not answer in time"),
        Text(ru="Повторите позже или увеличьте время ожидания.", en="Try later, or wait longer."),
    ),
    "wrong_login": Message(
        Text(ru="Имя или пароль не подошли", en="Name or password are wrong"),
        Text(
            ru="Проверьте их и раскладку клавиатуры; спросите администратора, не истёк ли пароль.",
            en="Check them and the keyboard layout; ask whether the password has run out.",
        ),
    ),
    "no_rights": Message(
        Text(ru="Не хватает прав: {what}", en="Not allowed: {what}"),
        Text(
            ru="Попросите администратора дать права на чтение.",
            en="Ask the administrator for the right to read it.",
        ),
    ),
    "certificate": Message(
        Text(
            ru="Сертификату сервера «{host}» нет доверия: {reason}",
            en="The certificate of “{host}” is not trusted: {reason}",
        ),
        Text(
            ru="Укажите файл сертификата организации или обратитесь к администратору.",
            en="Name the file of your organisation’s certificate, or ask the administrator.",
        ),
    ),
    "nothing_there": Message(
        Text(ru="Нет «{what}»", en="There is no “{what}”"),
        Text(ru="Обновите список и выберите снова.", en="Refresh the list and choose again."),
    ),
    "source_failed": Message(
        Text(ru="Источник отказал: {reason}", en="The source refused: {reason}"),
    ),
    "private_address": Message(
        Text(
            ru="Адрес «{host}» — внутренний, обращаться к нему не разрешено",
            en="Address “{host}” is private; reaching it is not allowed",
        ),
        Text(
            ru="Администратор разрешает такие адреса переменной KANVA_ALLOW_PRIVATE.",
            en="The administrator allows such addresses by KANVA_ALLOW_PRIVATE.",
        ),
    ),
}
