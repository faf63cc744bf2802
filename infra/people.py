"""Invite people again who were written down, after a user pool was lost: prints a command for each, and runs none.

    aws cognito-idp list-users --user-pool-id POOL > people.json
    python -m infra.people people.json --user-pool-id NEW_POOL

docs/operating.md, "The user pool". What is printed is about people, for the operator's terminal alone.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path
from typing import Any

OF_THE_POOL = {"sub", "identities"}
"""The attributes that a pool gives itself."""

FEDERATED = "EXTERNAL_PROVIDER"
"""The status of who signs in at an identity provider: the pool makes them when they do."""


class ListError(Exception):
    """The file is not what ``list-users`` writes. The message is for the operator."""


def commands(listed: Any, pool: str) -> list[str]:
    """A command for each person who could sign in by password, in the order of the list; a remark for each other.

    Raises:
        ListError: It is no list of people, or one of them has no name to sign in by.
    """
    people = listed.get("Users") if isinstance(listed, dict) else None
    if not isinstance(people, list):
        raise ListError("it has no Users")
    return [_command(person, pool) for person in people]


def _command(person: Any, pool: str) -> str:
    try:
        attributes = {one["Name"]: one["Value"] for one in person["Attributes"]}
        name = attributes.get("email") or person["Username"]
        enabled, status = person["Enabled"], person["UserStatus"]
    except (KeyError, TypeError) as error:
        raise ListError("somebody in it has no Attributes, Username, Enabled or UserStatus") from error
    if status == FEDERATED:
        return f"# made at their next sign-in, by the identity provider: {_one_line(name)}"
    if not enabled:
        return f"# disabled, and not invited again: {_one_line(name)}"
    kept = [{"Name": key, "Value": value} for key, value in attributes.items() if key not in OF_THE_POOL]
    return shlex.join(
        [
            *("aws", "cognito-idp", "admin-create-user", "--user-pool-id", pool, "--username", name),
            *(
                "--desired-delivery-mediums",
                "EMAIL",
                "--user-attributes",
                json.dumps(kept, ensure_ascii=False),
            ),
        ]
    )


def _one_line(text: str) -> str:
    """A remark ends with its line, and what follows would be a command."""
    return " ".join(text.split())


def main(arguments: list[str] | None = None) -> int:
    """Exit 0: a line for each person was printed. 2: the file cannot be used, and why."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.people", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("file", type=Path, help="what `aws cognito-idp list-users` wrote")
    parser.add_argument("--user-pool-id", required=True, metavar="POOL", help="the new pool")
    given = parser.parse_args(arguments)
    try:
        print(*commands(json.loads(given.file.read_text(encoding="utf-8")), given.user_pool_id), sep="\n")
    except OSError as error:
        print(f"{given.file} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    except (ListError, ValueError) as error:
        why = error if isinstance(error, ListError) else "it is not JSON"
        print(f"{given.file} is not a list of people ({why}).", file=sys.stderr)
        print("Write one: aws cognito-idp list-users --user-pool-id POOL > people.json", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
