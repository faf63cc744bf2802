"""SnapStart, where the parameter asks for it: for those whom somebody waits for, on versions that an alias names."""

from __future__ import annotations

from infra.cloudformation import load_template
from tests.infra.test_traffic_shifting import transformed

WAITED_FOR = {"PortalApiFunction", "AdminPageFunction"}


def test_nobody_has_it_unasked() -> None:
    template = load_template()
    assert template["Parameters"]["SnapStart"]["Default"] == "OFF"
    assert template["Conditions"]["UsesSnapStart"] == {"Fn::Equals": [{"Ref": "SnapStart"}, "ON"]}


def test_asked_for_the_portals_and_the_pages_versions_have_it() -> None:
    resources = transformed(SnapStart="ON")
    with_it = {
        name: one["Properties"] for name, one in resources.items() if "SnapStart" in one.get("Properties", {})
    }
    assert with_it.keys() == WAITED_FOR
    for name, properties in with_it.items():
        asked, unasked = {"ApplyOn": "PublishedVersions"}, {"Ref": "AWS::NoValue"}
        assert properties["SnapStart"] == {"Fn::If": ["UsesSnapStart", asked, unasked]}
        assert f"{name}Aliaslive" in resources
        # AWS, "Improving startup performance with Lambda SnapStart", supported features and limitations.
        assert not {"FileSystemConfigs", "EphemeralStorage", "ImageUri"} & properties.keys()
        assert properties["Runtime"] == "python3.13"
        assert "ProvisionedConcurrencyConfig" not in resources[f"{name}Aliaslive"]["Properties"]
