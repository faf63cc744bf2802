"""Which addresses of the network may be connected to: those of the public Internet, and no others.

The networks are those of IANA's special-purpose registries for IPv4 and IPv6 (RFC 6890 and what came after it), and
those where clouds keep their metadata.
"""

from __future__ import annotations

from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class AddressClass(StrEnum):
    """Why an address is not connected to."""

    UNSPECIFIED = "unspecified"
    PRIVATE = "private"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link_local"
    METADATA = "metadata"
    MULTICAST = "multicast"
    RESERVED = "reserved"
    MAPPED = "mapped"
    """IPv6 with an IPv4 address inside, which may be any: mapped, compatible, NAT64, 6to4, Teredo."""
    UNREADABLE = "unreadable"


# The first that fits counts.
_V4: Mapping[AddressClass, tuple[str, ...]] = {
    AddressClass.METADATA: (
        "169.254.169.254/32",  # EC2, Azure, Google
        "169.254.170.0/24",  # ECS, Lambda
        "168.63.129.16/32",  # Azure; of a public range
        "100.100.100.200/32",  # Alibaba
        "192.0.0.192/32",  # Oracle
    ),
    AddressClass.UNSPECIFIED: ("0.0.0.0/8",),
    AddressClass.LOOPBACK: ("127.0.0.0/8",),
    AddressClass.LINK_LOCAL: ("169.254.0.0/16",),
    AddressClass.PRIVATE: ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"),
    AddressClass.MULTICAST: ("224.0.0.0/4",),
    AddressClass.RESERVED: (
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "240.0.0.0/4",
    ),
}
_V6: Mapping[AddressClass, tuple[str, ...]] = {
    AddressClass.METADATA: ("fd00:ec2::/32", "fd20:ce::254/128"),  # EC2; Google
    AddressClass.UNSPECIFIED: ("::/128",),
    AddressClass.LOOPBACK: ("::1/128",),
    AddressClass.MAPPED: (
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
    ),
    AddressClass.LINK_LOCAL: ("fe80::/10",),
    AddressClass.PRIVATE: ("fc00::/7", "fec0::/10"),
    AddressClass.MULTICAST: ("ff00::/8",),
    AddressClass.RESERVED: ("2001::/23", "2001:db8::/32", "3fff::/20"),
}
_NETWORKS_V4 = tuple((kind, IPv4Network(one)) for kind, several in _V4.items() for one in several)
_NETWORKS_V6 = tuple((kind, IPv6Network(one)) for kind, several in _V6.items() for one in several)
# All that is given out for use in the Internet lies here (RFC 4291, IANA's registry of unicast addresses).
_UNICAST_V6 = IPv6Network("2000::/3")


def forbidden_class(address: str) -> AddressClass | None:
    """Why an address, as a resolver gave it, must not be connected to; None where it may."""
    try:
        v4 = IPv4Address(address)
    except AddressValueError:
        return _forbidden_v6(address)
    for kind, network in _NETWORKS_V4:
        if v4 in network:
            return kind
    return None if v4.is_global else AddressClass.RESERVED


def _forbidden_v6(address: str) -> AddressClass | None:
    try:
        v6 = IPv6Address(address)
    except AddressValueError:
        return AddressClass.UNREADABLE
    for kind, other in _NETWORKS_V6:
        if v6 in other:
            return kind
    return None if v6 in _UNICAST_V6 and v6.is_global and v6.scope_id is None else AddressClass.RESERVED
