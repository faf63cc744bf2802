"""The 98 municipalities: code, name, region, CVR, web domains and Digital Post portals.

Facts from the public register of municipalities and regions. Where two sources name different web domains,
both are kept. Christiansø (0411) is not a municipality and is not here.
"""

from __future__ import annotations

from functools import cache, lru_cache

from kleark.data_classes import dataclass
from kleark.package_files import read_package_file

_MOST_LIKE = 4


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality.

    ``code``: 4 digits. ``official_name``: as it calls itself, ``Københavns Kommune``. ``cvr``: 8 digits.
    ``web_domains``: registered domains in lower case, without ``www``. ``portal_ids``: the ``portalid`` values
    of its old Digital Post links, empty where none is known.
    """

    code: str
    name: str
    official_name: str
    region: str
    cvr: str
    web_domains: tuple[str, ...]
    portal_ids: tuple[str, ...]


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All 98, in order of their code."""
    data = read_package_file("registers", "data", "municipalities.csv")
    lines = data.decode("utf-8").splitlines()[1:]
    return tuple(_municipality(line) for line in lines)


def municipality(code: str) -> Municipality | None:
    """The municipality with this 4-digit code."""
    return _by_code().get(code)


def municipality_named(text: str) -> Municipality | None:
    """The municipality that is meant by its code or its name: ``0461``, ``Odense``, ``odense kommune``, ``Århus``."""
    return municipality(text) or _by_name().get(_folded(text))


def municipalities_like(text: str) -> list[Municipality]:
    """Those that may be meant by a name that none has: whose names begin so, or else are nearly written so."""
    from difflib import get_close_matches  # noqa: PLC0415 (where something is wrong already)

    folded, names = _folded(text), {_folded(one.name): one for one in municipalities()}
    begun = [
        name for name in names if folded and any(part.startswith(folded) for part in (name, *name.split("-")))
    ]
    near = begun or get_close_matches(folded, names, n=_MOST_LIKE)
    return [names[name] for name in near[:_MOST_LIKE]]


@lru_cache(maxsize=1024)
def owner_of_host(host: str) -> Municipality | None:
    """The municipality whose web domain ``host`` is, or is a subdomain of.

    Case and one trailing dot do not matter. A host that is not ASCII belongs to nobody: it may only look
    alike.
    """
    labels = host.lower().removesuffix(".").split(".")
    if not host.isascii() or "" in labels:
        return None
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return next((owner for domain in domains if (owner := _by_domain().get(domain))), None)


def owner_of_portal(portal_id: str) -> Municipality | None:
    """The municipality that is known to use this ``portalid`` in its Digital Post links."""
    return _by_portal().get(portal_id)


def owner_of_cvr(cvr: str) -> Municipality | None:
    """The municipality whose CVR number this is."""
    return _by_cvr().get(cvr)


def _municipality(line: str) -> Municipality:
    code, name, official_name, region, cvr, domains, portals = line.split(";")
    return Municipality(
        code, name, official_name, region, cvr, tuple(domains.split()), tuple(portals.split())
    )


def _folded(name: str) -> str:
    """Without case and needless spaces, and with å for aa: towns have changed from one to the other and back."""
    return " ".join(name.casefold().split()).replace("aa", "å")


@cache
def _by_code() -> dict[str, Municipality]:
    return {one.code: one for one in municipalities()}


@cache
def _by_name() -> dict[str, Municipality]:
    names = [
        (name, one)
        for one in municipalities()
        for name in (one.name, one.official_name, f"{one.name} kommune")
    ]
    return {_folded(name): one for name, one in names}


@cache
def _by_cvr() -> dict[str, Municipality]:
    return {one.cvr: one for one in municipalities()}


@cache
def _by_domain() -> dict[str, Municipality]:
    return {domain: one for one in municipalities() for domain in one.web_domains}


@cache
def _by_portal() -> dict[str, Municipality]:
    return {portal_id: one for one in municipalities() for portal_id in one.portal_ids}
