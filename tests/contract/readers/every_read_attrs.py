"""Every operation that reads, by openapi-python-client: ``python every_read_attrs.py ADDRESS``."""

import importlib
import inspect
import pkgutil
import sys

import kleark_portal_api_client.api
from kleark_portal_api_client import Client

ARGUMENTS = {"code": "0461", "revision": 1}
with Client(base_url=sys.argv[1]) as client:
    for found in pkgutil.walk_packages(
        kleark_portal_api_client.api.__path__, "kleark_portal_api_client.api."
    ):
        operation = found.name.rpartition(".")[2]
        if found.ispkg or operation.startswith("decide"):
            continue
        call = importlib.import_module(found.name).sync_detailed
        given = {key: value for key, value in ARGUMENTS.items() if key in inspect.signature(call).parameters}
        answer = call(client=client, **given)
        assert answer.status_code == 200, operation
        print(operation.replace("_", ""), type(answer.parsed).__name__)
