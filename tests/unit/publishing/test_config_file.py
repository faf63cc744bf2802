"""The file with a sheet's rows: verified whether it was written by this release or an older one."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from kleark.publishing.config_file import (
    ConfigurationMismatchError,
    rows_of_sheet,
    verified_rows,
    verified_snapshot,
)
from kleark.publishing.model import Upload, stamp
from kleark.publishing.snapshot import snapshot_of
from kleark.schemas import schema
from kleark.testing.validated_uploads import validated
from tests.support.world import NOON, ODENSE, rows


def stored(count: int) -> tuple[Upload, bytes]:
    upload, config = validated(ODENSE, rows(count)[::-1], 'ark ", "rows": [.xlsx', stamp(NOON))
    return upload, config.to_bytes()


def as_older_releases_wrote_it(data: bytes) -> bytes:
    """In the order of the sheet, which they did not name."""
    config = json.loads(data)
    order = config.pop("sheetOrder", range(len(config["rows"])))
    return json.dumps(
        config | {"rows": [config["rows"][at] for at in order]}, ensure_ascii=False, indent=1
    ).encode()


@pytest.mark.parametrize("count", [0, 1, 12])
def test_the_rows_are_the_same_in_the_form_of_either_release(count: int) -> None:
    upload, data = stored(count)
    jsonschema.Draft202012Validator(schema("config")).validate(json.loads(data))
    expected = snapshot_of(rows(count))
    for one in (data, as_older_releases_wrote_it(data)):
        assert verified_snapshot(one, upload) == expected
        assert rows_of_sheet(one) == rows(count)[::-1]
        assert list(verified_rows(one, upload)) == [row.row() for row in expected.rows]


@pytest.mark.parametrize("read", [verified_snapshot, verified_rows])
@pytest.mark.parametrize(
    ("what", "other"),
    [(b"0461", b"0751"), (b'"schemaVersion": "1.0"', b'"schemaVersion": "0.9"'), (b"66131372", b"66131373")],
)
def test_what_is_not_what_was_checked_is_refused(read: object, what: bytes, other: bytes) -> None:
    upload, data = stored(3)
    for one in (data, as_older_releases_wrote_it(data)):
        assert what in one
        with pytest.raises(ConfigurationMismatchError):
            read(one.replace(what, other), upload)  # type: ignore[operator]
        with pytest.raises(ConfigurationMismatchError):
            read(one, replace(upload, upload_id="0" * 32))  # type: ignore[operator]


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff", b'{"a": 1, "rows": []}\n'])
def test_what_is_no_configuration_is_refused(broken: bytes) -> None:
    upload, _ = stored(1)
    with pytest.raises((ValueError, KeyError)):
        verified_rows(broken, upload)
