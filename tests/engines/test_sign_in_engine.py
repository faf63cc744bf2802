"""That the engine signs people in as Cognito does, and takes signed uploads as S3 does: what the page's tests rest on.

Nothing of the page is in it: what is asked here, any browser could ask.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import shlex
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError
from joserfc import jwt
from joserfc.jwk import KeySet

from infra.cloudformation import ROOT
from infra.local.people import PASSWORD, PEOPLE, LocalPerson
from infra.local.stack import client
from kleark.publishing.object_keys import CHECK_ONLY_FOLDER
from tests.engines.test_rights import ANYBODY, acting_as, as_role, denied

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode

FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 20 * 1024 * 1024


class _Stays(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where one is sent is what is looked at."""

    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


BROWSER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stays)


@dataclass(frozen=True)
class Came:
    status: int
    headers: dict[str, str]
    body: str


def asked(url: str, data: bytes | None = None, **headers: str) -> Came:
    request = urllib.request.Request(url, data, {k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with BROWSER.open(request, timeout=60) as answer:
            return Came(answer.status, dict(answer.headers), answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Came(error.code, dict(error.headers), error.read().decode())


@dataclass(frozen=True)
class SignIn:
    """One sign-in, as the page asks for it."""

    stack: LocalStack
    verifier: str
    state: str = "tilstand"
    nonce: str = "engangs"

    @property
    def document(self) -> dict[str, Any]:
        pool = self.stack.outputs["UserPoolId"]
        found: dict[str, Any] = json.loads(
            asked(f"{self.stack.endpoint}/{pool}/.well-known/openid-configuration").body
        )
        return found

    @property
    def callback(self) -> str:
        return f"{self.stack.page_url}/log-ind/svar"

    @property
    def client_id(self) -> str:
        return self.stack.outputs["UserPoolClientId"]

    def form(self, **other: str) -> Came:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.callback,
            "scope": "openid email profile",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return asked(f"{self.document['authorization_endpoint']}?{urlencode(parameters | other)}")

    def filled_in(self, email: str, password: str) -> Came:
        fields = {name: unescape(value) for name, value in FIELD.findall(self.form().body)}
        fields |= {"username": email, "password": password}
        return asked(f"{self.stack.endpoint}/login", urlencode(fields).encode())

    def code(self, person: LocalPerson) -> str:
        came = self.filled_in(person.email, PASSWORD)
        assert came.status == 302, came.body
        address = urlsplit(came.headers["Location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == self.callback
        parameters = parse_qs(address.query)
        assert parameters["state"] == [self.state]
        return parameters["code"][0]

    def tokens(self, code: str, **other: str) -> Came:
        fields = {
            "grant_type": "authorization_code",
            "client_id": self.client_id,
            "code": code,
            "redirect_uri": self.callback,
            "code_verifier": self.verifier,
        }
        return asked(self.document["token_endpoint"], urlencode(fields | other).encode())

    def verified(self, token: str) -> jwt.Token:
        keys = KeySet.import_key_set(json.loads(asked(self.document["jwks_uri"]).body))
        return jwt.decode(token, keys, algorithms=["RS256"])


@pytest.fixture
def sign_in(stack: LocalStack) -> SignIn:
    return SignIn(stack, verifier=secrets.token_urlsafe(48))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.email)
def test_everybody_signs_in_with_a_signed_token_that_says_who_for_whom_and_as_what(
    sign_in: SignIn, person: LocalPerson
) -> None:
    answer = sign_in.tokens(sign_in.code(person))
    assert answer.status == 200, answer.body
    token = sign_in.verified(json.loads(answer.body)["id_token"])
    assert token.header["alg"] == "RS256"
    claims = token.claims
    told = ("custom:municipality", "custom:role", "email", "name")
    assert [claims[name] for name in told] == [person.code, person.role, person.email, person.name]
    assert (claims["aud"], claims["iss"]) == (sign_in.client_id, sign_in.document["issuer"])
    assert (claims["nonce"], claims["token_use"]) == (sign_in.nonce, "id")
    assert 0 < claims["exp"] - time.time() <= 300
    assert re.fullmatch(r"[0-9a-f-]{36}", claims["sub"])


def test_a_code_is_worth_nothing_without_its_verifier_and_but_once(sign_in: SignIn) -> None:
    code = sign_in.code(PEOPLE[0])
    for wrong in ({"code_verifier": secrets.token_urlsafe(48)}, {"code_verifier": ""}, {"client_id": "x"}):
        refused = sign_in.tokens(code, **wrong)
        assert (refused.status, json.loads(refused.body)["error"]) == (400, "invalid_grant"), wrong
    assert sign_in.tokens(code).status == 200
    assert json.loads(sign_in.tokens(code).body)["error"] == "invalid_grant"


def test_a_wrong_password_and_a_wrong_person_are_answered_alike(sign_in: SignIn) -> None:
    mistaken = sign_in.filled_in(PEOPLE[0].email, "forkert")
    unknown = sign_in.filled_in("ingen@odense.example", PASSWORD)
    for came in (mistaken, unknown):
        assert came.status == 200
        assert "Location" not in came.headers
        assert "Incorrect username or password." in came.body


@pytest.mark.parametrize(
    "other",
    [
        {"redirect_uri": "http://127.0.0.1:1/log-ind/svar"},
        {"response_type": "token"},
        {"client_id": "findes-ikke"},
    ],
    ids=str,
)
def test_nobody_is_sent_anywhere_else_or_with_anything_but_a_code(
    sign_in: SignIn, other: dict[str, str]
) -> None:
    came = sign_in.form(**other)
    assert came.status == 400
    assert "Location" not in came.headers


def test_no_token_can_be_had_that_may_write_its_owners_municipality(
    stack: LocalStack, sign_in: SignIn
) -> None:
    """Neither by asking for the scope, nor by Cognito's own API; and the one that can be had is refused."""
    asked_for = sign_in.form(scope="openid aws.cognito.signin.user.admin")
    assert (asked_for.status, "invalid_scope" in asked_for.headers["Location"]) == (302, True)
    cognito = client("cognito-idp", stack.endpoint)
    for flow in ("USER_PASSWORD_AUTH", "USER_SRP_AUTH"):
        parameters = {"USERNAME": PEOPLE[0].email, "PASSWORD": PASSWORD, "SRP_A": "a" * 256}
        with pytest.raises(ClientError, match="not enabled for"):
            cognito.initiate_auth(ClientId=sign_in.client_id, AuthFlow=flow, AuthParameters=parameters)
    token = json.loads(sign_in.tokens(sign_in.code(PEOPLE[0])).body)["access_token"]
    assert set(sign_in.verified(token).claims["scope"].split()) == {"openid", "email", "profile"}
    with pytest.raises(ClientError, match="NotAuthorized"):
        cognito.update_user_attributes(
            AccessToken=token, UserAttributes=[{"Name": "custom:municipality", "Value": "0751"}]
        )


def test_signing_out_leads_back_to_the_page_and_nowhere_else(stack: LocalStack, sign_in: SignIn) -> None:
    def left(then: str) -> Came:
        parameters = {"client_id": sign_in.client_id, "logout_uri": then}
        return asked(f"{stack.endpoint}/logout?{urlencode(parameters)}")

    back = f"{stack.page_url}/logget-ud"
    assert (left(back).status, left(back).headers["Location"]) == (302, back)
    assert left("http://127.0.0.1:1/").status == 400


# ---- Uploads that browsers send straight to the bucket, with a form that the page has signed ------------


@dataclass(frozen=True)
class Form:
    """What the page's role signs for one file of one person."""

    url: str
    fields: dict[str, str]
    redirect: str

    def send(self, data: bytes, **other: str) -> Came:
        boundary = secrets.token_hex(16)
        fields = self.fields | {name.replace("_", "-"): value for name, value in other.items()}
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="ark.xlsx"\r\n'
        parts.append(f"{file}Content-Type: {XLSX}\r\n\r\n".encode() + data + b"\r\n")
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return asked(self.url, body, Content_Type=f"multipart/form-data; boundary={boundary}")


def signed(stack: LocalStack, key: str) -> Form:
    redirect = f"{stack.page_url}/ark/undervejs"
    form = acting_as(stack, "admin-page")("s3").generate_presigned_post(
        stack.uploads_bucket,
        key,
        Fields={"Content-Type": XLSX, "success_action_redirect": redirect},
        Conditions=[
            {"Content-Type": XLSX},
            {"success_action_redirect": redirect},
            ["content-length-range", 0, MOST],
        ],
        ExpiresIn=300,
    )
    return Form(form["url"], form["fields"], redirect)


def place(code: str) -> str:
    return f"{code}/{CHECK_ONLY_FOLDER}/side/{secrets.token_hex(16)}/ark.xlsx"


def error(came: Came) -> tuple[int, str]:
    return came.status, re.findall(r"<Code>(\w+)</Code>", came.body)[0]


def test_a_signed_form_puts_the_file_where_it_says_and_leads_back(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    key = place(code)
    form = signed(stack, key)
    came = form.send(b"ikke et ark")
    address = urlsplit(came.headers["Location"])
    assert (came.status, f"{address.scheme}://{address.netloc}{address.path}") == (303, form.redirect)
    told = parse_qs(address.query)
    assert (told["bucket"], told["key"]) == ([stack.uploads_bucket], [key])
    stored = stack.s3.get_object(Bucket=stack.uploads_bucket, Key=key)
    assert (stored["Body"].read(), stored["ContentType"]) == (b"ikke et ark", XLSX)
    assert stored["VersionId"]


def test_a_signed_form_takes_no_other_place_kind_or_address(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    key = place(code)
    form = signed(stack, key)
    others = (
        {"key": f"{code}/ark.xlsx"},
        {"key": key + "x"},
        {"Content_Type": "text/html"},
        {"success_action_redirect": "https://example.org/"},
        {"x_amz_meta_actor": "en anden"},
        {"acl": "public-read"},
    )
    for other in others:
        assert error(form.send(b"x", **other)) == (403, "AccessDenied"), other
    assert error(form.send(b"x", policy=form.fields["policy"][:-8] + "e30=")) == (
        403,
        "SignatureDoesNotMatch",
    )
    listed = stack.s3.list_objects_v2(Bucket=stack.uploads_bucket, Prefix=f"{code}/")
    assert listed["KeyCount"] == 0


def test_a_signed_form_takes_no_larger_file(stack: LocalStack, code: MunicipalityCode) -> None:
    form = signed(stack, place(code))
    assert error(form.send(b"0" * (MOST + 1))) == (400, "EntityTooLarge")
    assert form.send(b"0" * MOST).status == 303


def test_the_page_can_lend_no_place_that_publishes_or_is_not_its_own(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    deeper = f"{code}/mappe/{CHECK_ONLY_FOLDER}/side/{secrets.token_hex(16)}/ark.xlsx"
    for key in (f"{code}/ark.xlsx", f"{code}/{CHECK_ONLY_FOLDER}/ark.xlsx", "indeks/opgoerelse.csv", deeper):
        assert error(signed(stack, key).send(b"x")) == (403, "AccessDenied"), key


def test_a_municipality_that_uploads_by_itself_puts_nothing_where_the_page_lends_places(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    """A second version there would count as uploaded by whoever was lent the place."""
    key = place(code)
    assert signed(stack, key).send(b"af anne").status == 303
    iam, bucket = client("iam", stack.endpoint), f"arn:aws:s3:::{stack.uploads_bucket}"
    role = iam.create_role(RoleName=f"kommune-{code}", AssumeRolePolicyDocument=ANYBODY)["Role"]["Arn"]
    # As README.md says to give it.
    own_folder = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"{bucket}/{code}/*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [own_folder]})
    iam.put_role_policy(RoleName=f"kommune-{code}", PolicyName="upload", PolicyDocument=document)
    s3 = as_role(stack, role)("s3")
    assert denied(lambda: s3.put_object(Bucket=stack.uploads_bucket, Key=key, Body=b"af en anden"))
    assert s3.put_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx", Body=b"x")["VersionId"]
    stored = stack.s3.get_object(Bucket=stack.uploads_bucket, Key=key)
    assert stored["Body"].read() == b"af anne"


# ---- What docs/operating.md tells those who run the page ------------------------------------------------


def typed(command: str, pool: str) -> dict[str, Any]:
    """The parameters that the AWS CLI makes of a command of its service cognito-idp."""
    options: dict[str, list[str]] = {}
    for word in shlex.split(command.replace("POOL", pool))[3:]:
        if word.startswith("--"):
            options[word] = []
        else:
            options[list(options)[-1]].append(word)
    attributes = (
        [dict(part.split("=", 1) for part in pair.split(",", 1)) for pair in options["--user-attributes"]]
        if "--user-attributes" in options
        else []
    )
    mediums = options.get("--desired-delivery-mediums", [])
    return (
        {"UserPoolId": options["--user-pool-id"][0], "Username": options["--username"][0]}
        | ({"UserAttributes": attributes} if attributes else {})
        | ({"DesiredDeliveryMediums": mediums} if mediums else {})
    )


def test_people_are_made_changed_and_disabled_as_the_runbook_says(stack: LocalStack, sign_in: SignIn) -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    create, update, disable = re.findall(r"^aws cognito-idp admin-.+$", page, flags=re.MULTILINE)
    pool, cognito = stack.outputs["UserPoolId"], client("cognito-idp", stack.endpoint)
    cognito.admin_create_user(**typed(create, pool))
    email = typed(create, pool)["Username"]
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
    cognito.admin_update_user_attributes(**typed(update, pool))
    anne = LocalPerson(email, "Anne Andersen", "0461", "approver")
    claims = sign_in.verified(json.loads(sign_in.tokens(sign_in.code(anne)).body)["id_token"]).claims
    told = ("custom:municipality", "custom:role", "email", "name")
    assert [claims[name] for name in told] == [anne.code, anne.role, anne.email, anne.name]
    cognito.admin_disable_user(**typed(disable, pool))
    refused = sign_in.filled_in(email, PASSWORD)
    assert (refused.status, "Location" in refused.headers) == (200, False)
