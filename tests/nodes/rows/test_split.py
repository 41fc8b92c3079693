"""The Split by rules: outputs follow the rules, every row leaves, empty rules are told."""

from __future__ import annotations

from typing import Any

import polars as pl

from kanva_nodes.rows.split import SplitByRules, SplitSettings

FRAME = pl.DataFrame({"v": [5, None, 15, 25], "n": range(4)})


def rule(op: str, value: Any, name: str = "") -> dict[str, Any]:
    return {"name": name, "conditions": {"all": [{"column": "v", "op": op, "value": value}]}}


def leave(context: Any, **raw: Any) -> dict[str, list[int]]:
    settings = SplitSettings.model_validate(raw)
    outputs = SplitByRules().lazy(settings, {"rows": FRAME.lazy()}, context)
    return {port: frame.collect()["n"].to_list() for port, frame in outputs.items()}


def test_the_first_rule_takes_a_row(context: Any) -> None:
    rules = [rule(">", 20), rule(">", 10), rule(">", 0)]
    assert leave(context, rules=rules) == {"rule_1": [3], "rule_2": [2], "rule_3": [0], "rest": [1]}


def test_all_rules_take_it(context: Any) -> None:
    rules = [rule(">", 20), rule(">", 10)]
    found = leave(context, rules=rules, matching="all")
    assert found == {"rule_1": [3], "rule_2": [2, 3], "rest": [0, 1]}


def test_ports_have_the_names_of_the_rules() -> None:
    settings = SplitSettings.model_validate({"rules": [rule("=", 1, "Опт"), rule("=", 2)]})
    ports = SplitByRules().ports(settings).outputs
    assert [(port.id, port.title.ru, port.title.en, port.side) for port in ports] == [
        ("rule_1", "Опт", "Опт", False),
        ("rule_2", "Правило 2", "Rule 2", False),
        ("rest", "Остальные", "Rest", True),
    ]


def test_empty_and_wrong_rules_are_told_by_their_place(context: Any) -> None:
    settings = SplitSettings.model_validate({"rules": [rule("contains", "а"), {"name": "х"}]})
    found = SplitByRules().check(settings, {"rows": FRAME.schema}, context)
    assert [(item.code, item.field) for item in found] == [
        ("wrong_operator", "rules.0.conditions.all.0.op"),
        ("not_set", "rules.1.conditions"),
    ]
