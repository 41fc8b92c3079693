"""The cipher of secrets: where its key lives, and what happens without it."""

from __future__ import annotations

import os
import stat

import pytest
from cryptography.fernet import Fernet

from kanva.connections.cipher import KEY_VARIABLE, Cipher
from kanva.sdk import NodeError


def test_the_key_is_made_once_and_is_this_persons_alone(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    folder = tmp_path / "настройки"
    stored = Cipher(folder=folder).write({"password": "тайна"})
    assert "тайна" not in stored
    assert Cipher(folder=folder).read(stored) == {"password": "тайна"}
    (key,) = folder.iterdir()
    assert key.name == "secrets.key"
    if os.name != "nt":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_nothing_is_made_where_there_is_nothing_to_hide(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    cipher = Cipher(folder=tmp_path / "нет")
    assert cipher.write({}) == ""
    assert cipher.read("") == {}
    assert not (tmp_path / "нет").exists()


def test_another_key_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, Fernet.generate_key().decode())
    stored = Cipher(folder=tmp_path).write({"token": "a"})
    monkeypatch.setenv(KEY_VARIABLE, Fernet.generate_key().decode())
    with pytest.raises(NodeError, match="secret_unreadable"):
        Cipher(folder=tmp_path).read(stored)
    monkeypatch.delenv(KEY_VARIABLE)
    with pytest.raises(NodeError, match="secret_unreadable"):
        Cipher(folder=tmp_path).read(stored)


def test_what_is_no_key_is_refused(tmp_path):
    with pytest.raises(NodeError, match="bad_key"):
        Cipher("пароль", tmp_path).write({"a": "b"})


def test_a_folder_that_cannot_be_made(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    (tmp_path / "файл").write_text("", "utf-8")
    with pytest.raises(NodeError, match="key_not_kept"):
        Cipher(folder=tmp_path / "файл" / "дальше").write({"a": "b"})
