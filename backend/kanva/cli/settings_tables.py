"""The settings of a node as a table, from the JSON schema its form is built from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kanva.cli.language import Say
from kanva.cli.markdown import code, json_words, table
from kanva.sdk.columns import KIND_TITLES

Json = Mapping[str, Any]


def settings_table(say: Say, schema: Json, defaults: Json) -> str:
    """Return a table of all settings, those of nested forms after the one that holds them.

    Args:
        say: The language.
        schema: JSON schema with `ui` objects.
        defaults: Settings of a fresh node.

    Returns:
        Markdown; "" when the node has no settings.
    """
    rows = list(_rows(say, schema, schema, "", defaults))
    if not rows:
        return ""
    heads = [
        say("Настройка", "Setting"),
        say("В документе", "In the document"),
        say("Что это", "What it is"),
        say("Сначала", "At first"),
    ]
    return table(heads, rows)


def _rows(say: Say, schema: Json, whole: Json, prefix: str, defaults: Json) -> Iterator[list[str]]:
    for name, given in schema.get("properties", {}).items():
        field = _resolved(given, whole)
        ui = field.get("ui", {})
        title = say.text(ui["title"]) if "title" in ui else name
        start = defaults.get(name, field.get("default"))
        what = " ".join(_words(say, field, ui, schema, whole))
        yield [title, code(prefix + name), what, _start(say, start, ui)]
        inner = _inner(field, whole)
        if inner is not None:
            step = "[]." if ui.get("widget") in {"list", "columns_table"} else "."
            nested = start if isinstance(start, Mapping) else {}
            yield from _rows(say, inner, whole, f"{prefix}{name}{step}", nested)


def _words(say: Say, field: Json, ui: Json, form: Json, whole: Json) -> Iterator[str]:
    yield _kind_words(say, ui) + _limit_words(say, field) + _unit_words(say, ui) + "."
    options = ui.get("options") or []
    if options:
        words = [f"{say.text(one['title'])} ({code(str(one['value']))})" for one in options]
        yield say("Варианты: ", "Choices: ") + ", ".join(words) + "."
    if ui.get("help"):
        yield say.text(ui["help"])
    when = ui.get("when")
    if when:
        yield say("Действует, когда ", "Used when ") + _when_words(say, when, form, whole) + "."


def _kind_words(say: Say, ui: Json) -> str:
    words = {
        "text": say("Текст", "Text"),
        "number": say("Число", "A number"),
        "integer": say("Целое число", "A whole number"),
        "switch": say("Да или нет", "Yes or no"),
        "choice": say("Одно из", "One of several"),
        "date": say("Дата", "A date"),
        "column": say("Столбец", "A column"),
        "columns": say("Столбцы", "Columns"),
        "new_column": say("Имя нового столбца", "Name of a new column"),
        "formula": say("Формула", "A formula"),
        "conditions": say("Условия", "Conditions"),
        "connection": say("Подключение", "A connection"),
        "value": say("Значение", "A value"),
        "dtype": say("Тип столбца", "Type of a column"),
        "group": say("Часть формы", "A part of the form"),
        "columns_table": say("Таблица столбцов", "A table of columns"),
        "table": say("Таблица, вписанная вручную", "A table typed by hand"),
    }
    widget = ui.get("widget", "value")
    if widget == "file":
        return _file_words(say, ui)
    if widget == "list":
        item = say.text(ui["item_title"]) if "item_title" in ui else ""
        return say(f"Список: {item}", f"A list: {item}")
    found = words.get(widget, say("Значение", "A value"))
    kinds = ui.get("kinds")
    if kinds and widget in {"column", "columns"}:
        allowed = ", ".join(KIND_TITLES[kind].of(say.language) for kind in kinds)
        found += f" ({allowed})"
    if ui.get("optional"):
        found += say(", можно не указывать", ", may be left out")
    return found


def _file_words(say: Say, ui: Json) -> str:
    words = (
        say("Файл, который пишется", "A file to write")
        if ui.get("mode") == "save"
        else say("Файл папки", "A file of the workspace")
    )
    endings = ", ".join(code(ending) for ending in ui.get("endings", []))
    return f"{words}: {endings}" if endings else words


def _limit_words(say: Say, field: Json) -> str:
    low, high = _limit(field, "minimum"), _limit(field, "maximum")
    if low is not None and high is not None:
        return say(f" от {low} до {high}", f" from {low} to {high}")
    if low is not None:
        return say(f", не меньше {low}", f", at least {low}")
    return "" if high is None else say(f", не больше {high}", f", at most {high}")


def _limit(field: Json, name: str) -> Any:
    # «A number or nothing» is written as a choice of two shapes, the limits in the first.
    for shape in (field, *field.get("anyOf", [])):
        if name in shape:
            value = shape[name]
            return int(value) if isinstance(value, float) and value.is_integer() else value
    return None


def _unit_words(say: Say, ui: Json) -> str:
    return f", {say.text(ui['unit'])}" if ui.get("unit") else ""


def _when_words(say: Say, when: Json, form: Json, whole: Json) -> str:
    parts: list[str] = []
    for name, values in when.items():
        sibling = _resolved(form.get("properties", {}).get(name, {}), whole).get("ui", {})
        title = say.text(sibling["title"]) if "title" in sibling else name
        others = [one["value"] for one in sibling.get("options") or []]
        others = [value for value in others if value not in values]
        if 0 < len(others) < len(values) / 2:
            words = say(" и ", " or ").join(_value_words(say, one, sibling) for one in others)
            parts.append(say(f"«{title}» — не {words}", f"“{title}” is not {words}"))
        else:
            words = say(" или ", " or ").join(_value_words(say, one, sibling) for one in values)
            parts.append(say(f"«{title}» — {words}", f"“{title}” is {words}"))
    return say(" и ", " and ").join(parts)


def _value_words(say: Say, value: Any, ui: Json) -> str:
    if isinstance(value, bool):
        return say("да", "yes") if value else say("нет", "no")
    for option in ui.get("options") or []:
        if option["value"] == value:
            title = say.text(option["title"])
            return say(f"«{title}»", f"“{title}”")
    if ui.get("widget") == "dtype" and value in KIND_TITLES:
        return KIND_TITLES[value].of(say.language)
    return json_words(value)


def _start(say: Say, value: Any, ui: Json) -> str:
    if value in (None, "", [], {}):
        return say("пусто", "empty")
    if ui.get("widget") in {"choice", "switch"}:
        return _value_words(say, value, ui)
    if ui.get("widget") == "group":
        return ""
    if ui.get("widget") == "table":
        names = [str(column["name"]) for column in value.get("columns", [])]
        return ", ".join(names) or say("пусто", "empty")
    return json_words(value)


def _resolved(schema: Json, whole: Json) -> Json:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    name = str(reference).rpartition("/")[2]
    return {**whole.get("$defs", {}).get(name, {}), **schema}


def _inner(field: Json, whole: Json) -> Json | None:
    widget = field.get("ui", {}).get("widget")
    if widget == "group":
        return field
    if widget in {"list", "columns_table"}:
        items = _resolved(field.get("items", {}), whole)
        return items if "properties" in items else None
    return None
