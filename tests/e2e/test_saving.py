"""Nothing is lost: drafts, versions, changes from outside, a killed server."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.conftest import Server
from e2e.desk import Desk, Watch
from e2e.flows import Json, flow, made, text_file, written
from e2e.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60, func_only=True)]

TEA = "Товар;Штук\nЧай;3\nКофе;5\n"


# Waits until the browser's own store holds an edit.
KEPT = """async (words) => {
  const base = await new Promise((done) => {
    const request = indexedDB.open('kanva', 1);
    request.addEventListener('success', () => done(request.result));
  });
  for (;;) {
    const entries = await new Promise((done) => {
      const request = base.transaction('edits').objectStore('edits').getAll();
      request.addEventListener('success', () => done(request.result));
    });
    if (JSON.stringify(entries).includes(words)) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  base.close();
}"""


def document(**settings: object) -> Json:
    """Return a small workflow."""
    return flow([text_file("tea", "чай.csv"), made("sort", "rows.sort", **settings)])


def read(desk: Desk, name: str) -> Json:
    """Return a workflow as its file has it."""
    return json.loads((desk.workspace / f"{name}.kanva.json").read_text(encoding="utf-8"))


def rename(hands: Hands, node: str, words: str) -> None:
    """Give a node a title with the keyboard."""
    hands.select(node)
    hands.title(words)
    expect(hands.see(f"node-{node}")).to_contain_text(words)


def test_a_draft_outlives_a_reload_and_a_save_makes_a_version(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    hands = desk.open(document(keys=[{"column": "Штук"}]), "черновик")
    page = hands.page
    file_before = read(desk, "черновик")
    rename(hands, "sort", "По штукам")
    draft = hands.stored()
    assert read(desk, "черновик") == file_before
    page.reload()
    expect(hands.see("node-sort")).to_contain_text("По штукам")
    assert hands.stored() == draft

    page.keyboard.press("Control+s")
    expect(hands.see("save")).to_have_attribute("data-state", "saved")
    assert read(desk, "черновик") == draft
    hands.see("title").click()
    hands.see("versions").click()
    versions = hands.see("versions-panel").get_by_role("listitem")
    expect(versions.first).to_contain_text("сохранение")


def test_a_past_version_is_looked_at_and_brought_back(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    hands = desk.open(document(keys=[{"column": "Штук"}]), "версии")
    page = hands.page
    for words in ("Первое имя", "Второе имя"):
        rename(hands, "sort", words)
        page.keyboard.press("Control+s")
        expect(hands.see("save")).to_have_attribute("data-state", "saved")
    rename(hands, "sort", "Черновое имя")
    hands.stored()

    hands.see("title").click()
    hands.see("versions").click()
    panel = hands.see("versions-panel")
    expect(panel.get_by_role("listitem").nth(1)).to_contain_text("сохранение")
    panel.get_by_role("listitem").nth(1).get_by_role("button").first.click()
    expect(hands.see("version-banner")).to_contain_text("только просмотр")
    expect(hands.see("node-sort")).to_contain_text("Первое имя")
    expect(hands.see("run")).to_be_disabled()
    # Only looked at: the keys change nothing.
    hands.see("node-sort").locator("[aria-hidden=true]").first.click()
    page.keyboard.press("Delete")
    expect(hands.see("node-sort")).to_be_visible()
    hands.see("version-banner").get_by_role("button", name="Вернуться").click()
    expect(hands.see("node-sort")).to_contain_text("Черновое имя")

    hands.see("title").click()
    hands.see("versions").click()
    panel.get_by_role("listitem").nth(1).get_by_role("button").first.click()
    hands.see("restore").click()
    expect(hands.see("version-banner")).to_have_count(0)
    expect(hands.see("node-sort")).to_contain_text("Первое имя")
    expect(hands.see("save")).to_have_attribute("data-state", "saved")
    assert read(desk, "версии")["nodes"][1]["title"] == "Первое имя"
    # Bringing back is a step like any other: nothing of the draft is lost.
    page.locator(".react-flow__pane").click(position={"x": 300, "y": 400})
    page.keyboard.press("Control+z")
    expect(hands.see("node-sort")).to_contain_text("Черновое имя")


def edited_twice(desk: Desk, watch: Watch, name: str) -> Hands:
    """Edit here and change the file by another hand; return the hands before the choice."""
    watch.allow("409", "status of 409")
    desk.file("чай.csv", TEA)
    hands = desk.open(document(keys=[{"column": "Штук"}]), name)
    rename(hands, "sort", "Моё имя")
    hands.stored()
    other = document(keys=[{"column": "Товар"}])
    other["nodes"].append(made("other", "rows.sort", keys=[{"column": "Товар"}]))
    other["layout"]["nodes"]["other"] = {"x": 400, "y": 160}
    written(desk.workspace, name, other)
    hands.page.keyboard.press("Control+s")
    dialog = hands.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Файл изменился, пока вы правили")
    expect(dialog).to_contain_text("На холсте 2 узла")
    expect(dialog).to_contain_text("В файле 3 узла")
    # Not to be waved away: it is a choice.
    hands.page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    return hands


def test_a_stale_save_may_keep_mine(desk: Desk, watch: Watch) -> None:
    hands = edited_twice(desk, watch, "спор моё")
    hands.see("conflict-mine").click()
    expect(hands.see("save")).to_have_attribute("data-state", "saved")
    found = read(desk, "спор моё")
    assert [node["id"] for node in found["nodes"]] == ["tea", "sort"]
    assert found["nodes"][1]["title"] == "Моё имя"


def test_a_stale_save_may_take_theirs_and_mine_is_one_undo_away(desk: Desk, watch: Watch) -> None:
    hands = edited_twice(desk, watch, "спор чужое")
    hands.see("conflict-theirs").click()
    expect(hands.see("node-other")).to_be_visible()
    expect(hands.see("save")).to_have_attribute("data-state", "saved")
    hands.page.keyboard.press("Control+z")
    expect(hands.see("node-other")).to_have_count(0)
    expect(hands.see("node-sort")).to_contain_text("Моё имя")
    assert len(read(desk, "спор чужое")["nodes"]) == 3


def test_a_stale_save_shows_both_side_by_side(desk: Desk, watch: Watch) -> None:
    hands = edited_twice(desk, watch, "спор рядом")
    hands.see("conflict-beside").click()
    beside = hands.see("side-by-side")
    expect(beside).to_contain_text("У меня: 2 узла")
    expect(beside).to_contain_text("В файле: 3 узла")
    expect(beside.get_by_role("listitem").filter(has_text="удалено")).to_have_count(0)
    changes = beside.get_by_test_id("changes")
    expect(changes).to_contain_text("узел Сортировка")
    expect(changes).to_contain_text("название: — → Моё имя")
    expect(changes).to_contain_text("Столбец: Товар → Штук")
    hands.see("conflict-mine").click()
    expect(hands.see("save")).to_have_attribute("data-state", "saved")
    assert read(desk, "спор рядом")["nodes"][1]["title"] == "Моё имя"


def test_two_windows_know_of_each_other_and_the_idle_one_follows(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    one = desk.open(document(keys=[{"column": "Штук"}]), "вдвоём")
    expect(one.see("present")).to_have_count(0)
    two = Hands(desk.page(f"w/{quote('вдвоём.kanva.json')}"))
    expect(two.see("present")).to_have_text("Открыт ещё в 1 окне")
    expect(one.see("present")).to_have_text("Открыт ещё в 1 окне")
    rename(one, "sort", "Правит первый")
    expect(two.see("node-sort")).to_contain_text("Правит первый")
    expect(two.see("notice")).to_contain_text("Показаны правки из другого окна")
    rename(two, "tea", "Правит второй")
    expect(one.see("node-tea")).to_contain_text("Правит второй")
    expect(one.see("node-sort")).to_contain_text("Правит первый")
    # What came from the other is undone like one's own, and the other hears of that too.
    one.see("node-sort").locator("[aria-hidden=true]").first.click()
    one.page.keyboard.press("Control+z")
    expect(one.see("node-tea")).not_to_contain_text("Правит второй")
    expect(two.see("node-tea")).not_to_contain_text("Правит второй")
    two.page.close()
    expect(one.see("present")).to_have_count(0)


def test_edits_at_one_moment_in_two_windows_are_a_choice(desk: Desk, watch: Watch) -> None:
    watch.allow("ERR_FAILED")
    desk.file("чай.csv", TEA)
    one = desk.open(document(keys=[{"column": "Штук"}]), "разом")
    two = Hands(desk.page(f"w/{quote('разом.kanva.json')}"))
    expect(one.see("present")).to_be_visible()
    expect(two.see("node-sort")).to_be_visible()
    # The second window's draft is held up, so that both have typed before either has heard.
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    two.page.route("**/api/drafts/**", hold)
    rename(two, "tea", "Второй")
    expect(two.see("save")).to_have_attribute("data-state", "unsent")
    rename(one, "sort", "Первый")
    dialog = two.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Сценарий правят и в другом окне")
    for route in held:
        route.abort()
    two.page.unroute("**/api/drafts/**")
    two.see("conflict-theirs").click()
    expect(two.see("node-sort")).to_contain_text("Первый")
    expect(two.see("node-tea")).not_to_contain_text("Второй")
    two.page.locator(".react-flow__pane").click(position={"x": 300, "y": 400})
    two.page.keyboard.press("Control+z")
    expect(two.see("node-tea")).to_contain_text("Второй")
    expect(one.see("node-tea")).to_contain_text("Второй")


def test_a_version_is_compared_on_the_canvas_and_in_words_and_named(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    flow_of_three = flow(
        [
            text_file("tea", "чай.csv"),
            made("sort", "rows.sort", keys=[{"column": "Штук"}]),
            made("gone", "rows.filter"),
        ]
    )
    hands = desk.open(flow_of_three, "сравнение")
    page = hands.page
    rename(hands, "sort", "По штукам")
    page.keyboard.press("Control+s")
    expect(hands.see("save")).to_have_attribute("data-state", "saved")
    hands.select("gone")
    page.keyboard.press("Delete")
    rename(hands, "sort", "По товару")
    page.keyboard.press("n")
    page.keyboard.insert_text("формул")
    page.keyboard.press("Enter")
    expect(hands.page.locator("[data-node]")).to_have_count(3)
    hands.stored()

    page.keyboard.press("Escape")
    page.locator(".react-flow__pane").click(position={"x": 300, "y": 400})
    page.keyboard.press("v")
    panel = hands.see("versions-panel")
    panel.get_by_role("listitem").first.get_by_role("button").first.click()
    expect(hands.see("version-banner")).to_contain_text("только просмотр")
    hands.see("compare").click()
    expect(hands.see("node-gone")).to_have_attribute("data-mark", "removed")
    expect(hands.see("node-sort")).to_have_attribute("data-mark", "changed")
    expect(page.locator("[data-mark=added][data-node]")).to_have_count(1)
    changes = hands.see("changes")
    expect(changes).to_contain_text("название: По штукам → По товару")
    expect(changes).to_contain_text("узел Фильтр")
    hands.see("name-version").click()
    hands.see("version-name").fill("Перед кварталом")
    hands.see("version-name").press("Enter")
    expect(panel.get_by_role("listitem").first).to_contain_text("Перед кварталом")
    hands.see("version-banner").get_by_role("button", name="Вернуться").click()
    expect(hands.see("node-gone")).to_have_count(0)
    expect(page.locator("[data-mark]")).to_have_count(0)


def test_a_change_from_outside_is_shown_at_once(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    hands = desk.open(document(keys=[{"column": "Штук"}]), "снаружи")
    expect(hands.see("node-sort")).to_have_attribute("data-state", "ready")
    changed = document(keys=[{"column": "Штук"}])
    # The other hand saves until it is seen: the server begins to watch a second after opening.
    for number in range(1, 4):
        changed["nodes"][1]["title"] = words = f"Чужое имя {number}"
        written(desk.workspace, "снаружи", changed)
        with contextlib.suppress(AssertionError):
            expect(hands.see("node-sort")).to_contain_text(words, timeout=4_000)
            break
    expect(hands.see("node-sort")).to_contain_text("Чужое имя")
    expect(hands.page.get_by_text("Файл изменён снаружи, показано новое")).to_be_visible()


def test_a_killed_server_loses_nothing_and_the_editor_comes_back(
    server: Server, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "WebSocket", "ERR_EMPTY_RESPONSE")
    (server.workspace / "чай.csv").write_text(TEA, encoding="utf-8")
    path = written(server.workspace, "сбой", document(keys=[{"column": "Штук"}]))
    page = open_page(locale="ru-RU")
    hands = Hands(page)
    page.goto(f"{server.address}/#/w/{quote(path)}")
    expect(hands.see("node-sort")).to_have_attribute("data-state", "ready")
    rename(hands, "sort", "До сбоя")
    # An edit reaches the server by itself.
    expect(hands.see("save")).to_have_attribute("data-state", "draft")

    server.kill()
    expect(page.get_by_text("Нет связи с сервером, соединение восстанавливается")).to_be_visible()
    rename(hands, "tea", "Во время сбоя")
    expect(hands.see("save")).to_have_attribute("data-state", "failed")
    server.start()
    expect(hands.see("offline")).to_have_count(0, timeout=20_000)
    expect(hands.see("status-problem")).to_have_count(0)
    titles = [node.get("title") for node in hands.stored()["nodes"]]
    assert titles == ["Во время сбоя", "До сбоя"]
    hands.run()

    # Killed once more, with nobody to send anything again: nothing older than 3 s is lost.
    rename(hands, "sort", "Перед вторым сбоем")
    expect(hands.see("save")).to_have_attribute("data-state", "draft")
    server.kill()
    page.goto("about:blank")
    server.start()
    page.goto(f"{server.address}/#/w/{quote(path)}")
    expect(hands.see("node-sort")).to_contain_text("Перед вторым сбоем")
    expect(hands.see("save")).to_have_attribute("data-state", "draft")


def test_edits_of_a_dead_tab_that_no_server_has_seen_come_back(
    server: Server, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "WebSocket", "ERR_EMPTY_RESPONSE")
    (server.workspace / "чай.csv").write_text(TEA, encoding="utf-8")
    path = written(server.workspace, "сбой", document(keys=[{"column": "Штук"}]))
    address = f"{server.address}/#/w/{quote(path)}"
    signed_in = open_page().context
    browser = signed_in.browser
    assert browser is not None
    computer = browser.new_context(storage_state=signed_in.storage_state(), locale="ru-RU")
    dying, later = computer.new_page(), computer.new_page()
    for page in (dying, later):
        watch.over(page)
    hands = Hands(dying)
    dying.goto(address)
    hands.select("sort")
    server.kill()
    rename(hands, "tea", "Только здесь")
    expect(hands.see("save")).to_have_attribute("data-state", "failed")
    dying.evaluate(KEPT, "Только здесь")
    dying.close()

    server.start()
    hands = Hands(later)
    later.goto(address)
    expect(hands.see("node-tea")).to_contain_text("Только здесь")
    expect(hands.see("notice")).to_contain_text("Возвращены правки")
    assert [node.get("title") for node in hands.stored()["nodes"]] == ["Только здесь", None]
    # Sent once, it is no longer offered.
    later.reload()
    expect(hands.see("node-tea")).to_contain_text("Только здесь")
    expect(hands.see("notice")).to_have_count(0)
    computer.close()
