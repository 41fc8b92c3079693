"""The Split by rules: an output for each rule, and one for the rest."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import polars as pl
from sqlglot import exp

from kanva.sdk import (
    ConditionGroup,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    NodeError,
    NodeType,
    Option,
    Port,
    Ports,
    Relation,
    Settings,
    Table,
    Text,
    conditions,
    fields,
    shorten,
)
from kanva.sdk.relational import (
    CONDITION_MESSAGES,
    TABLE,
    condition_expression,
    condition_sql,
    lowerable,
    places,
    select,
)
from kanva_nodes.rows._order import hidden

_RULES = Text(ru="Правила", en="Rules")
_CONDITIONS = Text(ru="Условия", en="Conditions")
_REST = Port("rest", Text(ru="Остальные", en="Rest"), side=True)


class SplitRule(Settings):
    """One rule: its name and its conditions."""

    name: str = fields.text(
        Text(ru="Имя выхода", en="Name of the output"),
        help=Text(
            ru="Как назвать этот выход, например «Опт».", en="What to call it, say “Wholesale”."
        ),
    )
    conditions: ConditionGroup = conditions(_CONDITIONS)


class SplitSettings(Settings):
    """Rules in their order."""

    rules: list[SplitRule] = fields.items(
        _RULES,
        lambda: [SplitRule()],
        item_title=Text(ru="Правило", en="Rule"),
        layout="cards",
        minimum=1,
        help=Text(
            ru="У каждого правила свой выход, по порядку сверху вниз.",
            en="Each rule has an output of its own, in order from top to bottom.",
        ),
    )
    matching: Literal["first", "all"] = fields.choice(
        Text(ru="Если подходят несколько", en="When several match"),
        [
            Option(
                "first",
                Text(ru="Первое правило", en="The first rule"),
                Text(
                    ru="Каждая строка выходит ровно один раз.", en="Each row leaves exactly once."
                ),
            ),
            Option(
                "all",
                Text(ru="Все правила", en="All rules"),
                Text(
                    ru="Строка выходит через каждый подходящий выход.",
                    en="A row leaves through every output that fits.",
                ),
            ),
        ],
        "first",
        style="segmented",
    )
    ignore_case: bool = fields.switch(
        Text(ru="Не различать регистр", en="Ignore case"),
        help=Text(
            ru="«Пермь», «пермь» и «ПЕРМЬ» — одно и то же.",
            en="“Perm”, “perm” and “PERM” are the same.",
        ),
    )


class SplitByRules(NodeType[SplitSettings]):
    """Sends rows to named outputs by rules."""

    abstract = False
    id = "rows.split"
    category = "rows"
    icon = "M3 12h5M8 12l5-7h7M8 12h12M8 12l5 7h7"
    title = Text(ru="Разделить по правилам", en="Split by rules")
    summary = Text(
        ru="Разводит строки по именованным выходам: своё правило у каждого.",
        en="Sends rows to named outputs, each with a rule of its own.",
    )
    help = Text(
        ru="""Разводит строки по выходам. У каждого правила — свой выход с именем; строки, которые не подошли ни под одно, уходят через боковой выход **Остальные**. Порядок строк сохраняется.

**Когда брать.** Разным клиентам — разные письма; платежи «оплачено», «частично», «долг» — в разные листы; проверка данных: каждому виду ошибки свой список. Если нужно просто «подходит или нет», хватит узла «Фильтр».

- **Первое правило** — правила проверяются сверху вниз, строка выходит через первое подходящее. Каждая строка выходит ровно один раз, поэтому суммы по выходам сходятся с исходной. Порядок правил важен: узкие ставьте выше широких.
- **Все правила** — строка выходит через каждый подходящий выход, может и через несколько.

На что обратить внимание:

- Пустая ячейка не подходит ни под одно сравнение, кроме «пусто».
- Выходы идут по порядку правил. Если переставить или удалить правило, связи остаются у своих мест: первая — у первого выхода. После перестановки проверьте, что подключено куда.
- Как устроены сами условия, сказано в справке узла «Фильтр».""",
        en="""Sends rows to outputs. Each rule has an output with a name; rows that fit none leave through the side output **Rest**. The order of rows is kept.

**When to take it.** Different letters for different customers; payments “paid”, “in part”, “owed” into different sheets; a check of data: a list for each kind of mistake. For a plain “fits or not” a Filter will do.

- **The first rule**: rules are tried from top to bottom, a row leaves by the first that fits. Each row leaves exactly once, so the totals of the outputs add up. The order of rules matters: put narrow ones above wide ones.
- **All rules**: a row leaves through every output that fits, maybe through several.

Mind that:

- An empty cell satisfies no comparison but “is empty”.
- Outputs follow the order of rules. When a rule is moved or deleted, edges stay with their places: the first with the first output. After moving rules check what is connected where.
- How conditions work is told in the help of Filter.""",
    )
    also_called = (
        "разветвление", "маршрутизация", "CASE", "ВЫБОР", "несколько фильтров", "условный выход",
        "Rule-based Row Splitter", "Conditional Split", "switch", "разнести по группам", "router",
        "Разделение потока",
    )  # fmt: skip
    settings = SplitSettings
    outputs = (Port("rule_1", Text(ru="Правило 1", en="Rule 1")), _REST)
    messages = CONDITION_MESSAGES

    def ports(self, settings: SplitSettings) -> Ports:
        """Return an output for each rule, and the rest."""
        found = [
            Port(f"rule_{at}", Text.same(rule.name) if rule.name.strip() else _numbered(at))
            for at, rule in enumerate(settings.rules, 1)
        ]
        return Ports(self.inputs, (*found, _REST))

    def caption(self, settings: SplitSettings) -> Text:
        """Return the names of the rules."""
        named = [rule.name.strip() for rule in settings.rules if rule.name.strip()]
        return Text.same(shorten(" · ".join(named), 60))

    def check(
        self, settings: SplitSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find rules without conditions, and conditions that cannot be read."""
        del context
        problems: list[NodeError] = []
        schema = inputs.get("rows")
        for at, rule in enumerate(settings.rules):
            field = f"rules.{at}.conditions"
            found = list(rule.conditions.walk(field))
            if not found:
                problems.append(NodeError("not_set", field=field, values={"title": _CONDITIONS}))
            if schema is None:
                continue
            for path, condition in found:
                try:
                    condition_expression(
                        ConditionGroup(all=[condition]), schema, ignore_case=settings.ignore_case
                    )
                except NodeError as error:
                    error.field = path + (error.field or "").removeprefix("conditions.all.0")
                    problems.append(error)
        return problems

    def lazy(self, settings: SplitSettings, frames: InputFrames, context: Context) -> Frames:
        """Compute the number of the first rule a row fits, or a filter for each rule."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        tests = [
            condition_expression(
                rule.conditions,
                schema,
                ignore_case=settings.ignore_case,
                field=f"rules.{at}.conditions",
            ).fill_null(value=False)
            for at, rule in enumerate(settings.rules)
        ]
        if settings.matching == "all":
            outputs = {f"rule_{at}": frame.filter(test) for at, test in enumerate(tests, 1)}
            return {**outputs, "rest": frame.filter(~pl.any_horizontal(tests))}
        (mark,) = hidden(schema)
        number: Any = pl.lit(0, dtype=pl.Int32)
        for at in range(len(tests), 0, -1):
            number = pl.when(tests[at - 1]).then(pl.lit(at, dtype=pl.Int32)).otherwise(number)
        marked = frame.with_columns(number.alias(mark))
        outputs = {
            f"rule_{at}": marked.filter(pl.col(mark) == at).drop(mark)
            for at in range(1, len(tests) + 1)
        }
        return {**outputs, "rest": marked.filter(pl.col(mark) == 0).drop(mark)}

    def sql(
        self, settings: SplitSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Compute each condition as a column below and filter by them."""
        del context
        table: Relation = relations["rows"]
        if not lowerable(table.schema):
            return None
        columns = list(places(table).values())
        tests = [
            exp.Coalesce(
                this=condition_sql(
                    rule.conditions,
                    table,
                    ignore_case=settings.ignore_case,
                    field=f"rules.{at}.conditions",
                ),
                expressions=[exp.false()],
            )
            for at, rule in enumerate(settings.rules)
        ]
        marked = select(table, [*columns, *tests], table.schema)
        marks: list[exp.Expr] = [
            exp.column(f"c{len(columns) + at}", table=TABLE) for at in range(len(tests))
        ]
        outputs: dict[str, Relation] = {}
        for at, mark in enumerate(marks):
            above = marks[:at] if settings.matching == "first" else []
            wanted = exp.and_(mark.copy(), *(exp.Not(this=one.copy()) for one in above))
            query = select(marked, columns, table.schema).query.where(wanted)
            outputs[f"rule_{at + 1}"] = Relation(query, table.schema)
        none = exp.and_(*(exp.Not(this=mark.copy()) for mark in marks))
        query = select(marked, columns, table.schema).query.where(none)
        return {**outputs, "rest": Relation(query, table.schema)}

    examples = (
        Example(
            title=Text(ru="Опт, розница и остальные", en="Wholesale, retail and the rest"),
            settings={
                "rules": [
                    {
                        "name": "Опт",
                        "conditions": {"all": [{"column": "Сумма", "op": ">=", "value": 1000}]},
                    },
                    {
                        "name": "Розница",
                        "conditions": {"all": [{"column": "Сумма", "op": ">", "value": 0}]},
                    },
                ]
            },
            inputs={"rows": Table({"№": [1, 2, 3, 4], "Сумма": [1500, 200, None, -5]})},
            outputs={
                "rule_1": Table({"№": [1], "Сумма": [1500]}),
                "rule_2": Table({"№": [2], "Сумма": [200]}),
                "rest": Table({"№": [3, 4], "Сумма": [None, -5]}),
            },
        ),
        Example(
            title=Text(
                ru="Списки ошибок: строка может быть в нескольких",
                en="Lists of mistakes: a row may be in several",
            ),
            settings={
                "matching": "all",
                "ignore_case": True,
                "rules": [
                    {
                        "name": "Без города",
                        "conditions": {"all": [{"column": "Город", "op": "empty"}]},
                    },
                    {
                        "name": "Пробные",
                        "conditions": {
                            "any": [
                                {"column": "Имя", "op": "contains", "value": "тест"},
                                {"column": "Имя", "op": "empty"},
                            ]
                        },
                    },
                ],
            },
            inputs={
                "rows": Table({"Имя": ["ТЕСТ 1", "Анна", None], "Город": [None, "Пермь", "Омск"]})
            },
            outputs={
                "rule_1": Table({"Имя": ["ТЕСТ 1"], "Город": [None]}, {"Город": pl.String}),
                "rule_2": Table({"Имя": ["ТЕСТ 1", None], "Город": [None, "Омск"]}),
                "rest": Table({"Имя": ["Анна"], "Город": ["Пермь"]}),
            },
        ),
    )


def _numbered(number: int) -> Text:
    return Text(ru=f"Правило {number}", en=f"Rule {number}")
