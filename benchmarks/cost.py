"""What a year of visits costs on AWS: ``python -m benchmarks.cost`` prints the tables of docs/cost.md.

``--write`` writes them into the page. Quantities that follow from the code are `MEASURED`, and a test measures them
again; prices and assumptions are inputs, and stand on the page with where they come from.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.printed_table import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cost.md"
YEARS_VISITS = (6_000_000, 600_000_000)
YEAR = 365 * 86_400
MUNICIPALITIES = 98
GB, MILLION = 1e9, 1e6


@dataclass(frozen=True, slots=True)
class Price:
    """``usd``: for one ``unit``, us-east-1, without free tiers and discounts."""

    what: str
    usd: float
    unit: str
    source: str


PRICES = {
    "api": Price(
        "HTTP API, requests (first 300 million a month)",
        1.00,
        "million",
        "AWS whitepaper on private APIs, table 4",
    ),
    "invocations": Price(
        "Lambda, requests", 0.20, "million", "cloudchipr.com, AWS Lambda Pricing Breakdown, 2024"
    ),
    "compute": Price(
        "Lambda, arm64", 13.3334, "million GB-s", "cloudchipr.com, AWS Lambda Pricing Breakdown, 2024"
    ),
    "reads": Price(
        "DynamoDB on demand, read units", 0.125, "million", "airbyte.com, DynamoDB Pricing, 21 July 2025"
    ),
    "writes": Price(
        "DynamoDB on demand, write units", 0.625, "million", "airbyte.com, DynamoDB Pricing, 21 July 2025"
    ),
    "table": Price(
        "DynamoDB storage, with point-in-time recovery", 0.45, "GB-month", "known list price, not looked up"
    ),
    "out": Price("Data to the internet", 0.09, "GB", "apigatewaycost.com, AWS"),
    "logs": Price("CloudWatch Logs, taken in", 0.50, "GB", "c3x.dev, CloudWatch Logs cost, June 2026"),
    "log store": Price("CloudWatch Logs, kept", 0.03, "GB-month", "c3x.dev, CloudWatch Logs cost, June 2026"),
    "traces": Price("X-Ray, traces recorded", 5.00, "million", "aws.amazon.com/xray/pricing"),
    "alarms": Price("CloudWatch, alarms", 0.10, "alarm-month", "known list price, not looked up"),
    "metrics": Price(
        "CloudWatch, metrics of one's own", 0.30, "metric-month", "known list price, not looked up"
    ),
    "dashboards": Price("CloudWatch, dashboards", 3.00, "dashboard-month", "known list price, not looked up"),
    "secrets": Price("Secrets Manager, secrets", 0.40, "secret-month", "known list price, not looked up"),
    "puts": Price("S3, PUT", 5.00, "million", "known list price, not looked up"),
    "objects": Price("S3, kept", 0.023, "GB-month", "known list price, not looked up"),
}
SURCHARGE = 0.15
"""Of eu-west-1 and eu-north-1 on the prices above: an upper bound for what they list more, not looked up each."""

MEASURED = {
    "read units of a warm visit": 0.5,
    "read units of a cold visit": 1.5,
    "read units of a publication": 6.0,
    "write units of a publication": 21.0,
    "requests of a sweep, a municipality": 11.0,
    "bytes of a visit's answer": 1_510.0,
    "bytes of a 304's headers": 184.0,
    "bytes of a configuration": 6_227.0,
}
"""At 250 rows and 20 cases a visit, gzip; `tests/docs/test_cost_documentation.py` measures them again."""

ASSUMED = {
    "GB of memory of the portal's function": 0.5,
    "ms of a warm visit in Lambda": 12.0,
    "ms of a cold start, billed": 700.0,
    "share of visits that start an instance": 0.01,
    "bytes of HTTP's own around an answer": 500.0,
    "bytes of logs a request": 1_050.0,
    "days that logs are kept": 180.0,
    "publications a municipality and year": 12.0,
    "revisions kept a municipality": 50.0,
    "read units of the list of municipalities": 49.0,
    "read units of a sweep, a municipality": 11.0,
    "read units of verifying a log": 5.0,
    "sweeps a year": 8_760.0,
    "ms of a request in a sweep": 5.0,
    "kB of a publication's sheet and reports": 300.0,
    "objects of a publication": 10.0,
    "alarms": 38.0,
    "dashboards": 1.0,
    "metrics sent every hour": 7.0,
    "uploads a publication": 2.0,
    "metrics of an upload, with what follows": 14.0,
    "metrics of a sweep": 0.5,
    "secrets": 1.0,
}


BEFORE_FIXED, BEFORE_AN_UPLOAD = 5.0, 0.087
"""Read units of a sweep of one municipality before it read only what is new: 14 at 100 uploads, 439 at 5,000."""

BYTES_OF_AN_UPLOAD, BYTES_OF_A_REVISION = 700.0, 1_100.0
"""Of a record, which is in the index once more; of an entry of the log with its snapshot, each second upload."""


@dataclass(frozen=True, slots=True)
class Line:
    """``quantity`` of what `PRICES[price]` prices, a year, before its unit. ``how``: the arithmetic."""

    what: str
    price: str
    how: str
    quantity: float

    @property
    def usd(self) -> float:
        return self.quantity * PRICES[self.price].usd * (1 + SURCHARGE)


def visit_lines(visits: int) -> Iterator[Line]:
    """The costs that grow with the visits: each is one POST to ``visning``."""
    m, a = MEASURED, ASSUMED
    cold = a["share of visits that start an instance"]
    ms = (1 - cold) * a["ms of a warm visit in Lambda"] + cold * a["ms of a cold start, billed"]
    gb_s = a["GB of memory of the portal's function"] * ms / 1000
    units = (1 - cold) * m["read units of a warm visit"] + cold * m["read units of a cold visit"]
    size = m["bytes of a visit's answer"] + a["bytes of HTTP's own around an answer"]
    logged = visits * a["bytes of logs a request"] / GB
    months = a["days that logs are kept"] / 365 * 12
    yield Line("HTTP API", "api", "1 request a visit", visits / MILLION)
    yield Line("Lambda, requests", "invocations", "1 request a visit", visits / MILLION)
    yield Line(
        "Lambda, time", "compute", f"0.5 GB × {ms:.1f} ms = {gb_s:.5f} GB-s a visit", visits * gb_s / MILLION
    )
    yield Line("DynamoDB, reads", "reads", f"{units:.2f} units a visit", visits * units / MILLION)
    yield Line("Data out", "out", f"{size:,.0f} bytes a visit", visits * size / GB)
    yield Line("Logs, taken in", "logs", f"{a['bytes of logs a request']:.0f} bytes a visit", logged)
    yield Line("Logs, kept", "log store", f"the same for {months:.1f} months", logged * months)
    yield Line(
        "X-Ray", "traces", "the first in each second, and 5% of the rest", traces_per_year(visits) / MILLION
    )


def fixed_lines() -> Iterator[Line]:
    """The costs that do not depend on the visits."""
    m, a = MEASURED, ASSUMED
    published = MUNICIPALITIES * a["publications a municipality and year"]
    swept = a["sweeps a year"] * MUNICIPALITIES
    seconds = swept * m["requests of a sweep, a municipality"] * a["ms of a request in a sweep"] / 1000
    kept = MUNICIPALITIES * a["revisions kept a municipality"] * m["bytes of a configuration"] * 1.3 / GB
    files = published * a["kB of a publication's sheet and reports"] * 1000 / GB
    yield Line(
        "Publishing, reads",
        "reads",
        "98 × 12 publications × 6 units",
        published * m["read units of a publication"] / MILLION,
    )
    yield Line(
        "Publishing, writes",
        "writes",
        "98 × 12 publications × 21 units",
        published * m["write units of a publication"] / MILLION,
    )
    yield Line(
        "Sweeping, reads",
        "reads",
        "8,760 sweeps × 98 × 11 units",
        swept * a["read units of a sweep, a municipality"] / MILLION,
    )
    yield Line(
        "Sweeping, time", "compute", "8,760 × 98 × 11 requests × 5 ms × 0.5 GB", seconds * 0.5 / MILLION
    )
    yield Line("Table", "table", f"98 × 50 revisions: {kept:.3f} GB × 12 months", kept * 12)
    yield Line(
        "S3, files",
        "puts",
        "98 × 12 publications × 10 objects",
        published * a["objects of a publication"] / MILLION,
    )
    yield Line("S3, kept", "objects", f"{files:.2f} GB × 12 months", files * 12)
    yield Line(
        "Verifying logs, reads",
        "reads",
        "8,760 sweeps × 98 × 5 units",
        swept * a["read units of verifying a log"] / MILLION,
    )
    yield Line("Verifying logs, writes", "writes", "8,760 sweeps × 98 marks", swept / MILLION)
    yield Line("Alarms", "alarms", f"{a['alarms']:.0f} alarms × 12 months", a["alarms"] * 12)
    yield Line("Dashboard", "dashboards", "1 dashboard × 12 months", a["dashboards"] * 12)
    # A metric costs by the hour in which it is sent.
    hours = published * a["uploads a publication"] * a["metrics of an upload, with what follows"]
    hours += a["sweeps a year"] * (a["metrics sent every hour"] + a["metrics of a sweep"])
    yield Line(
        "Figures",
        "metrics",
        "(98 × 12 publications × 2 uploads × 14 + 8,760 hours × 7.5) metric-hours",
        hours / (YEAR / 3600 / 12),
    )
    yield Line("Key of fingerprints", "secrets", "1 secret × 12 months", a["secrets"] * 12)


def traces_per_year(visits: int) -> float:
    """Traces a year, of visits that come by chance over the whole year (X-Ray's default sampling)."""
    rate = visits / YEAR
    first = YEAR * (1 - exp(-rate))
    return first + 0.05 * (visits - first)


def requests_per_year(visits: int, caches: int, hold: float = 60.0) -> float:
    """Questions a year from caches that hold an answer for ``hold`` seconds, visits coming by chance.

    Each cache asks for each municipality, then answers for ``hold`` seconds, then waits for the next visit:
    a question every hold + 1/rate seconds. Visits that crowd together, as they do, make fewer.
    """
    rate = visits / YEAR / MUNICIPALITIES / caches
    return MUNICIPALITIES * caches * YEAR / (hold + 1 / rate)


def confirmations_per_year(processes: int, every: float = 60.0) -> float:
    """Questions a year of clients that confirm all they know by one question, whether somebody visits or not; and one
    in each process for each publication.
    """
    published = MUNICIPALITIES * ASSUMED["publications a municipality and year"]
    return processes * (YEAR / every + published)


def usd(amount: float) -> str:
    return f"{amount:,.2f}" if amount >= 0.005 else "0.00"


def number(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:,.3g}" if amount < 0.1 else f"{amount:,.1f}"


def price_table() -> str:
    lines = [[one.what, f"{one.usd:g}", one.unit, one.source] for one in PRICES.values()]
    return _left(table_of(["what", "USD", "per", "source"], lines))


def input_table() -> str:
    lines = [[name, f"{value:,g}", "measured"] for name, value in MEASURED.items()]
    lines += [[name, f"{value:,g}", "assumed"] for name, value in ASSUMED.items()]
    return _left(table_of(["quantity", "value", "how known"], lines))


def cost_table() -> str:
    few, many = (list(visit_lines(visits)) for visits in YEARS_VISITS)
    lines = [
        [
            one.what,
            one.how,
            f"{number(one.quantity)} {PRICES[one.price].unit}",
            usd(one.usd),
            f"{number(two.quantity)} {PRICES[one.price].unit}",
            usd(two.usd),
        ]
        for one, two in zip(few, many, strict=True)
    ]
    fixed = list(fixed_lines())
    lines += [
        [
            one.what,
            one.how,
            f"{number(one.quantity)} {PRICES[one.price].unit}",
            usd(one.usd),
            "the same",
            usd(one.usd),
        ]
        for one in fixed
    ]
    totals = [sum(one.usd for one in [*lines_of, *fixed]) for lines_of in (few, many)]
    lines.append(["**A year**", "", "", f"**{usd(totals[0])}**", "", f"**{usd(totals[1])}**"])
    each = [total / visits * MILLION for total, visits in zip(totals, YEARS_VISITS, strict=True)]
    lines.append(["A million visits", "", "", usd(each[0]), "", usd(each[1])])
    head = ["what", "arithmetic", "6 million visits", "USD", "600 million visits", "USD"]
    return _left(table_of(head, lines))


def years_table() -> str:
    """What one more year of history costs, beside what it cost when each of these read all of it."""
    swept = ASSUMED["sweeps a year"] * MUNICIPALITIES
    now = ASSUMED["read units of a sweep, a municipality"] + ASSUMED["read units of verifying a log"]
    lines = []
    for each in (24, 1_000):
        for years in (1, 5):
            uploads = each * years
            before = BEFORE_FIXED + BEFORE_AN_UPLOAD * uploads
            kept = MUNICIPALITIES * uploads * (2 * BYTES_OF_AN_UPLOAD + BYTES_OF_A_REVISION / 2) / GB
            costs = [Line("", "reads", "", swept * one / MILLION).usd for one in (before, now)]
            table = Line("", "table", "", kept * 12).usd
            lines.append(
                [
                    f"{each:,}",
                    str(years),
                    f"{uploads:,}",
                    f"{before:,.0f} units: {usd(costs[0])}",
                    f"{now:,.0f} units: {usd(costs[1])}",
                    f"{kept:,.2f} GB: {usd(table)}",
                ]
            )
    head = [
        "uploads of a municipality a year",
        "years",
        "uploads",
        "sweeping, as it was",
        "sweeping now",
        "table, with its index",
    ]
    return table_of(head, lines)


def caching_table() -> str:
    """Priced as visits are; a 304 is smaller, a configuration larger, and the list reads an item a municipality."""
    askers: dict[str, Callable[[int], float]] = {
        "`visning` for every visit": float,
        "the client, in 16 processes": lambda _: confirmations_per_year(16),
        "the client, in 4 processes": lambda _: confirmations_per_year(4),
        "one cache for all (a CDN)": lambda visits: requests_per_year(visits, 1),
    }
    lines = []
    for name, asked in askers.items():
        cells = [name]
        for visits in YEARS_VISITS:
            questions = asked(visits)
            cost = sum(line.usd for line in visit_lines(round(questions)))
            if name.startswith("the client"):
                units = questions * ASSUMED["read units of the list of municipalities"]
                cost += Line("DynamoDB, reads", "reads", "of the list", units / MILLION).usd
            cells += [f"{questions / MILLION:,.1f}", f"{1 - questions / visits:.0%}", usd(cost)]
        lines.append(cells)
    return table_of(["who asks", *(["questions, millions", "saved", "USD"] * 2)], lines)


def _left(table: str) -> str:
    """Columns of words are aligned to the left."""
    return re.sub(
        r"^\|---.*$", lambda line: "|" + "---|" * (line[0].count("|") - 1), table, count=1, flags=re.MULTILINE
    )


SECTIONS = {
    "prices": price_table,
    "inputs": input_table,
    "costs": cost_table,
    "years": years_table,
    "caching": caching_table,
}


def updated_page(page: str) -> str:
    """``page`` with every table brought up to date."""
    for name, section in SECTIONS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}{section()}\n{end}{after}"
    return page


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost", description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/cost.md")
    if parser.parse_args().write:
        PAGE.write_text(updated_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    print("\n\n".join(section() for section in SECTIONS.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
