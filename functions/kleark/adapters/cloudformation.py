"""A deployed stack, as a person's commands find and use it, with that person's rights."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError

from kleark.adapters.answer_secret import AnswerSecret
from kleark.adapters.dynamodb.backup_table import BackupTable
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.edition_bucket import EditionBucket
from kleark.adapters.s3 import ReportStore, UploadStore
from kleark.adapters.scheduler import Schedules
from kleark.adapters.sqs import ErasureQueue, UploadsQueue
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.publishing.change import Change, ChangeResult
    from kleark.publishing.ids import MunicipalityCode

# A person waits, and would rather wait a little longer than try again.
_PATIENT = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 4})

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_OF_TABLES = frozenset({"GetItem", "Query", "PutItem", "UpdateItem", "TransactWriteItems"})
_UNKNOWN_KEY = frozenset({"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"})


class StackError(Exception):
    """AWS, or the person's set-up for it, does not let the command work. ``da``, ``en``: what to do."""

    def __init__(self, code: RefusalCode, da: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.da = da
        self.en = en


@dataclass(frozen=True, slots=True)
class OperatorTable(PublishedTable):
    """The table as an operator's commands use it."""

    def commit(self, code: MunicipalityCode, change: Change) -> ChangeResult:
        """As `ConfigurationTable.commit`. Raises StackError where it is unknown whether it was done."""
        try:
            return ConfigurationTable.commit(
                self, code, change
            )  # a class with slots is made twice: no super()
        except (BotoConnectionError, HTTPClientError) as error:
            raise StackError(
                RefusalCode.OUTCOME_UNKNOWN,
                f"AWS holdt op med at svare, så det er uvist, om det nåede at ske. Se kleark live {code}, før du "
                "prøver igen.",
                f"AWS ceased to answer, so nobody knows whether it was done. See kleark live {code} before you try "
                "again.",
            ) from error


@dataclass(frozen=True, slots=True)
class Stack:
    """One deployed stack, by its outputs."""

    name: str
    outputs: Mapping[str, str]

    @property
    def table(self) -> OperatorTable:
        """What is live, the log and the uploads."""
        client: DynamoDBClient = boto3.client("dynamodb", config=_PATIENT)
        return OperatorTable(client, self._output("TableName"))

    @property
    def backup_table(self) -> BackupTable:
        """The table record by record."""
        return self.other_table(self._output("TableName"))

    def other_table(self, name: str) -> BackupTable:
        """Another table of the account, record by record: one that AWS restored."""
        return BackupTable(boto3.client("dynamodb", config=_PATIENT), name)

    @property
    def reports(self) -> ReportStore:
        """The validated configurations."""
        return ReportStore(boto3.client("s3", config=_PATIENT), self._output("ReportsBucketName"))

    @property
    def secret(self) -> AnswerSecret:
        """The key of fingerprints."""
        return AnswerSecret(
            lambda: boto3.client("secretsmanager", config=_PATIENT), self._output("AnswerSecretArn")
        )

    @property
    def timer(self) -> Schedules:
        """The timer of scheduled publications."""
        return Schedules(
            boto3.client("scheduler", config=_PATIENT),
            self._output("ScheduleGroupName"),
            self._output("PublishQueueArn"),
            self._output("ScheduleRoleArn"),
            self._output("SchedulesDeadLetterQueueArn"),
        )

    @property
    def erasures(self) -> ErasureQueue:
        """Where the deletion of sheets is asked for."""
        return ErasureQueue(boto3.client("sqs", config=_PATIENT), self._output("ErasureQueueUrl"))

    @property
    def editions(self) -> EditionBucket:
        """Where editions of the KLE register are dropped."""
        return EditionBucket(boto3.client("s3", config=_PATIENT))

    @property
    def editions_bucket(self) -> str:
        """Its name."""
        return self._output("RegisterBucketName")

    @property
    def uploads_bucket(self) -> str:
        """The name of the bucket that municipalities upload to."""
        return self._output("UploadsBucketName")

    @property
    def uploads(self) -> UploadStore:
        """The bucket that municipalities upload to."""
        return UploadStore(boto3.client("s3", config=_PATIENT))

    @property
    def notifications(self) -> UploadsQueue:
        """Where S3 tells of uploads."""
        return UploadsQueue(boto3.client("sqs", config=_PATIENT), self._output("UploadsQueueUrl"))

    def _output(self, name: str) -> str:
        if value := self.outputs.get(name):
            return value
        raise StackError(
            RefusalCode.STACK_OUTPUT_MISSING,
            f"Stakken {self.name} fortæller ikke sit {name}. Den er af en ældre udgave af Kleark, eller en anden "
            "slags stak.",
            f"The stack {self.name} does not tell its {name}. It is of an older release of Kleark, or another "
            "kind of stack.",
        )


def find_stack(name: str) -> Stack:
    """The stack with this name, in the account and region that the environment means. Raises StackError."""
    with translate_errors():
        cloudformation = boto3.client("cloudformation", config=_PATIENT)
        try:
            [described] = cloudformation.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if _code(error) != "ValidationError":
                raise
            where = cloudformation.meta.region_name
            raise StackError(
                RefusalCode.STACK_NOT_FOUND,
                f"Der er ingen stak, der hedder {name}, i {where}. Kontrollér navnet, regionen og profilen "
                "(AWS_DEFAULT_REGION, AWS_PROFILE).",
                f"There is no stack called {name} in {where}. Check its name, the region and the profile "
                "(AWS_DEFAULT_REGION, AWS_PROFILE).",
            ) from None
    outputs = described.get("Outputs", [])
    return Stack(name, {output["OutputKey"]: output["OutputValue"] for output in outputs})


def caller_arn() -> str:
    """Who asks: the ARN of the credentials, which nobody can choose. Raises StackError."""
    with translate_errors():
        return boto3.client("sts", config=_PATIENT).get_caller_identity()["Arn"]


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn AWS's errors into plain words, without what was sent. Raises StackError."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise _translate(error) from error
    except ValueError as error:
        # What botocore raises of an address that is none.
        if not str(error).startswith("Invalid endpoint"):
            raise
        raise StackError(
            RefusalCode.AWS_UNREACHABLE,
            "AWS_ENDPOINT_URL er ingen adresse. Ret den, f.eks. til http://127.0.0.1:4566, eller fjern den.",
            "AWS_ENDPOINT_URL is no address. Correct it, e.g. to http://127.0.0.1:4566, or remove it.",
        ) from error


def _translate(error: ClientError | BotoCoreError) -> StackError:
    if isinstance(error, ClientError):
        return _translate_refusal(error)
    for kinds, code, da, en in _FAILURES:
        if isinstance(error, kinds):
            return StackError(code, da, en)
    kind = type(error).__name__
    return StackError(
        RefusalCode.AWS_UNUSABLE, f"AWS kunne ikke bruges ({kind}).", f"AWS could not be used ({kind})."
    )


def _translate_refusal(error: ClientError) -> StackError:
    code, operation = _code(error), error.operation_name
    if code in _DENIED:
        return StackError(
            RefusalCode.AWS_DENIED,
            f"Du har ikke ret til det ({operation}). Bed om stakkens OperatorPolicy, til upload om dens UploadPolicy, "
            "og til import og replay også om dens RecoveryPolicy.",
            f"You have no right to do that ({operation}). Ask for the stack's OperatorPolicy, for upload for its "
            "UploadPolicy, and for import and replay for its RecoveryPolicy, too.",
        )
    if code in _EXPIRED:
        return StackError(RefusalCode.AWS_LOGIN_EXPIRED, *_LOGIN_EXPIRED)
    if code in _UNKNOWN_KEY:
        return StackError(
            RefusalCode.AWS_CREDENTIALS_UNKNOWN,
            "AWS kender ikke nøglerne. Kontrollér AWS_PROFILE, eller log ind igen.",
            "AWS does not know the credentials. Check AWS_PROFILE, or log in again.",
        )
    if code == "ResourceNotFoundException" and operation in _OF_TABLES:
        return StackError(
            RefusalCode.TABLE_NOT_FOUND,
            "Tabellen findes ikke. Kontrollér navnet, regionen og profilen (AWS_DEFAULT_REGION, AWS_PROFILE).",
            "The table does not exist. Check its name, the region and the profile (AWS_DEFAULT_REGION, AWS_PROFILE).",
        )
    return StackError(
        RefusalCode.AWS_REFUSED, f"AWS afviste {operation}: {code}.", f"AWS refused {operation}: {code}."
    )


_LOGIN_EXPIRED = (
    "Du er ikke logget ind længere. Log ind igen (aws sso login).",
    "You are not logged in any more. Log in again (aws sso login).",
)
_FAILURES: tuple[tuple[tuple[type[BotoCoreError], ...], RefusalCode, str, str], ...] = (
    (
        (NoCredentialsError, PartialCredentialsError),
        RefusalCode.AWS_NO_CREDENTIALS,
        "Der er ingen AWS-nøgler. Log ind (aws sso login), eller sæt AWS_PROFILE eller AWS_ACCESS_KEY_ID og "
        "AWS_SECRET_ACCESS_KEY.",
        "There are no AWS credentials. Log in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY.",
    ),
    ((UnauthorizedSSOTokenError, TokenRetrievalError), RefusalCode.AWS_LOGIN_EXPIRED, *_LOGIN_EXPIRED),
    (
        (ProfileNotFound,),
        RefusalCode.AWS_UNKNOWN_PROFILE,
        "AWS_PROFILE nævner en profil, der ikke findes.",
        "AWS_PROFILE names a profile that does not exist.",
    ),
    (
        (NoRegionError,),
        RefusalCode.AWS_NO_REGION,
        "Der er ikke valgt nogen AWS-region. Sæt AWS_DEFAULT_REGION.",
        "No AWS region is chosen. Set AWS_DEFAULT_REGION.",
    ),
    (
        (BotoConnectionError, HTTPClientError),
        RefusalCode.AWS_UNREACHABLE,
        "AWS svarer ikke. Kontrollér netforbindelsen, regionen og AWS_ENDPOINT_URL.",
        "AWS does not answer. Check the network, the region and AWS_ENDPOINT_URL.",
    ),
)


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
