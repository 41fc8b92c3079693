"""`kanva run` and `kanva check`: what is printed, what is written, with which exit code."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys

import pytest
from rich.console import Console

from kanva.cli.language import Say
from kanva.cli.progress import node_table

COLUMNS_HINT = (
    "    Выберите другой столбец или верните этот в узлах выше. Сейчас есть: «Город», «Сумма»."
)


def save(folder, document):
    (folder / "a.kanva.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def without_seconds(text: str) -> str:
    return re.sub(r"\d+[.,]\d\d с\.|\d+\.\d\d s\.", "N", text)


def test_a_run_tells_and_writes(kanva, folder):
    code, out, err = kanva("run", "a.kanva.json", "--lang", "ru")
    assert (code, err) == (0, "")
    assert without_seconds(out) == (
        "Импорт текста и CSV: готово, строк 3\n"
        "Крупные: готово, строк 2 + 1\n"
        "Экспорт в текст и CSV: готово, строк 2\n"
        f"Записан {folder / 'итог.csv'}, строк 2\n"
        "Готово за N\n"
    )
    assert (folder / "итог.csv").read_text("utf-8-sig") == "Город;Сумма\nПермь;10\nТверь;20\n"
    assert (folder / ".kanva" / ".gitignore").read_text("utf-8") == "*\n"


def test_a_second_run_takes_what_is_computed(kanva):
    kanva("run", "a.kanva.json", "--lang", "en")
    code, out, _ = kanva("run", "a.kanva.json", "--lang", "en")
    assert code == 0
    assert out.splitlines()[:3] == [
        "Import text or CSV: from the cache, rows 3",
        "Крупные: from the cache, rows 2 + 1",
        "Export text or CSV: from the cache, rows 2",
    ]


def test_without_a_cache_nothing_is_left_behind(kanva, folder):
    code, _, _ = kanva("run", "a.kanva.json", "--no-cache")
    assert code == 0
    assert sorted(item.name for item in folder.iterdir()) == [
        "a.kanva.json",
        "итог.csv",
        "продажи.csv",
    ]


def test_a_parameter_and_another_folder(kanva, folder, tmp_path):
    out = tmp_path / "выгрузка" / "март"
    code, printed, _ = kanva(
        "run", "a.kanva.json", "--param", "порог=15", "--out", str(out), "--lang", "en"
    )
    assert code == 0
    assert f"Written {out / 'итог.csv'}, rows 1\n" in printed
    assert (out / "итог.csv").read_text("utf-8-sig") == "Город;Сумма\nТверь;20\n"
    assert [item.name for item in out.iterdir()] == ["итог.csv"]
    assert sorted(item.name for item in folder.iterdir()) == [
        ".kanva",
        "a.kanva.json",
        "продажи.csv",
    ]


def test_another_workspace(kanva, folder, tmp_path):
    place = tmp_path / "данные"
    place.mkdir()
    (folder / "продажи.csv").rename(place / "продажи.csv")
    code, _, _ = kanva("run", "a.kanva.json", "--workspace", str(place))
    assert code == 0
    assert (place / "итог.csv").is_file()
    assert not (folder / ".kanva").exists()


def test_a_failed_run_leaves_the_earlier_files(kanva, folder, document, tmp_path):
    (folder / "итог.csv").write_text("прежний", "utf-8")
    out = tmp_path / "o"
    out.mkdir()
    (out / "итог.csv").write_text("прежний", "utf-8")
    document["nodes"][1]["settings"]["conditions"]["all"][0]["column"] = "Сума"
    save(folder, document)
    for arguments in ((), ("--out", str(out))):
        code, printed, err = kanva("run", "a.kanva.json", "--lang", "ru", *arguments)
        assert (code, err) == (1, "")
        assert printed.splitlines()[-5:] == [
            "Экспорт в текст и CSV: пропущен",
            "Ошибка в узле «Крупные» (filter.conditions.all.0.column): Нет столбца «Сума»",
            "    Похожее: Сумма",
            COLUMNS_HINT,
            "Не выполнено. Прежние файлы не тронуты.",
        ]
    assert (folder / "итог.csv").read_text("utf-8") == "прежний"
    assert (out / "итог.csv").read_text("utf-8") == "прежний"
    assert not [item for item in folder.iterdir() if item.name.startswith(".kanva-out")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.kanva.json"], "Нет файла none.kanva.json."),
        (["a.kanva.json", "--param", "пор=1"], "В сценарии нет параметра «пор». Есть: порог."),
        (
            ["a.kanva.json", "--param", "порог"],
            "«порог»: напишите параметр как имя=значение.",
        ),
        (["a.kanva.json", "--workspace", "нет"], "Нет папки "),
    ],
)
def test_wrong_use(kanva, arguments, words):
    code, out, err = kanva("run", *arguments, "--lang", "ru")
    assert (code, out) == (2, "")
    assert err.startswith(words)


def test_a_cache_that_cannot_be_written(kanva, folder):
    (folder / ".kanva").write_text("a file in the way", "utf-8")
    code, out, err = kanva("run", "a.kanva.json", "--lang", "ru")
    assert (code, out) == (1, "")
    assert err.startswith(f"В папку {folder} нельзя записать кэш")
    assert kanva("run", "a.kanva.json", "--no-cache")[0] == 0


def test_a_file_that_is_no_workflow(kanva, folder):
    (folder / "a.kanva.json").write_text('{"kanva": 1, "nodes": [}', "utf-8")
    for command in ("run", "check"):
        code, out, err = kanva(command, "a.kanva.json", "--lang", "ru")
        assert (code, out) == (2, "")
        assert err.startswith("a.kanva.json:\n")
        assert "Traceback" not in err
    (folder / "a.kanva.json").write_bytes("Привет".encode("cp1251"))
    assert kanva("run", "a.kanva.json", "--lang", "ru")[2] == (
        "Файл a.kanva.json записан не в UTF-8.\n"
    )


def test_check_finds_all_that_is_wrong_and_leaves_nothing(kanva, folder, document):
    assert kanva("check", "a.kanva.json", "--lang", "ru") == (
        0,
        "Всё в порядке. Узлов: 3.\n",
        "",
    )
    document["nodes"][1]["settings"]["conditions"]["all"][0]["column"] = "Сума"
    document["nodes"][2]["type"] = "export.нет"
    document["edges"].append({"from": "sales.rows", "to": "никто.rows"})
    save(folder, document)
    code, out, err = kanva("check", "a.kanva.json", "--lang", "ru")
    assert (code, err) == (1, "")
    assert "Ошибка в узле «Крупные» (filter.conditions.all.0.column): Нет столбца «Сума»" in out
    assert "    Похожее: Сумма\n" in out
    assert "Нет такого вида узла: «export.нет»" in out
    assert "никто" in out
    assert sorted(item.name for item in folder.iterdir()) == ["a.kanva.json", "продажи.csv"]


def test_check_speaks_english(kanva):
    assert kanva("check", "a.kanva.json", "--lang", "en")[1] == "All is well. Nodes: 3.\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_stops_a_run(folder, document, environment):
    rows = "\n".join(f"{number};{number % 997}" for number in range(3_000_000))
    (folder / "продажи.csv").write_text(f"Город;Сумма\n{rows}\n", "utf-8")
    (folder / "итог.csv").write_text("прежний", "utf-8")
    sort = {"id": "sort", "type": "rows.sort", "version": 1}
    sort["settings"] = {"keys": [{"column": "Город"}, {"column": "Сумма"}]}
    document["nodes"].append(sort)
    document["edges"] = [
        {"from": "sales.rows", "to": "filter.rows"},
        {"from": "filter.rows", "to": "sort.rows"},
        {"from": "sort.rows", "to": "out.rows"},
    ]
    save(folder, document)
    # The process sends the signal to itself at the moment its rows begin to flow.
    script = (
        "import os, signal, sys, threading\n"
        "from kanva.engine import run as engine_run\n"
        "before = engine_run._Run._compute\n"
        "def compute(self, plan):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    before(self, plan)\n"
        "engine_run._Run._compute = compute\n"
        "from kanva.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "run", "a.kanva.json", "--lang", "ru"],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 130, done.stderr
    assert done.stdout.endswith("Остановлено. Прежние файлы не тронуты.\n")
    assert (folder / "итог.csv").read_text("utf-8") == "прежний"


def test_in_a_terminal_there_is_a_table():
    console = Console(width=60, record=True, file=io.StringIO())
    nodes = {
        "a": {"state": "done", "rows": {"rows": 1234567}, "seconds": 1.25},
        "b": {"state": "error", "rows": {}, "seconds": None},
    }
    console.print(node_table(Say("ru"), nodes, {"a": "Продажи"}))
    lines = [line.rstrip() for line in console.export_text().splitlines()]
    assert lines == [
        "Узел     Состояние      Строк  Секунд",
        "Продажи  готово     1\xa0234\xa0567    1,25",
        "b        ошибка",
    ]
