"""The client: faults of wire and server end in plain words, with as few tries as are safe."""

from __future__ import annotations

import pytest

from kanva.onec.client import kept_metadata
from kanva.sdk import NodeError


def test_a_busy_server_is_asked_again(onec, client):
    onec.faults.busy = 3
    assert len(client.sets()) == 6
    assert len(onec.log) == 4
    onec.faults.busy = 9
    with pytest.raises(NodeError, match="onec_error"):
        client.sets()


def test_plain_errors(onec, client, client_of):
    with pytest.raises(NodeError, match="wrong_login"):
        client_of(password="нет").sets()
    with pytest.raises(NodeError, match="no_answer"):
        client_of(url="http://127.0.0.1:9/erp").sets()
    with pytest.raises(NodeError, match="not_published"):
        client.count("Catalog_Нет")
    onec.faults.html = True
    with pytest.raises(NodeError, match="not_1c"):
        client.sets()
    with pytest.raises(NodeError, match=r"bad_metadata|nothing_published"):
        client.metadata()


def test_cut_json_is_told(onec, client):
    onec.faults.cut = True
    with pytest.raises(NodeError, match=r"not_1c|cut_answer"):
        client.sets()


def test_a_count_comes_with_a_mark_in_front(client):
    assert client.count("Catalog_Контрагенты") == 60
    assert client.count("Catalog_Контрагенты", "startswith(Description,'ООО «Клиент 1')") == 11


def test_the_description_is_kept_while_fresh(onec, client, tmp_path):
    path = tmp_path / "кэш" / "base.xml"
    first = kept_metadata(client, path, 3600, now=path_time(path))
    asked = len(onec.log)
    again = kept_metadata(client, path, 3600, now=path_time(path) + 10)
    assert again.sets == first.sets
    assert len(onec.log) == asked
    kept_metadata(client, path, 3600, now=path_time(path) + 4000)
    assert len(onec.log) == asked + 1
    path.write_bytes(b"<broken")
    assert kept_metadata(client, path, 3600, now=path_time(path)).sets == first.sets
    assert [one.name for one in path.parent.iterdir()] == ["base.xml"]


def path_time(path):
    return path.stat().st_mtime if path.exists() else 0.0
