"""The form of the Excel import: what a person may set."""

from __future__ import annotations

from typing import Literal

from kanva.sdk import Look, Option, Settings, Text, fields
from kanva_nodes.sources._column_kinds import ColumnKind

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

_TABLE = Text(ru="Где таблица", en="Where the table is")
_VALUES = Text(ru="Столбцы", en="Columns")

HEADER_OPTIONS = (
    Option("auto", Text(ru="Определить", en="Detect")),
    Option("yes", Text(ru="Есть", en="Yes")),
    Option("no", Text(ru="Нет", en="No")),
)
_BAD_VALUE_OPTIONS = (
    Option(
        "stop",
        Text(ru="Остановить", en="Stop"),
        Text(
            ru="Узел назовёт столбец, строку листа и значение.",
            en="The node names the column, the row of the sheet and the value.",
        ),
    ),
    Option(
        "null",
        Text(ru="Оставить пустым", en="Leave empty"),
        Text(
            ru="Такие значения пропадут без предупреждения.",
            en="Such values disappear without a warning.",
        ),
    ),
)


class ExcelSettings(Settings):
    """Settings of the Excel import."""

    file: str = fields.file(Text(ru="Файл", en="File"), endings=ENDINGS)
    sheet: str = fields.text(
        Text(ru="Лист", en="Sheet"),
        help=Text(
            ru="Пусто — первый видимый лист, где есть данные.",
            en="Empty: the first visible sheet that has data.",
        ),
        look=Look(section=_TABLE, placeholder=Text(ru="первый с данными", en="first with data")),
    )
    range: str = fields.text(
        Text(ru="Диапазон", en="Range"),
        help=Text(
            ru="Как в Excel: A5:F15, B3 (отсюда и до конца), A:F. Пусто — весь лист.",
            en="As in Excel: A5:F15, B3 (from there on), A:F. Empty: the whole sheet.",
        ),
        look=Look(section=_TABLE, placeholder=Text(ru="весь лист", en="the whole sheet")),
    )
    header: Literal["auto", "yes", "no"] = fields.choice(
        Text(ru="Заголовки столбцов", en="Column headers"),
        HEADER_OPTIONS,
        "auto",
        style="segmented",
        look=Look(section=_TABLE),
    )
    header_rows: int = fields.integer(
        Text(ru="Строк в заголовке", en="Header rows"),
        1,
        minimum=1,
        maximum=10,
        help=Text(
            ru="Несколько строк складываются в одно имя через « / »; слова объединённых ячеек "
            "повторяются.",
            en="Several rows are joined into one name with “ / ”; words of merged cells repeat.",
        ),
        look=Look(section=_TABLE, when={"header": ["auto", "yes"]}, advanced=True),
    )
    skip_rows: int | None = fields.integer(
        Text(ru="Пропустить строк сверху", en="Skip rows at the top"),
        None,
        minimum=0,
        help=Text(
            ru="Названия отчёта и примечания над таблицей. Пусто — определяется само.",
            en="Titles and notes above the table. Empty: detected.",
        ),
        look=Look(section=_TABLE, placeholder=Text(ru="само", en="detected")),
    )
    columns: list[ColumnKind] = fields.items(
        Text(ru="Типы столбцов", en="Column types"),
        item_title=Text(ru="столбец", en="column"),
        help=Text(
            ru="Только те столбцы, тип которых определился не так, как нужно.",
            en="Only the columns whose type was detected otherwise than needed.",
        ),
        look=Look(section=_VALUES),
    )
    on_bad_value: Literal["stop", "null"] = fields.choice(
        Text(ru="Значение не подходит к типу", en="A value does not fit the type"),
        _BAD_VALUE_OPTIONS,
        "stop",
        style="segmented",
        look=Look(section=_VALUES),
    )
