"""The Calculator: order of formulas, replaced columns, types, lineage, mistakes."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.columns.calculate import Calculate, CalculateSettings

FRAME = pl.DataFrame({"a": [1, 2, None], "b": ["x", "y", None]})


def settings_of(*formulas: tuple[str, str] | tuple[str, str, str]) -> CalculateSettings:
    keys = ("name", "formula", "kind")
    items = [dict(zip(keys, item, strict=False)) for item in formulas]
    return CalculateSettings.model_validate({"formulas": items})


def computed(context: Any, *formulas: Any) -> pl.DataFrame:
    return (
        Calculate().lazy(settings_of(*formulas), {"rows": FRAME.lazy()}, context)["rows"].collect()
    )


def test_later_formulas_see_earlier_columns(context: Any) -> None:
    result = computed(context, ("c", "[a] * 10"), ("a", "[c] + [a]"), ("d", "[a]"))
    assert result.to_dict(as_series=False) == {
        "a": [11, 22, None],
        "b": ["x", "y", None],
        "c": [10, 20, None],
        "d": [11, 22, None],
    }


def test_parameters(context: Any) -> None:
    context.parameters["k"] = 3
    assert computed(context, ("c", "[a] * {k}"))["c"].to_list() == [3, 6, None]


def test_type_of_the_result(context: Any) -> None:
    result = computed(
        context, ("t", "[a]", "text"), ("n", "[b]", "number"), ("f", "[a] / 2", "integer")
    )
    assert result["t"].to_list() == ["1", "2", None]
    assert result.schema["n"] == pl.Float64
    assert result["n"].to_list() == [None, None, None]
    assert result["f"].to_list() == [None, 1, None]


def test_type_there_is_no_way_to(context: Any) -> None:
    with pytest.raises(NodeError) as caught:
        computed(context, ("d", "[a]", "date"))
    assert (caught.value.code, caught.value.field) == ("cannot_convert", "formulas.0.kind")


def test_names_are_checked(context: Any) -> None:
    settings = settings_of(("x", "1"), ("", "2"), ("x", "3"))
    found = Calculate().check(settings, {"rows": FRAME.schema}, context)
    assert [(error.code, error.field) for error in found] == [
        ("not_set", "formulas.1.name"),
        ("duplicate_column", "formulas.2.name"),
    ]


def test_wrong_formula_is_told_at_its_place(context: Any) -> None:
    with pytest.raises(NodeError) as caught:
        computed(context, ("c", "1"), ("d", "[c] + ("))
    assert (caught.value.code, caught.value.field) == ("formula", "formulas.1.formula")


def test_lineage_goes_through_columns_made_above(context: Any) -> None:
    settings = settings_of(("c", "[a] * 10"), ("d", "[c] & [b]"), ("a", "7"))
    inputs = {"rows": FRAME.schema}
    outputs = Calculate().schema(settings, inputs, context)
    assert Calculate().lineage(settings, inputs, outputs) == {
        "rows": {
            "a": [],
            "b": [("rows", "b")],
            "c": [("rows", "a")],
            "d": [("rows", "a"), ("rows", "b")],
        }
    }
