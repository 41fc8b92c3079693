"""The node «Импорт JSON»: records of a document or of lines, unfolded into a table."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from kanva.sdk import (
    Accepts,
    Context,
    Example,
    Found,
    Frame,
    InputSchemas,
    NodeError,
    NodeType,
    Schemas,
    Table,
    Text,
)
from kanva_nodes.sources._json_form import ENDINGS, FORMS, JsonSettings
from kanva_nodes.sources._json_table import JsonFacts, file_state, json_table, known_facts
from kanva_nodes.sources._json_words import MESSAGES

_ORDERS = """{
  "ok": true,
  "data": {"orders": [
    {"id": 1, "day": "2026-01-09", "client": {"name": "Анна", "city": "Пермь"}, "tags": ["опт", "новый"]},
    {"id": 2, "day": "2026-01-10", "client": {"name": "Олег"}, "tags": []}
  ]}
}"""
_LINES = """{"заказ": 1, "товары": [{"код": "007", "штук": 2}, {"код": "012", "штук": 1}]}
{"заказ": 2, "товары": []}
"""


class ImportJson(NodeType[JsonSettings]):
    """Import of JSON and NDJSON."""

    abstract = False
    id = "import.json"
    category = "sources"
    kind = "source"
    icon = "M9 4c-3 0-3 1.500-3 4s0 4-2 4c2 0 2 1.500 2 4s0 4 3 4M15 4c3 0 3 1.500 3 4s0 4 2 4c-2 0-2 1.500-2 4s0 4-3 4"
    title = Text(ru="Импорт JSON", en="Import JSON")
    summary = Text(
        ru="Читает записи из JSON или NDJSON и раскладывает вложенное по столбцам.",
        en="Reads records from JSON or NDJSON and unfolds what is nested into columns.",
    )
    help = Text(
        ru="""Читает таблицу из файла JSON — так отдают данные сайты, сервисы и мобильные приложения. Понимает два вида: **один документ** и **запись в каждой строке** (NDJSON, JSON Lines); вид определяется сам. Сжатые `.gz` читаются сразу.

**Где строки.** В документе таблица часто лежит не сверху: `{"data": {"orders": [ … ]}}`. Узел находит ближайший список записей и показывает, что нашёл. Если нужен другой, впишите путь: `data.orders`. Номер берёт элемент списка: `pages.0.rows`.

**Вложенное.** Запись внутри записи становится столбцами «client.name», «client.city»; разделитель можно сменить. Списки остаются текстом JSON, склеиваются через запятую или раскладываются: строка на каждый элемент, остальные столбцы повторяются — так из заказов получаются их товары.

На что обратить внимание:

- Столбцы собираются по всем записям: чего в записи нет, там пусто.
- Если в одном столбце встретились числа и тексты, он становится текстом, и узел предупреждает.
- Даты узнаются, когда весь столбец таков: `2026-01-31`, `2026-01-31T10:00:00`. Сдвиг пояса (`+03:00`) оставляет столбец текстом.
- Целые числа длиннее 18 знаков читаются текстом: это коды.
- Ошибка в файле называется с номером строки и места; битые строки NDJSON можно пропускать.""",
        en="""Reads a table from a JSON file, the form in which sites, services and mobile applications give data. It understands two kinds, **one document** and **a record a line** (NDJSON, JSON Lines), and tells them apart by itself. Packed `.gz` files are read as they are.

**Where the rows are.** In a document the table often does not stand at the top: `{"data": {"orders": [ … ]}}`. The node finds the nearest list of records and shows what it has found. For another one fill in the path: `data.orders`. A number takes an item of a list: `pages.0.rows`.

**What is nested.** A record inside a record becomes columns “client.name”, “client.city”; the separator can be changed. Lists stay JSON text, are joined by commas, or are laid out: a row for each item, the other columns repeated. That is how orders give their goods.

Mind that:

- Columns are gathered over all records: what a record has not is empty.
- When a column holds numbers as well as texts, it becomes text, and the node warns.
- Dates are detected when the whole column is such: `2026-01-31`, `2026-01-31T10:00:00`. A shift of the zone (`+03:00`) leaves the column text.
- Whole numbers of more than 18 figures are read as text: they are codes.
- A mistake in the file is named with its line and place; broken lines of NDJSON can be left out.""",
    )
    also_called = (
        "JSON", "NDJSON", "JSON Lines", "JSONL", "JSON Reader", "JSON Path", "read_json",
        "ПрочитатьJSON", "ответ сервиса", "API", "выгрузка с сайта", "GeoJSON", "From JSON",
    )  # fmt: skip
    inputs = ()
    settings = JsonSettings
    accepts = Accepts("file", files=ENDINGS)
    messages = MESSAGES

    def caption(self, settings: JsonSettings) -> Text:
        """Return the name of the file and the path to the rows."""
        file = PurePosixPath(settings.file).name
        return Text.same(f"{file}, {settings.path}" if settings.path else file)

    def fingerprint(self, settings: JsonSettings, context: Context) -> Any:
        """Return path, size, time of change, and the language of made-up column names."""
        return {"path": settings.file, **file_state(settings, context)}

    def size_bytes(self, settings: JsonSettings, context: Context) -> int | None:
        """Return the size of the file."""
        size: int = file_state(settings, context)["size"]
        return size

    def row_count(self, settings: JsonSettings, context: Context) -> int | None:
        """Return the number of rows when the file has been read before."""
        facts = known_facts(settings, context)
        return None if facts is None else facts.rows

    def found(self, settings: JsonSettings, context: Context) -> Mapping[str, Found]:
        """Return the kind of the file, the path to the rows and the list that was laid out."""
        _, facts = json_table(settings, context)
        top = Text(ru="с самого верха", en="at the top")
        out = {"form": Found(facts.form, FORMS[facts.form])}
        if facts.form == "json":
            out["path"] = Found(facts.path, Text.same(facts.path) if facts.path else top)
        if facts.list_column:
            out["list_column"] = Found(facts.list_column, Text.same(facts.list_column))
        return out

    def check(
        self, settings: JsonSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Return what was noticed in the file: mixed types and lines left out."""
        del inputs
        try:
            _, facts = json_table(settings, context)
        except NodeError:
            return ()
        return _noticed(facts)

    def schema(self, settings: JsonSettings, inputs: InputSchemas, context: Context) -> Schemas:
        """Return the columns; the file is read once."""
        del inputs
        path, _ = json_table(settings, context)
        return {"rows": pl.scan_parquet(path, glob=False).collect_schema()}

    def scan(self, settings: JsonSettings, context: Context) -> Frame:
        """Return the rows lazily, from the file as it was read into the cache.

        Raises:
            NodeError: With a declared message.
        """
        path, facts = json_table(settings, context)
        for problem in _noticed(facts):
            values = dict(problem.values)
            if problem.column is not None:
                values["column"] = problem.column
            context.warn(problem.code, field=problem.field, **values)
        return pl.scan_parquet(path, glob=False)

    examples = (
        Example(
            title=Text(
                ru="Ответ сервиса: заказы внутри", en="An answer of a service: orders inside"
            ),
            settings={"file": "заказы.json", "lists": "joined"},
            files={"заказы.json": _ORDERS},
            outputs={
                "rows": Table(
                    {
                        "id": [1, 2],
                        "day": [date(2026, 1, 9), date(2026, 1, 10)],
                        "client.name": ["Анна", "Олег"],
                        "client.city": ["Пермь", None],
                        "tags": ["опт, новый", ""],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Товары заказов: строка на каждый", en="Goods of orders: a row for each"),
            settings={"file": "заказы.jsonl", "lists": "rows", "separator": " / "},
            files={"заказы.jsonl": _LINES},
            outputs={
                "rows": Table(
                    {
                        "заказ": [1, 1, 2],
                        "товары / код": ["007", "012", None],
                        "товары / штук": [2, 1, None],
                    }
                )
            },
        ),
    )


def _noticed(facts: JsonFacts) -> list[NodeError]:
    noticed = [NodeError("mixed_types", field="nested", column=name) for name in facts.mixed]
    if facts.bad_lines:
        lines = ", ".join(map(str, facts.first_bad))
        more = "…" if facts.bad_lines > len(facts.first_bad) else ""
        values = {"count": facts.bad_lines, "lines": lines + more}
        noticed.append(NodeError("lines_skipped", field="bad_lines", values=values))
    return noticed
