"""CloudFront and its firewall in front of portal and page: nobody goes round them, and nobody gets another's answer."""

from __future__ import annotations

from typing import Any

import pytest

from infra.cloudformation import ROOT, load_template
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate

EDGE: dict[str, Any] = load_template(ROOT / "infra" / "stacks" / "edge.yaml")
ORIGINS: dict[str, Any] = load_template(ROOT / "infra" / "stacks" / "origins.yaml")
STACK = ResolvedTemplate(parameters=PARAMETERS)
CLOSED = ResolvedTemplate(
    parameters=PARAMETERS
    | {
        "DirectCalls": "REFUSED",
        "PageUrl": "https://kleark.example.dk",
        "PortalUrl": "https://api.kleark.example.dk",
    }
)


def edge(name: str) -> dict[str, Any]:
    properties: dict[str, Any] = EDGE["Resources"][name]["Properties"]
    return properties


def distribution(name: str) -> dict[str, Any]:
    config: dict[str, Any] = edge(name)["DistributionConfig"]
    return config


@pytest.mark.parametrize("api", ["PortalApi", "AdminApi"])
def test_the_addresses_of_api_gateway_are_closed_where_that_is_asked_for(api: str) -> None:
    properties = STACK.template["Resources"][api]["Properties"]
    assert CLOSED.resolve(properties)["DisableExecuteApiEndpoint"] is True
    assert "DisableExecuteApiEndpoint" not in STACK.resolve(properties)


def test_closed_the_stack_tells_the_addresses_that_still_answer() -> None:
    outputs = STACK.template["Outputs"]
    assert CLOSED.resolve(outputs["PortalApiUrl"]["Value"]) == "https://api.kleark.example.dk"
    assert CLOSED.resolve(outputs["AdminPageUrl"]["Value"]) == "https://kleark.example.dk"
    assert ".execute-api." in STACK.resolve(outputs["PortalApiUrl"]["Value"])
    (assertion,) = STACK.template["Rules"]["OwnAddresses"]["Assertions"]
    assert {"Ref": "PageUrl"} in [
        one["Fn::Not"][0]["Fn::Equals"][0] for one in assertion["Assert"]["Fn::And"]
    ]
    assert {"Ref": "PortalUrl"} in [
        one["Fn::Not"][0]["Fn::Equals"][0] for one in assertion["Assert"]["Fn::And"]
    ]


@pytest.mark.parametrize(
    ("front", "origin", "behind"),
    [("Portal", "PortalOrigin", "PortalApiId"), ("Page", "PageOrigin", "AdminPageApiId")],
)
def test_the_origins_ask_for_a_certificate_that_cloudfront_shows(
    front: str, origin: str, behind: str
) -> None:
    (api,) = distribution(front)["Origins"]
    assert api["DomainName"] == {"Ref": f"{origin}Name"}
    custom = api["CustomOriginConfig"]
    assert custom["OriginMtlsConfig"] == {"ClientCertificateArn": {"Ref": "ClientCertificateArn"}}
    assert custom["OriginProtocolPolicy"] == "https-only"
    domain = ORIGINS["Resources"][origin]["Properties"]
    assert domain["DomainName"] == {"Ref": f"{origin}Name"}
    assert domain["MutualTlsAuthentication"]["TruststoreUri"] == {"Ref": "Truststore"}
    mapping = ORIGINS["Resources"][f"{origin}Mapping"]["Properties"]
    assert mapping["ApiId"] == {"Ref": behind}
    assert behind in STACK.template["Outputs"]


@pytest.mark.parametrize(("front", "firewall"), [("Portal", "PortalFirewall"), ("Page", "PageFirewall")])
def test_a_firewall_stands_before_each(front: str, firewall: str) -> None:
    assert distribution(front)["WebACLId"] == {"Fn::GetAtt": [firewall, "Arn"]}
    rules = {rule["Name"]: rule for rule in edge(firewall)["Rules"]}
    assert set(rules) == {
        "RequestsOfOneAddress",
        "AmazonIpReputationList",
        "KnownBadInputsRuleSet",
        "CommonRuleSet",
    }
    assert sorted(rule["Priority"] for rule in rules.values()) == [0, 1, 2, 3]
    assert rules["RequestsOfOneAddress"]["Action"] == {"Block": {}}
    limit = rules["RequestsOfOneAddress"]["Statement"]["RateBasedStatement"]
    assert limit["Limit"] == {"Ref": f"{front}RequestsOfOneAddress"}
    # Nothing that a person sends is kept.
    for rule in rules.values():
        assert rule["VisibilityConfig"]["SampledRequestsEnabled"] is False
    assert edge(firewall)["Scope"] == "CLOUDFRONT"


def test_a_portal_that_asks_from_one_address_may_ask_as_much_as_the_api_lets_through() -> None:
    rate = int(STACK.resolve({"Ref": "PortalRequestsPerSecond"}))
    assert EDGE["Parameters"]["PortalRequestsOfOneAddress"]["Default"] == rate * 300


@pytest.mark.parametrize("firewall", ["PortalFirewall", "PageFirewall"])
def test_long_forms_and_visits_are_counted_and_let_through(firewall: str) -> None:
    """The rule's 8 KB cannot be changed. Sheets go from browsers to S3 and never come here."""
    (common,) = [rule for rule in edge(firewall)["Rules"] if rule["Name"] == "CommonRuleSet"]
    overrides = common["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]
    assert overrides == [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}]
    upload = STACK.resolve({"Fn::Sub": "https://${UploadsBucket.RegionalDomainName}"})
    page = STACK.template["Resources"]["AdminPageFunction"]["Properties"]["Environment"]["Variables"]
    assert STACK.resolve(page["UPLOADS_ORIGIN"]) == upload
    assert ".s3." in upload


def test_answers_of_the_portal_are_kept_by_all_that_can_change_them_and_as_long_as_it_says() -> None:
    """That no other header changes one: tests/integration/portal/test_app.py. The municipality is in the path."""
    policy = edge("PortalCache")["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert key["EnableAcceptEncodingGzip"] is True
    assert key["EnableAcceptEncodingBrotli"] is False  # the portal has none
    assert (policy["MinTTL"], policy["DefaultTTL"]) == (0, 0)
    behaviour = distribution("Portal")["DefaultCacheBehavior"]
    assert behaviour["CachePolicyId"] == {"Ref": "PortalCache"}
    assert behaviour["CachedMethods"] == ["GET", "HEAD"]


def test_nothing_of_the_page_is_kept() -> None:
    policy = edge("NoCache")["CachePolicyConfig"]
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 0)
    assert distribution("Page")["DefaultCacheBehavior"]["CachePolicyId"] == {"Ref": "NoCache"}


@pytest.mark.parametrize("front", ["Portal", "Page"])
def test_the_api_gets_the_whole_request_but_the_name(front: str) -> None:
    """Cookies, form tokens, encodings and whole queries: without them nobody could sign in."""
    behaviour = distribution(front)["DefaultCacheBehavior"]
    assert behaviour["OriginRequestPolicyId"] == {"Ref": "WholeRequest"}
    assert "POST" in behaviour["AllowedMethods"]
    policy = edge("WholeRequest")["OriginRequestPolicyConfig"]
    assert policy["CookiesConfig"] == {"CookieBehavior": "all"}
    assert policy["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert policy["HeadersConfig"] == {"HeaderBehavior": "allExcept", "Headers": ["Host"]}


def test_it_waits_as_long_as_the_page_may_take() -> None:
    timeout = STACK.template["Resources"]["AdminPageFunction"]["Properties"]["Timeout"]
    for front in ("Portal", "Page"):
        (api,) = distribution(front)["Origins"]
        assert api["CustomOriginConfig"]["OriginReadTimeout"] >= timeout
