"""The sheet as columns, for programs that write tables of data: one kind of value a column, and nothing around them."""

import datetime as dt
import json
from collections import Counter


def columns(path, kinds):
    """Names and values by column, from the header on, and what is left out. ``kinds``: those that the program takes."""
    given = json.load(open(path))
    header = min(one["row"] for one in given["cells"] if one["column"] == 12)
    last = max(one["row"] for one in given["cells"])
    names, usual, table, cannot = {}, {}, {}, []
    for one in given["cells"]:
        if one["row"] == header:
            names[one["column"]] = one["value"]
        elif one["row"] > header:
            table[one["column"], one["row"]] = one
    for column in names:
        seen = [one for (at, _), one in table.items() if at == column and "property" not in one]
        usual[column] = Counter(json.dumps(one["value"]) for one in seen).most_common(1)
    found = {}
    for column, name in names.items():
        values = []
        for row in range(header + 1, last + 1):
            one = table.get((column, row))
            if one is None:
                values.append(None)
                continue
            value, kind = one["value"], one["kind"]
            if "property" in one and kind not in kinds.get(column, ("text",)):
                cannot.append(one["property"])
                value = json.loads(usual[column][0][0]) if usual[column] else None
                kind = "date" if column == 4 else "text"
            values.append(dt.date.fromisoformat(value) if kind == "date" else value)
        found[name] = values
    rest = "title hidden-row hidden-column hidden-sheet very-hidden-sheet comment validation struck".split()
    return given, header, found, cannot + (["date-1904"] if given["since1904"] else rest)
