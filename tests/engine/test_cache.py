"""What a second run does again and what it takes from the cache."""

from __future__ import annotations

import os

import polars as pl

from kanva.engine.cache import Cache

SALES = "client,sum\n1,50\n2,10\n1,30\n3,70\n"


def flow_of(flow, least=20, name="a.csv", language=False):
    where = {"conditions": {"all": [{"column": "sum", "op": ">", "value": least}]}}
    nodes = {
        "sales": ("try.csv", {"file": name}),
        "big": ("try.where", where, "sales"),
        "totals": ("try.sum", {"by": ["client"], "column": "sum"}, "big"),
        "top": ("try.top", {"rows": 1}, "totals"),
    }
    if language:
        nodes["word"] = ("try.language", {}, "top")
    return flow(**nodes)


def test_second_run_does_nothing_and_tells_the_rows(place, flow, states):
    place.file("a.csv", SALES)
    first = place.run(flow_of(flow))
    second = place.run(flow_of(flow))

    assert (first.computed, second.computed) == (True, False)
    assert set(states(second).values()) == {"cached"}
    assert {name: run.rows for name, run in second.nodes.items()} == {
        "sales": {"rows": 4},
        "big": {"rows": 3, "rest": 1},
        "totals": {"rows": 2},
        "top": {"rows": 1},
    }


def test_changed_settings_start_at_the_changed_node(place, flow, states):
    place.file("a.csv", SALES)
    place.run(flow_of(flow))
    document = flow_of(flow)
    document["nodes"][3]["settings"] = {"rows": 2}

    analysis = place.analyse(document)
    top = analysis.nodes["top"]
    assert (top.state, top.reason.ru) == ("stale", "Изменены настройки")
    assert analysis.nodes["totals"].state == "done"

    result = place.run(document)
    # A group is much smaller than its input, so it was kept: the run starts below it.
    assert states(result) == {"sales": "cached", "big": "cached", "totals": "cached", "top": "done"}


def test_change_above_makes_everything_below_stale(place, flow, states):
    place.file("a.csv", SALES)
    place.run(flow_of(flow))
    document = flow_of(flow, least=40)

    analysis = place.analyse(document)
    reasons = {name: node.reason and node.reason.ru for name, node in analysis.nodes.items()}
    assert reasons == {
        "sales": None,
        "big": "Изменены настройки",
        "totals": "Изменился узел выше: «Отбор»",
        "top": "Изменился узел выше: «Итоги»",
    }
    assert set(states(place.run(document)).values()) == {"done"}


def test_changed_file_starts_anew(place, flow, states):
    path = place.file("a.csv", SALES)
    place.run(flow_of(flow))
    place.file("a.csv", SALES + "4,90\n")
    os.utime(path, ns=(1, 1))

    analysis = place.analyse(flow_of(flow))
    sales = analysis.nodes["sales"]
    assert (sales.state, sales.reason.ru) == ("stale", "Изменились данные источника")
    result = place.run(flow_of(flow))
    assert set(states(result).values()) == {"done"}
    assert result.nodes["sales"].rows == {"rows": 5}


def test_language_counts_only_where_it_is_asked_for(place, flow, states):
    place.file("a.csv", SALES)
    document = flow_of(flow, language=True)
    place.run(document, language="ru")

    result = place.run(document, language="en")

    # The first rows of the totals were not kept, but the totals were: all above stands.
    assert states(result) == {
        "sales": "cached", "big": "cached", "totals": "cached", "top": "done", "word": "done",
    }  # fmt: skip


def test_parameter_in_a_formula_counts(place, flow):
    place.file("a.csv", SALES)
    parameters = [{"name": "rate", "type": "number", "default": 2}]
    document = flow(
        parameters,
        sales=("try.csv", {"file": "a.csv"}),
        more=("try.calculate", {"formulas": [{"name": "x", "formula": "[sum]*{rate}"}]}, "sales"),
        plain=("try.top", {"rows": 1}, "sales"),
    )

    def keys(rate):
        nodes = place.analyse(document, parameters={"rate": rate}).nodes
        return {name: node.key for name, node in nodes.items()}

    two, three = keys(2), keys(3)
    assert {name for name in two if two[name] != three[name]} == {"more"}


def test_title_comment_and_place_do_not_count(place, flow, states):
    place.file("a.csv", SALES)
    document = flow_of(flow)
    place.run(document)
    document["nodes"][1] |= {"title": "Крупные", "comment": "…"}
    document["layout"] = {"nodes": {"big": {"x": 5, "y": 5}}}

    assert not place.run(document).computed


def test_volatile_node_runs_every_time_and_stands_between_runs(place, flow):
    place.file("a.csv", SALES)
    document = flow(sales=("try.csv", {"file": "a.csv"}), dice=("try.dice", {}, "sales"))

    assert place.run(document).nodes["dice"].state == "done"
    first = place.frame(document, "dice")["dice"][0]
    assert place.analyse(document).nodes["dice"].state == "done"
    assert place.window(document, "dice")["columns"][2]["values"] == [first] * 4
    assert place.run(document).nodes["dice"].state == "done"
    assert place.frame(document, "dice")["dice"][0] > first


def test_pinned_and_looked_at_results_are_kept(place, flow):
    place.file("a.csv", SALES)
    document = flow(
        sales=("try.csv", {"file": "a.csv"}),
        more=("try.add", {"column": "sum"}, "sales"),
        top=("try.top", {"rows": 1}, "more"),
    )
    place.run(document)
    assert place.kept() == 1
    document["nodes"][1]["pinned"] = True
    place.run(document)
    assert place.frame(document, "more").height == 4
    place.window(document, "sales")
    document["nodes"][1]["settings"]["amount"] = 7
    place.run(document)
    assert place.frame(document, "sales").height == 4


def put(cache, name, rows):
    staged = cache.staged()
    pl.DataFrame({"n": range(rows)}).write_parquet(staged)
    return cache.put(name, staged, None, None)


def test_eviction_takes_the_longest_unused_and_never_what_is_in_use(tmp_path):
    cache = Cache(tmp_path, quota_bytes=1)
    for age, name in enumerate(["a.rows", "b.rows", "c.rows"]):
        kept = put(cache, name, 1000)
        os.utime(kept.path, (age, age))
    other = Cache(tmp_path, quota_bytes=1)
    other.use(["b.rows"])

    size = (tmp_path / "frames" / "a.rows.parquet").stat().st_size
    roomy = Cache(tmp_path, quota_bytes=2 * size)
    roomy.evict()
    assert [cache.has(name) for name in ("a.rows", "b.rows", "c.rows")] == [False, True, True]
    cache.evict()
    assert [cache.has(name) for name in ("a.rows", "b.rows", "c.rows")] == [False, True, False]
    other.release()
    cache.evict()
    assert not list((tmp_path / "frames").iterdir())


def test_result_without_its_notes_is_not_taken(tmp_path):
    cache = Cache(tmp_path, quota_bytes=10**9)
    kept = put(cache, "a.rows", 3)
    assert cache.find("a.rows") == kept
    kept.path.with_suffix(".json").write_text("{torn", "utf-8")
    assert cache.find("a.rows") is None
