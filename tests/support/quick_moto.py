"""moto as it is, without the work that it does again and again: a third of the time of its DynamoDB is left.

What is answered stays the same, which `test_quick_moto.py` holds against moto's own. These things are done with less:

- An item's values are written by the kind that each names, and not by trying 30 spellings of each of the ten kinds.
- A transaction keeps one copy of the items that it names, and not one of the whole table for each of them.
- A question about a partition looks at the items in it, not at the whole table in order; one of an index sorts once.
- Texts are compared as texts, and not by asking each value first for nine kinds that it is not.
- How many clauses an update has, and whether its paths overlap, is looked at once, and not again at each of its parts.
- An update's expression is parsed once; who changes what was parsed copies it himself, and plainly.
- The steps that check an update expression go by a node's class, found once, and not by asking each step anew.
- Which service and which of its addresses a URL means is found once for each URL, and S3's addresses are not read anew
  from their module. A request to a service that has one address only is put together from the first one to it.
- The number of an answer is drawn at once, and not letter by letter.
- The methods of a class that answers are listed once, and not for each request; an operation's name is spelt once.
- What moto itself takes is not truly signed: it looks at the key and the region only.
- What botocore knows of AWS's services is read once in a process, and not for each session and client.
"""

from __future__ import annotations

import base64
import copy
import io
import re
import string
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.auth import SIGV4_TIMESTAMP, SigV4Auth
from moto import backend_index, backends, settings
from moto.core import config, models, responses, utils
from moto.core.base_backend import BaseBackend
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.request import Request, normalize_request
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes, expressions, validators
from moto.moto_api import recorder
from moto.moto_api._internal.moto_random import MotoRandom
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import pytest
    from botocore.loaders import Loader

_Copies = tuple[frozenset[tuple[str, str | None]], dict[int, Table]]
_touched: ContextVar[_Copies | None] = ContextVar("_touched", default=None)

# moto does not type this module.
_TRAVERSER: Any = ast_nodes.DepthFirstTraverser  # type: ignore[attr-defined]
_NODE: Any = ast_nodes.Node  # type: ignore[attr-defined]

_PARSER: Any = expressions.UpdateExpressionParser  # type: ignore[attr-defined]
_COUNTS: Any = validators.ActionCountValidator
_PATHS: Any = validators.OverlappingPathsValidator
_SIGNER: Any = SigV4Auth
_EXPRESSIONS = (ast_nodes.Expression, ast_nodes.UpdateExpressionFunction)  # type: ignore[attr-defined]

_own_structure = BaseJSONSerializer._serialize_type_structure
_own_traverse = _TRAVERSER.traverse_node_recursively
_own_transaction = DynamoDBBackend.transact_write_items
_own_query = Table.query
_own_equal, _own_unequal, _own_less, _own_hash = (
    DynamoType.__eq__,
    DynamoType.__ne__,
    DynamoType.__lt__,
    DynamoType.__hash__,
)
_own_parsing = _PARSER.make.__func__
_own_method_names = utils.method_names_from_class
_own_spelling = utils.camelcase_to_underscores
_own_signing = _SIGNER.add_auth
_own_urls: Any = vars(BaseBackend)["urls"]
_own_processing = BotocoreStubber.process_request
_own_normalizing = normalize_request

_HOST_ALONE = ".amazonaws.com/"
_known_urls: dict[tuple[Any, ...], dict[str, Any]] = {}


def quicken(patch: pytest.MonkeyPatch) -> None:
    """Let moto take the short ways, until ``patch`` is undone."""
    for owner, name, short in _SHORT_WAYS:
        patch.setattr(owner, name, short, raising=False)


def by_its_own_ways(patch: pytest.MonkeyPatch) -> None:
    """Let moto take its own ways again, until ``patch`` is undone."""
    for (owner, name, _), own in zip(_SHORT_WAYS, _OWN_WAYS, strict=True):
        if own is None:
            patch.delattr(owner, name, raising=False)
        else:
            patch.setattr(owner, name, own)


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
    token = _touched.set((frozenset(_keys(self, transact_items)), {}))
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
    """A copy of which those items are copies too that the transaction names; the others are the table's own.

    moto copies a table for each act of a transaction, all before the first: the same one serves.
    """
    touched, copies = _touched.get() or (None, {})
    if id(self) in copies:
        return copies[id(self)]
    made = copy.copy(self)
    memo[id(self)] = copies[id(self)] = made
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


def _query(self: Table, hash_key: Any, *positional: Any, **named: Any) -> Any:
    """moto's own, of a table that holds what can be meant: it sorts all that a table has before it looks."""
    index = named.get("index_name") or (positional[6] if len(positional) > 6 else None)
    if not self.has_range_key:
        return _own_query(self, hash_key, *positional, **named)
    meant = copy.copy(self)
    found: list[Item]
    if index:
        found = [item for partition in self.items.values() for item in partition.values()]
    else:
        found = list(self.items[hash_key].values()) if hash_key in self.items else []
    meant.all_items = lambda: found  # type: ignore[method-assign]
    return _own_query(meant, hash_key, *positional, **named)


def _equal(self: DynamoType, other: DynamoType) -> bool:
    if self.type == "S" == other.type:
        return bool(self.value == other.value)
    return _own_equal(self, other)


def _unequal(self: DynamoType, other: DynamoType) -> bool:
    if self.type == "S" == other.type:
        return bool(self.value != other.value)
    return _own_unequal(self, other)


def _less(self: DynamoType, other: DynamoType) -> bool:
    if self.type == "S" == other.type:
        return bool(self.value < other.value)
    return _own_less(self, other)


def _hash(self: DynamoType) -> int:
    return hash(("S", self.value)) if self.type == "S" else _own_hash(self)


def _at_its_root(self: Any, node: Any) -> Any:
    """Of what looks at all clauses below a node: the whole expression has those of each of its parts."""
    return self.process(node)


@cache
def _parsed(parser: Any, expression: str) -> Any:
    return _own_parsing(parser, expression)


def _parse(parser: Any, expression_str: str) -> Any:
    """The same each time: moto only looks at it, save `Validator`, which copies it before it goes through it."""
    return _parsed(parser, expression_str)


def _node_copied(self: Any, memo: dict[int, Any]) -> Any:
    """As Python copies it, without asking each node how it wants to be copied."""
    made = object.__new__(type(self))
    memo[id(self)] = made
    for name, value in vars(self).items():
        if name == "children" and value is not None:
            made.children = [
                _node_copied(child, memo) if isinstance(child, _NODE) else copy.deepcopy(child, memo)
                for child in value
            ]
        elif isinstance(value, str | None):
            setattr(made, name, value)
        else:
            setattr(made, name, copy.deepcopy(value, memo))
    return made


class _Steps(dict[type, "type | bool | None"]):
    """The class by whose step a node is processed, by the node's own; False for what is no node.

    Python asks more than it need where a class is an abstract one, so that each is asked once.
    """

    def __init__(self, among: tuple[type, ...]) -> None:
        super().__init__()
        self.among = among

    def __missing__(self, kind: type) -> type | bool | None:
        step = next((one for one in self.among if issubclass(kind, one)), None)
        self[kind] = step if issubclass(kind, _NODE) else False
        return self[kind]


_steps_among = cache(_Steps)


def _traverse(self: Any, node: Any, child_id: int = -1) -> Any:
    """As moto's own, which asks the traverser for its steps at every node."""
    steps = self._processing_map()
    looks = type(self).pre_processing_of_child is not _TRAVERSER.pre_processing_of_child
    return _walk(self if looks else None, steps, _steps_among(tuple(steps)), node, child_id)


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


def _urls(self: BaseBackend) -> dict[str, Any]:
    """The same for all backends of a class, as long as the machine's settings are."""
    decisive = (type(self), tuple(settings.get_s3_custom_endpoints()), settings.enable_iso_regions())
    if decisive not in _known_urls:
        _known_urls[decisive] = _own_urls.__get__(self)
    return _known_urls[decisive]


def _process(self: Any, request: Any) -> Any:
    """moto's own, of a URL without a path, where nothing is let through to AWS: what answers it is looked for once."""
    url = request.url
    found = _answering(url) if url.endswith(_HOST_ALONE) and not config.passthrough_url(url) else None
    if found is None or config.passthrough_service(found[0]) or not config.service_whitelisted(found[0]):
        return _own_processing(self, request)
    normalized = _normalized(request)
    recorder._record_request(normalized)
    try:
        return found[1](normalized, normalized.raw_url, normalized.headers)
    except HTTPException as error:
        return error.code, error.get_headers(), error.get_body()


@cache
def _answering(url: str) -> tuple[str, Any] | None:
    """The service that is meant, and its method. As `BotocoreStubber.process_request` finds it."""
    for service, pattern in backend_index.backend_url_patterns:
        if pattern.match(url):
            regions: Any = backends.get_backend(service)[models.DEFAULT_ACCOUNT_ID]  # type: ignore[call-overload]
            backend = next((regions[name] for name in ("us-east-1", "aws") if name in regions), None)
            for address, method in backend.urls.items() if backend else ():
                if re.match(address, url):
                    return service, method
    return None


def _normalized(request: Any) -> Any:
    """moto's own, but with what is the same for each request to an address from the first one."""
    if type(request.body) is not bytes or any("_" in name for name in request.headers):
        return _own_normalizing(request)
    environ = _environ(request.method, request.url).copy()
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(request.body), str(len(request.body))
    given: dict[str, list[str]] = {}
    for name, value in request.headers.items():
        text = value.decode() if isinstance(value, bytes) else value
        given.setdefault(name.upper().replace("-", "_"), []).append(text)
    given.pop("TRANSFER_ENCODING", None)
    given.pop("CONTENT_LENGTH", None)
    for name, texts in given.items():
        environ[name if name == "CONTENT_TYPE" else f"HTTP_{name}"] = ", ".join(texts)
    return Request(environ)


@cache
def _environ(method: str, url: str) -> dict[str, Any]:
    environ: dict[str, Any] = Request.from_primitives(method, url, {}, b"").environ
    return {name: value for name, value in environ.items() if not name.startswith("werkzeug.")}


def _random_string(
    self: MotoRandom, length: int = 20, include_digits: bool = True, lower_case: bool = False
) -> str:
    """Each answer has a number of 52 characters, which moto draws one by one."""
    letters = string.ascii_letters + (string.digits if include_digits else "")
    drawn = "".join(self.choices(letters, k=length))
    return drawn.lower() if lower_case else drawn


def _sign(self: Any, request: Any) -> None:
    if type(self) is not _SIGNER or self.credentials is None or not models.botocore_stubber.enabled:
        _own_signing(self, request)
        return
    request.context["timestamp"] = datetime.now(UTC).strftime(SIGV4_TIMESTAMP)
    self._modify_request_before_signing(request)
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={self.scope(request)}, SignedHeaders=host, Signature={'0' * 64}"
    )


def _walk(looking: Any, steps: Any, among: _Steps, node: Any, child_id: int) -> Any:
    """``looking``: the traverser, where it looks at children before they are walked through."""
    step = among[type(node)]
    if step is False:
        return node
    parent = node.parent
    for at, child in enumerate(node.children or ()):
        if looking:
            looking.pre_processing_of_child(node, at)
        _walk(looking, steps, among, child, at)
    if step is not None:
        node = steps[step](node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


_SHORT_WAYS: list[tuple[Any, str, Any]] = [
    (BaseJSONSerializer, "_serialize_type_structure", _structure),
    (DynamoDBBackend, "transact_write_items", _transact),
    (Table, "__deepcopy__", _copied),
    (Table, "query", _query),
    (DynamoType, "__eq__", _equal),
    (DynamoType, "__ne__", _unequal),
    (DynamoType, "__lt__", _less),
    (DynamoType, "__hash__", _hash),
    (_PARSER, "make", classmethod(_parse)),
    (_COUNTS, "traverse", _at_its_root),
    (_PATHS, "traverse", _at_its_root),
    (_NODE, "__deepcopy__", _node_copied),
    (_TRAVERSER, "traverse_node_recursively", _traverse),
    (_NODE, "find_clauses", _clauses),
    (responses, "method_names_from_class", cache(_own_method_names)),
    (responses, "camelcase_to_underscores", cache(_own_spelling)),
    (_SIGNER, "add_auth", _sign),
    (BaseBackend, "urls", property(_urls)),
    (BotocoreStubber, "process_request", _process),
    (MotoRandom, "get_random_string", _random_string),
    (botocore.session, "create_loader", _loader),
]
_OWN_WAYS = [vars(owner).get(name) for owner, name, _ in _SHORT_WAYS]
