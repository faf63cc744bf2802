"""Apply SAM's transform to a template, as CloudFormation does: JSON in, JSON out, without a network.

    .venv-policy/bin/python infra/policy/translate.py '{"PageOwner": "…"}' < template.json > translated.json

The argument is the stack's parameters, which SAM reads where it must know them.
"""

from __future__ import annotations

import json
import os
import sys

# It looks for a region as it is imported, and is in that environment only.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")

from samtranslator.parser.parser import Parser  # type: ignore[import-not-found]
from samtranslator.translator.translator import Translator  # type: ignore[import-not-found]


def main() -> int:
    parameters = json.loads(sys.argv[1])
    template = json.load(sys.stdin)
    # No function here has a managed policy, whose name would have to be looked up.
    translated = Translator({}, Parser()).translate(template, parameters)
    json.dump(translated, sys.stdout, indent=1, sort_keys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
