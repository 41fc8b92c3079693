"""Everything that can be wrong with a workflow becomes a plain problem at the right node."""

from __future__ import annotations

import pytest

SALES = "client,sum,day,name\n1,50,2011-12-09,a\n2,10,2011-12-10,b\n"
CSV = ("try.csv", {"file": "sales.csv"})


def condition(column, op, value=None, **more):
    return {"conditions": {"all": [{"column": column, "op": op, "value": value, **more}]}}


CASES = {
    "missing file": (
        {"a": ("try.csv", {"file": "нет.csv"})},
        [("missing_file", "a", "file")],
    ),
    "file outside": (
        {"a": ("try.csv", {"file": "../a.csv"})},
        [("bad_path", "a", "file")],
    ),
    "file not chosen": (
        {"a": ("try.csv", {})},
        [("not_set", "a", "file")],
    ),
    "empty file": (
        {"a": ("try.csv", {"file": "empty.csv"})},
        [("empty_file", "a", "file")],
    ),
    "column that has gone": (
        {"a": CSV, "b": ("try.sort", {"column": "Сумма"}, "a")},
        [("missing_column", "b", "column")],
    ),
    "column of another kind": (
        {"a": CSV, "b": ("try.sum", {"by": ["client"], "column": "name"}, "a")},
        [("wrong_kind", "b", "column")],
    ),
    "columns not chosen": (
        {"a": CSV, "b": ("try.sum", {"by": [], "column": ""}, "a")},
        [("not_set", "b", "by"), ("not_set", "b", "column")],
    ),
    "one of several columns has gone": (
        {"a": CSV, "b": ("try.sum", {"by": ["client", "city"], "column": "sum"}, "a")},
        [("missing_column", "b", "by.1")],
    ),
    "hidden field is not checked": (
        {"a": CSV, "b": ("try.add", {"column": "sum", "mode": "plus", "twin": "gone"}, "a")},
        [],
    ),
    "shown field is checked": (
        {"a": CSV, "b": ("try.add", {"column": "sum", "mode": "times", "twin": "gone"}, "a")},
        [("missing_column", "b", "twin")],
    ),
    "condition over a missing column": (
        {"a": CSV, "b": ("try.where", condition("gone", ">", 1), "a")},
        [("missing_column", "b", "conditions.all.0.column")],
    ),
    "condition that does not fit the kind": (
        {"a": CSV, "b": ("try.where", condition("sum", "contains", "x"), "a")},
        [("wrong_operator", "b", "conditions.all.0.op")],
    ),
    "condition with a word for a number": (
        {"a": CSV, "b": ("try.where", condition("sum", ">", "много"), "a")},
        [("wrong_value", "b", "conditions.all.0.value")],
    ),
    "condition with a word for a day": (
        {"a": CSV, "b": ("try.where", condition("day", ">", "вчера"), "a")},
        [("wrong_value", "b", "conditions.all.0.value")],
    ),
    "condition without a value": (
        {"a": CSV, "b": ("try.where", condition("sum", ">"), "a")},
        [("value_missing", "b", "conditions.all.0.value")],
    ),
    "condition with an unknown comparison": (
        {"a": CSV, "b": ("try.where", condition("sum", "~", 1), "a")},
        [("unknown_operator", "b", "conditions.all.0.op")],
    ),
    "condition in inner brackets": (
        {
            "a": CSV,
            "b": (
                "try.where",
                {"conditions": {"all": [{"any": [{"column": "gone", "op": "empty"}]}]}},
                "a",
            ),
        },
        [("missing_column", "b", "conditions.all.0.any.0.column")],
    ),
    "unknown setting": (
        {"a": ("try.csv", {"file": "sales.csv", "colour": 1})},
        [("unknown_setting", "a", "colour")],
    ),
    "unknown setting in a condition": (
        {"a": CSV, "b": ("try.where", {"conditions": {"all": [{"colum": "sum"}]}}, "a")},
        [("unknown_setting", "b", "conditions.all.0.colum")],
    ),
    "number out of its limits": (
        {"a": CSV, "b": ("try.add", {"column": "sum", "amount": 5000}, "a")},
        [("bad_setting", "b", "amount")],
    ),
    "value out of the list": (
        {"a": CSV, "b": ("try.add", {"column": "sum", "mode": "minus"}, "a")},
        [("bad_setting", "b", "mode")],
    ),
    "unknown node type": (
        {"a": CSV, "b": ("no.such", {}, "a")},
        [("unknown_type", "b", None)],
    ),
    "newer node": (
        {"a": ("try.csv", {"file": "sales.csv"}, None, {"version": 9})},
        [("newer_node", "a", None)],
    ),
    "free input": (
        {"a": ("try.sort", {"column": "sum"})},
        [("input_missing", "a", None)],
    ),
    "edge to no port": (
        {"a": CSV, "b": ("try.sort", {"column": "sum"}, {"rows": "a", "extra": "a"})},
        [("unknown_port", "b", None)],
    ),
    "edge from no port": (
        {"a": CSV, "b": ("try.sort", {"column": "sum"}, "a.second")},
        [("unknown_output", "b", None)],
    ),
    "port taken twice": (
        {"a": CSV, "b": CSV, "c": ("try.sort", {"column": "sum"}, ["a", "b"])},
        [("port_taken", "c", None)],
    ),
    "unknown parameter": (
        {"a": ("try.csv", {"file": {"$parameter": "table"}})},
        [("unknown_parameter", "a", "file")],
    ),
    "ring": (
        {"a": ("try.top", {}, "b"), "b": ("try.top", {}, "a")},
        [("cycle", "a", None)],
    ),
    "only the first of a chain is wrong": (
        {
            "a": ("try.csv", {"file": "нет.csv"}),
            "b": ("try.top", {}, "a"),
            "c": ("try.top", {}, "b"),
        },
        [("missing_file", "a", "file")],
    ),
    "folder of the export is missing": (
        {"a": CSV, "b": ("try.save", {"file": "отчёты/out.csv"}, "a")},
        [("missing_folder", "b", "file")],
    ),
    "two exports into one file": (
        {
            "a": CSV,
            "b": ("try.save", {"file": "out.csv"}, "a"),
            "c": ("try.save", {"file": "OUT.csv"}, "a"),
        },
        [("same_target", "b", None), ("same_target", "c", None)],
    ),
    "wrong outputs of a library": (
        {"a": CSV, "b": ("try.unruly", {"how": "outputs"}, "a")},
        [("wrong_result", "b", None)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_problem_is_told_and_nothing_is_written(place, flow, found, case):
    nodes, expected = CASES[case]
    place.file("sales.csv", SALES)
    place.file("empty.csv", "")
    old = place.file("out.csv", "old")
    document = flow(**nodes)

    analysis = place.analyse(document)
    errors = [item for item in analysis.problems if item.severity == "error"]
    told = [(code, None if code == "cycle" else node, field) for code, node, field in found(errors)]
    assert told == [
        (code, None if code == "cycle" else node, field) for code, node, field in expected
    ]
    for item in errors:
        assert item.text.ru
        assert "{" not in item.text.ru + item.text.en
    if expected:
        targets = [node for _, node, _ in expected]
        result = place.run(document, targets)
        assert result.state == "failed"
        assert result.problem.code == expected[0][0]
        assert old.read_text("utf-8") == "old"


def test_words_name_what_is_wrong_and_offer_the_fix(place, flow):
    place.file("sales.csv", SALES)
    document = flow(a=CSV, b=("try.sort", {"column": "Sum"}, "a"))

    (item,) = place.analyse(document).problems

    assert item.as_json() == {
        "code": "missing_column",
        "severity": "error",
        "node": "b",
        "field": "column",
        "column": "Sum",
        "range": None,
        "text": {"ru": "Нет столбца «Sum»", "en": "There is no column “Sum”"},
        "hint": {
            "ru": "Выберите другой столбец или верните этот в узлах выше. "
            "Сейчас есть: «client», «sum», «day», «name».",
            "en": "Choose another column, or bring this one back above. "
            "There are: “client”, “sum”, “day”, “name”.",
        },
        "fix": {
            "title": {"ru": "Заменить на «sum»", "en": "Replace with “sum”"},
            "replace": "sum",
        },
        "near": ["sum"],
        "rows": None,
    }


def test_states_and_reasons_of_a_half_drawn_graph(place, flow):
    place.file("sales.csv", SALES)
    document = flow(
        a=CSV,
        b=("try.sum", {"by": [], "column": ""}, "a"),
        c=("try.top", {}, "b"),
        d=("try.sort", {"column": "gone"}, "a"),
    )

    nodes = place.analyse(document).nodes

    assert {name: (node.state, node.reason and node.reason.ru) for name, node in nodes.items()} == {
        "a": ("ready", None),
        "b": ("unconfigured", "Не заполнено: «By»"),
        "c": ("unconfigured", "Ждёт узла «Итоги»: он ещё не настроен"),
        "d": ("error", "Нет столбца «gone»"),
    }


RUN_TIME = {
    "declared": ("refused", "Строка 7 не годится"),
    "undeclared": ("failed", "Узел не посчитан: never_declared {}"),
    "python": ("failed", "Узел не посчитан: 'внутри узла'"),
}


@pytest.mark.parametrize("how", RUN_TIME)
def test_failure_in_the_middle_of_a_run_names_its_node(place, flow, states, how):
    old = place.file("out.csv", "old")
    document = flow(
        many=("try.range", {"rows": 250_000}),
        more=("try.add", {"column": "n", "name": "m"}, "many"),
        bad=("try.unruly", {"how": how}, "more"),
        sorted=("try.sort", {"column": "m"}, "bad"),
        saved=("try.save", {"file": "out.csv"}, "sorted"),
        fine=("try.save", {"file": "fine.csv"}, "more"),
    )

    result = place.run(document)

    code, words = RUN_TIME[how]
    assert result.state == "failed"
    assert (result.problem.code, result.problem.node, result.problem.text.ru) == (
        code,
        "bad",
        words,
    )
    assert states(result) == {
        "many": "cancelled",
        "more": "cancelled",
        "bad": "error",
        "sorted": "skipped",
        "saved": "skipped",
        "fine": "cancelled",
    }
    assert old.read_text("utf-8") == "old"
    assert sorted(path.name for path in place.folder.iterdir()) == [".kanva", "out.csv"]
    assert place.analyse(document).nodes["bad"].state == "error"


def test_bad_conversion_tells_column_values_and_rows(place, flow):
    place.file("a.csv", "id,code\n1,10\n2,abc\n3,30\n4,x7\n")
    document = flow(
        table=("try.csv", {"file": "a.csv"}),
        typed=("try.cast", {"column": "code"}, "table"),
        totals=("try.sum", {"by": ["id"], "column": "code"}, "typed"),
    )

    result = place.run(document)

    given = result.problem
    assert (given.code, given.node, given.column) == ("bad_conversion", "typed", "code")
    assert given.text.ru == (
        "В столбце «code» есть значения, из которых не сделать «целое число»: «abc», «x7»"
    )
    assert given.rows == {"columns": ["id", "code"], "rows": [[2, "abc"], [4, "x7"]]}


def test_join_keys_of_different_kinds(place, flow):
    place.file("a.csv", "id,n\n1,10\n")
    place.file("b.csv", "id,n\nx,10\n")
    document = flow(
        a=("try.csv", {"file": "a.csv"}),
        b=("try.csv", {"file": "b.csv"}),
        met=("try.join", {"left": "id", "right": "id"}, {"left": "a", "right": "b"}),
    )

    (given,) = place.analyse(document).problems

    assert (given.code, given.node) == ("kinds_differ", "met")
    assert given.text.ru == "Столбцы «id» и «id» разного типа: целое число и текст"


def test_unknown_target(place, flow):
    place.file("sales.csv", SALES)
    result = place.run(flow(a=CSV), ["nobody"])
    assert (result.state, result.problem.code) == ("failed", "unknown_node")


def test_empty_workflow(place, flow):
    result = place.run(flow())
    assert (result.state, result.problem.code) == ("failed", "nothing_to_run")


def test_out_of_memory_is_told_at_the_active_node(place, flow):
    document = flow(
        many=("try.range", {"rows": 100_000}), hog=("try.unruly", {"how": "linger"}, "many")
    )

    result = place.run(document, memory_limit_bytes=1)

    assert (result.state, result.problem.code) == ("failed", "out_of_memory")
    assert result.problem.node in {"many", "hog"}
