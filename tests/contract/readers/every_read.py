"""Every operation that reads, by openapi-generator's Python: ``python every_read.py ADDRESS``."""

import inspect
import sys

import openapi_client

ARGUMENTS = {"code": "0461", "revision": 1}
with openapi_client.ApiClient(openapi_client.Configuration(host=sys.argv[1])) as client:
    for name in sorted(dir(openapi_client)):
        if not name.endswith("Api"):
            continue
        api = getattr(openapi_client, name)(client)
        for operation in sorted(vars(type(api))):
            # A picture it refuses: "Unsupported content type".
            if operation.startswith(("_", "decide", "read_status_map")) or operation.endswith(
                ("_info", "_content")
            ):
                continue
            call = getattr(api, operation)
            given = {
                key: value for key, value in ARGUMENTS.items() if key in inspect.signature(call).parameters
            }
            print(operation.replace("_", ""), type(call(**given)).__name__)
