"""What of a requirement a function's artefact leaves out, since nothing in it is ever asked for.

Only the standard library is used, since `sam build` runs it with whatever Python there is.
"""

from __future__ import annotations

import gzip
import json
import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SERVICES = {
    "admin_page": ("dynamodb", "s3", "scheduler", "secretsmanager", "sqs"),
    "announce": ("dynamodb", "events"),
    "ask_links": ("dynamodb",),
    "erase": ("dynamodb", "s3", "sqs"),
    "notify": ("dynamodb", "sesv2"),
    "portal_api": ("dynamodb",),
    "publish": ("dynamodb", "s3", "secretsmanager"),
    "register": ("dynamodb", "s3"),
    "sweep": ("dynamodb", "sqs"),
    "validate": ("dynamodb", "s3", "secretsmanager", "sqs"),
    "watch_live": ("dynamodb", "s3", "sqs"),
}
"""The AWS services that each function makes clients of. Of the others botocore brings the description in vain."""

TIME_ZONES = ("Europe/Copenhagen",)

LEFT_OUT = (
    # An HTTP resolver with its web assets, parsers and what else functions can have; ours log.
    "aws_lambda_powertools/event_handler",
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in (
            "batch",
            "data_classes",
            "data_masking",
            "feature_flags",
            "idempotency",
            "kafka",
            "parameters",
            "parser",
            "serialization.py",
            "streaming",
            "validation",
        )
    ),
    # What compiles C, at development time.
    "cffi/_cffi_include.h",
    "cffi/_embedding.h",
    "cffi/recompiler.py",
    # Tests and stubs of others.
    "*/tests",
)


def leave_out(folder: Path, services: Iterable[str]) -> None:
    """Take away from installed requirements what functions with clients of ``services`` never need."""
    for pattern in LEFT_OUT:
        for path in sorted(folder.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if (folder / "botocore").exists():
        _describe_only(folder / "botocore" / "data", frozenset(services))
    if (folder / "tzdata").exists():
        _keep_time_zones(folder / "tzdata")


def _describe_only(data: Path, services: frozenset[str]) -> None:
    """Leave of AWS's descriptions those of ``services``, in the latest version of each, which is the one that is used.

    Their sentences for people go, and what is left lies unpacked: botocore reads ``.json`` before ``.json.gz``, and a
    client is made in a third of the time.
    """
    for folder in [path for path in data.iterdir() if path.is_dir()]:
        if folder.name not in services:
            shutil.rmtree(folder)
            continue
        *older, latest = sorted(folder.iterdir())
        for version in older:
            shutil.rmtree(version)
        for packed in sorted(latest.glob("*.json.gz")):
            if not packed.name.startswith("examples-"):
                content = json.loads(gzip.decompress(packed.read_bytes()))
                _write(packed.with_suffix(""), _without_sentences(content))
            packed.unlink()
        for plain in latest.glob("examples-*.json"):
            plain.unlink()
    endpoints = json.loads((data / "endpoints.json").read_text(encoding="utf-8"))
    for partition in endpoints["partitions"]:
        named = partition["services"]
        partition["services"] = {name: named[name] for name in named if name in services | {"email"}}
    _write(data / "endpoints.json", endpoints)


def _write(path: Path, content: Any) -> None:
    _replace(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def _replace(path: Path, text: str) -> None:
    """Never into the file that is there: uv installs by links to what it keeps for every environment of the machine."""
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")


def _without_sentences(node: Any) -> Any:
    """Empty ones in their place: some botocore reads without asking whether they are there."""
    if isinstance(node, dict):
        return {
            name: "" if name == "documentation" and isinstance(value, str) else _without_sentences(value)
            for name, value in node.items()
        }
    return [_without_sentences(value) for value in node] if isinstance(node, list) else node


def _keep_time_zones(package: Path) -> None:
    kept = {package / "zoneinfo" / name for name in TIME_ZONES}
    for path in sorted((package / "zoneinfo").rglob("*")):
        if path.is_file() and path not in kept and path.suffix != ".py":
            path.unlink()
    for path in sorted((package / "zoneinfo").rglob("*"), reverse=True):
        if path.is_dir() and not any(one in path.rglob("*") for one in kept):
            shutil.rmtree(path)
    _replace(package / "zones", "".join(f"{name}\n" for name in TIME_ZONES))
