"""What IAM answers to a request under given policies, by its documentation: local engines leave most of it out.

Only what the stack's policies use is here, and everything else raises `UnknownPolicyError`: a policy that is not
understood must fail a test, not pass it. That holds, too, for what IAM's documentation leaves open or warns of: a plain
operator on a key with several values, a set operator on a key with one, a wildcard in an ARN before its resource.

Sources: "IAM JSON policy elements: Condition operators", "Set operators for multivalued context keys", "Policy
evaluation logic" and "Policy variables" of the IAM user guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Statement = dict[str, Any]

MULTIVALUED = frozenset(
    {
        "aws:tagkeys",
        "dynamodb:attributes",
        "dynamodb:leadingkeys",
        "events:detail-type",
        "events:source",
        "s3:requestobjecttagkeys",
    }
)
"""Keys that the service authorization reference calls ArrayOfString, in lower case. All others have one value."""

UNDERSTOOD = frozenset({"Sid", "Effect", "Principal", "Action", "Resource", "Condition"})


class UnknownPolicyError(Exception):
    """The policy says something that is not understood here, or that IAM's documentation leaves open."""


@dataclass(frozen=True, slots=True)
class Request:
    """Something that is asked of AWS.

    Attributes:
        action: Such as ``dynamodb:GetItem``.
        resource: Its ARN, or ``*`` for an action that knows no resources.
        context: The condition keys of the request: one value, or a list for those of `MULTIVALUED`.
        principal: Who asks: the ARN of a role, or a service such as ``s3.amazonaws.com``.
    """

    action: str
    resource: str
    context: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    principal: str = ""

    def values(self, key: str) -> list[str] | None:
        """The values of a condition key, whose case does not matter; None where the request has none."""
        for name, value in self.context.items():
            if name.lower() == key.lower():
                values = [value] if isinstance(value, str) else list(value)
                return values or None
        return None


def is_allowed(
    request: Request, of_identity: Iterable[Statement], of_resource: Iterable[Statement] = ()
) -> bool:
    """Whether some statement allows it and none denies it, within one account.

    Args:
        request: What is asked.
        of_identity: The statements of the role's policies.
        of_resource: Those of the resource's policy, which say for whom they hold.

    Raises:
        UnknownPolicyError: A statement is not understood, whether or not it is about this request.
    """
    effects = {s["Effect"] for s in of_identity if _holds(s, request)}
    effects |= {s["Effect"] for s in of_resource if _is_for(s, request) and _holds(s, request)}
    if unknown := effects - {"Allow", "Deny"}:
        raise UnknownPolicyError(f"effects {unknown}")
    return effects == {"Allow"}


def is_allowed_by_key(
    request: Request, of_identity: Iterable[Statement], of_key: Iterable[Statement]
) -> bool:
    """Whether KMS lets ``request.principal`` use a key: unlike elsewhere, the key's own policy must let it.

    It does by naming the principal, or by naming the account, which leaves it to the policies of its roles. Sources:
    "Key policies in AWS KMS" and "Default key policy" of the KMS developer guide.

    Raises:
        UnknownPolicyError: As `is_allowed`.
    """
    of_key, of_identity = list(of_key), list(of_identity)
    own = {s["Effect"] for s in of_key if _is_for(s, request) and _holds(s, request)}
    account = request.principal.split(":")[4] if request.principal.startswith("arn:") else None
    left_to_roles = any(
        s["Effect"] == "Allow" and _holds(s, request)
        for s in of_key
        if account and s["Principal"] == {"AWS": f"arn:aws:iam::{account}:root"}
    )
    roles = {s["Effect"] for s in of_identity if _holds(s, request)}
    if unknown := (own | roles) - {"Allow", "Deny"}:
        raise UnknownPolicyError(f"effects {unknown}")
    return "Deny" not in own | roles and ("Allow" in own or (left_to_roles and "Allow" in roles))


def _is_for(statement: Statement, request: Request) -> bool:
    match statement["Principal"]:
        case "*":
            return True
        case {"Service": service, **others} if not others:
            return request.principal in _listed(service)
        case {"AWS": arn, **others} if not others:
            return arn == "*" or request.principal in _listed(arn)
        case other:
            raise UnknownPolicyError(f"principal {other}")


def _holds(statement: Statement, request: Request) -> bool:
    if unknown := statement.keys() - UNDERSTOOD:
        raise UnknownPolicyError(f"elements {sorted(unknown)}")
    # All of it is looked at, also where the action is another one, so that nothing unknown hides there.
    action = any(_matches(one.lower(), request.action.lower()) for one in _listed(statement["Action"]))
    resource = any(
        _is_arn(pattern, request.resource)
        for one in _listed(statement["Resource"])
        if (pattern := _with_values(one, request)) is not None
    )
    tests = [
        _passes(operator, key, _listed(values), request)
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    ]
    return action and resource and all(tests)


# ---- Conditions --------------------------------------------------------------------------------------------


def _passes(operator: str, key: str, expected: list[str], request: Request) -> bool:
    actual = request.values(key)
    if operator == "Null":
        return (actual is None) == _is_true(expected)
    quantifier, _, base = operator.rpartition(":")
    base, exists, rest = base.partition("IfExists")
    matches, negated = _operator(base)
    if rest:
        raise UnknownPolicyError(f"operator {operator}")
    if (quantifier != "") != (key.lower() in MULTIVALUED):
        raise UnknownPolicyError(f"{operator} on {key}, which has {'one value' if quantifier else 'several'}")
    patterns = [p for value in expected if (p := _with_values(value, request)) is not None]

    def passes(value: str) -> bool:
        return any(matches(pattern, value) for pattern in patterns) != negated

    if actual is None:
        return bool(exists) or negated if not quantifier else bool(exists) or quantifier == "ForAllValues"
    match quantifier:
        case "ForAllValues":
            return all(map(passes, actual))
        case "ForAnyValue":
            return any(map(passes, actual))
        case "":
            (value,) = actual
            return passes(value)
    raise UnknownPolicyError(f"operator {operator}")


def _operator(name: str) -> tuple[Any, bool]:
    """How a pattern is compared with a value, and whether the answer is turned around."""
    table = {
        "StringEquals": (_equals, False),
        "StringNotEquals": (_equals, True),
        "StringLike": (_matches, False),
        "StringNotLike": (_matches, True),
        # Each pair is the same to IAM.
        "ArnEquals": (_is_arn, False),
        "ArnLike": (_is_arn, False),
        "ArnNotEquals": (_is_arn, True),
        "ArnNotLike": (_is_arn, True),
        "Bool": (_is_same_truth, False),
    }
    if name not in table:
        raise UnknownPolicyError(f"operator {name}")
    return table[name]


def _equals(pattern: str, value: str) -> bool:
    return _literal(pattern) == value


def _is_same_truth(pattern: str, value: str) -> bool:
    return pattern.lower() == value.lower()


def _is_true(values: list[str]) -> bool:
    (value,) = values
    if value.lower() not in {"true", "false"}:
        raise UnknownPolicyError(f"neither true nor false: {value}")
    return value.lower() == "true"


# ---- Patterns ----------------------------------------------------------------------------------------------

ESCAPES = {"${*}": "*", "${?}": "?", "${$}": "$"}
PLACE = re.compile(r"\$\{([^}]*)\}")


def _with_values(pattern: str, request: Request) -> str | None:
    """``pattern`` with the request's values for its variables; None where one has no value: it then matches nothing."""
    missing = False

    def value(place: re.Match[str]) -> str:
        nonlocal missing
        if place[0] in ESCAPES:
            return place[0]
        name, _, default = (part.strip() for part in place[1].partition(","))
        values = request.values(name) or ([default.strip("'")] if default else [])
        if len(values) > 1 or any(set("*?$") & set(one) for one in values):
            raise UnknownPolicyError(f"variable {name} with the values {values}")
        missing = missing or not values
        return "".join(values)

    filled = PLACE.sub(value, pattern)
    return None if missing else filled


def _literal(pattern: str) -> str:
    return PLACE.sub(lambda place: ESCAPES[place[0]], pattern)


def _matches(pattern: str, value: str) -> bool:
    """A star for any characters, also none, and a question mark for one; case counts."""
    parts = re.split(r"(\$\{.\}|\*|\?)", pattern)
    wild = {"*": ".*", "?": "."}
    expression = "".join(wild.get(part) or re.escape(ESCAPES.get(part, part)) for part in parts)
    return re.fullmatch(expression, value, re.DOTALL) is not None


def _is_arn(pattern: str, value: str) -> bool:
    """Part by part. Whether a star could reach over a colon is nothing that a policy here should hang on."""
    if pattern == "*":
        return True
    expected = pattern.split(":", 5)
    if len(expected) < 6 or any(set("*?") & set(part) for part in expected[:5]):
        raise UnknownPolicyError(f"not a whole ARN before its resource: {pattern}")
    actual = value.split(":", 5)
    return expected[:5] == actual[:5] and _matches(expected[5], actual[5])


def _listed(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in values):
        raise UnknownPolicyError(f"not text: {values}")
    return values
