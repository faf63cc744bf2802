"""The name of a sheet, as people read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kleark.publishing.model import DELETION, UploadStatus
from kleark.publishing.sheet_name import sheet_name
from kleark.testing.validated_uploads import validated
from tests.support.world import ODENSE, rows

UPLOAD, _ = validated(ODENSE, rows(1), "010180-1234 klage.xlsx", "2025-11-03T12:00:00.000Z")


def test_it_is_the_file_s_without_a_cpr_number() -> None:
    assert sheet_name(UPLOAD) == "xxxxxx-xxxx klage.xlsx"


@pytest.mark.parametrize("status", sorted(DELETION))
def test_it_goes_with_the_sheet(status: UploadStatus) -> None:
    deleted = replace(UPLOAD, status=status)
    assert (sheet_name(deleted), sheet_name(deleted, "en")) == ("Slettet ark", "Deleted sheet")
