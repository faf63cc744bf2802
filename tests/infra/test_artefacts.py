"""The functions' files lie unpacked once for all engines, as long as one uses them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from infra.local import artefacts, run_engine

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_an_engine_uses_is_left_and_what_nobody_uses_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefacts, "KEPT", tmp_path)
    for name in ("used", "left"):
        (tmp_path / name / "publish").mkdir(parents=True)
        (tmp_path / f"{name}.lock").touch()
    with artefacts._in_use(tmp_path / "used"):
        artefacts._take_away_what_nobody_uses()
        assert (tmp_path / "used" / "publish").is_dir()
        assert not (tmp_path / "left").exists()
    artefacts._take_away_what_nobody_uses()
    assert not (tmp_path / "used").exists()


def test_an_engine_finds_the_folder_that_an_archive_names(tmp_path: Path) -> None:
    folder, place = tmp_path / "publish", tmp_path / "code"
    (folder / "kleark").mkdir(parents=True)
    (folder / "kleark" / "__init__.py").write_text("named = True")
    place.mkdir()
    with zipfile.ZipFile(io.BytesIO(artefacts._archive(folder))) as archive:
        run_engine._find_unpacked(archive, place)
    assert (place / "kleark" / "__init__.py").read_text() == "named = True"
    assert (place / "kleark").is_symlink()


def test_any_other_archive_is_unpacked_as_ever(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("layer/module.py", "x = 1")
    with zipfile.ZipFile(buffer) as archive:
        run_engine._find_unpacked(archive, tmp_path)
    assert (tmp_path / "layer" / "module.py").read_text() == "x = 1"


def test_both_sides_have_one_name_for_it() -> None:
    assert artefacts.UNPACKED == run_engine.UNPACKED
