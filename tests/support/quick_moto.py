"""moto as it is, without the work that it does again and again: a third of the time of its DynamoDB is left.

What is answered stays the same, which `test_quick_moto.py` holds against moto's own. These things are done with less:

- An item's values are written by the kind that each names, and not by trying 30 spellings of each of the ten kinds.
- A transaction keeps a copy of the items that it names, and not one of the whole table for each of them.
- The steps that check an update expression go by a node's class, found once, and not by asking each step anew.
- The methods of a class that answers are listed once, and not for each request; an operation's name is spelt once.
- What moto itself takes is not truly signed: it looks at the key and the region only.
- What botocore knows of AWS's services is read once in a process, and not for each session and client.
"""

from __future__ import annotations

import base64
import copy
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.auth import SIGV4_TIMESTAMP, SigV4Auth
from moto.core import models, responses, utils
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import pytest
    from botocore.loaders import Loader

_touched: ContextVar[frozenset[tuple[str, str | None]] | None] = ContextVar("_touched", default=None)

# moto does not type this module.
_TRAVERSER: Any = ast_nodes.DepthFirstTraverser  # type: ignore[attr-defined]
_NODE: Any = ast_nodes.Node  # type: ignore[attr-defined]

_SIGNER: Any = SigV4Auth
_EXPRESSIONS = (ast_nodes.Expression, ast_nodes.UpdateExpressionFunction)  # type: ignore[attr-defined]

_own_structure = BaseJSONSerializer._serialize_type_structure
_own_traverse = _TRAVERSER.traverse_node_recursively
_own_transaction = DynamoDBBackend.transact_write_items
_own_method_names = utils.method_names_from_class
_own_spelling = utils.camelcase_to_underscores
_own_signing = _SIGNER.add_auth


def quicken(patch: pytest.MonkeyPatch) -> None:
    """Let moto take the short ways, until ``patch`` is undone."""
    patch.setattr(BaseJSONSerializer, "_serialize_type_structure", _structure)
    patch.setattr(DynamoDBBackend, "transact_write_items", _transact)
    patch.setattr(Table, "__deepcopy__", _copied, raising=False)
    patch.setattr(_TRAVERSER, "traverse_node_recursively", _traverse)
    patch.setattr(_NODE, "find_clauses", _clauses)
    patch.setattr(responses, "method_names_from_class", cache(_own_method_names))
    patch.setattr(responses, "camelcase_to_underscores", cache(_own_spelling))
    patch.setattr(_SIGNER, "add_auth", _sign)
    patch.setattr(botocore.session, "create_loader", _loader)


_create_loader = cache(botocore.session.create_loader)


def _loader(search_paths: str | None = None) -> Loader:
    """One of its own, since sessions add to where it looks; what it has read is everybody's."""
    loader = copy.copy(_create_loader(search_paths))
    loader._search_paths = list(loader.search_paths)  # type: ignore[attr-defined]
    return loader


def _structure(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name == "AttributeValue" and type(value) is dict and key:
        self._default_serialize(serialized, _typed(value), shape, key)
    else:
        _own_structure(self, serialized, value, shape, key)


def _typed(value: dict[str, Any]) -> dict[str, Any]:
    """An item's value as JSON has it."""
    return {kind: _BY_KIND[kind](held) for kind, held in value.items() if held is not None}


def _bytes(value: str | bytes) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


_BY_KIND: dict[str, Callable[[Any], Any]] = {
    "S": str,
    "N": str,
    "B": _bytes,
    "BOOL": lambda value: value,
    "NULL": lambda value: value,
    "SS": lambda values: [str(one) for one in values],
    "NS": lambda values: [str(one) for one in values],
    "BS": lambda values: [_bytes(one) for one in values],
    "L": lambda values: [_typed(one) for one in values],
    "M": lambda values: {name: _typed(one) for name, one in values.items()},
}


def _transact(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    token = _touched.set(frozenset(_keys(self, transact_items)))
    try:
        _own_transaction(self, transact_items)
    finally:
        _touched.reset(token)


def _keys(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    keys = []
    for one in transact_items:
        for act in one.values():
            table, named = backend.tables.get(act.get("TableName")), act.get("Key") or act.get("Item") or {}
            if table and table.hash_key_attr in named:
                [partition] = named[table.hash_key_attr].values()
                [sort] = named[table.range_key_attr].values() if table.range_key_attr in named else [None]
                keys.append((partition, sort))
    return keys


def _copied(self: Table, memo: dict[int, Any]) -> Table:
    """A copy of which those items are copies too that the transaction names; the others are the table's own."""
    touched = _touched.get()
    made = copy.copy(self)
    memo[id(self)] = made
    if touched is None or self.stream_shard is not None or not self.has_range_key:
        made.__dict__.update({name: copy.deepcopy(value, memo) for name, value in self.__dict__.items()})
        return made
    made.items = type(self.items)(self.items.default_factory)
    for partition, held in self.items.items():
        made.items[partition] = {
            sort: copy.deepcopy(item) if (partition.value, sort.value) in touched else item
            for sort, item in held.items()
        }
    return made


@cache
def _step(node: Any, among: tuple[type, ...]) -> type | None:
    return next((one for one in among if issubclass(node, one)), None)


def _traverse(self: Any, node: Any, child_id: int = -1) -> Any:
    """As moto's own, which asks the traverser for its steps at every node."""
    steps = self._processing_map()
    looks = type(self).pre_processing_of_child is not _TRAVERSER.pre_processing_of_child
    return _walk(self if looks else None, steps, tuple(steps), node, child_id)


@cache
def _is_node(kind: Any) -> bool:
    """Python asks more than it need, where a class is an abstract one."""
    return issubclass(kind, _NODE)


@cache
def _has_clauses(kind: Any) -> bool:
    return issubclass(kind, _EXPRESSIONS)


def _clauses(self: Any, clause_types: Any) -> list[Any]:
    found = []
    for child in self.children or ():
        kind = type(child)
        if kind in clause_types:
            found.append(child)
        elif _has_clauses(cast("Hashable", kind)):
            found += _clauses(child, clause_types)
    return found


def _sign(self: Any, request: Any) -> None:
    if type(self) is not _SIGNER or self.credentials is None or not models.botocore_stubber.enabled:
        _own_signing(self, request)
        return
    request.context["timestamp"] = datetime.now(UTC).strftime(SIGV4_TIMESTAMP)
    self._modify_request_before_signing(request)
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={self.scope(request)}, SignedHeaders=host, Signature={'0' * 64}"
    )


def _walk(looking: Any, steps: Any, among: tuple[type, ...], node: Any, child_id: int) -> Any:
    """``looking``: the traverser, where it looks at children before they are walked through."""
    if _is_node(cast("Hashable", type(node))):
        parent = node.parent
        for at, child in enumerate(node.children or ()):
            if looking:
                looking.pre_processing_of_child(node, at)
            _walk(looking, steps, among, child, at)
        step = _step(cast("Hashable", type(node)), among)
        if step is not None:
            node = steps[step](node)
            node.parent = parent
            if parent:
                parent.children[child_id] = node
    return node
