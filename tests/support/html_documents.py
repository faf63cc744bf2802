"""An HTML document in the parts that tests ask about."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "path", "circle", "br", "img", "input", "link"}


class Document(HTMLParser):
    """``elements``: every start tag with its attributes. ``headings``: (tag, text). ``rows``: cells of table rows.

    Texts are those that are heard: what a screen reader is told to leave out is left out.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == [], "elements that are not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in VOID:
            return
        self._open.append("hidden" if tag == "span" and dict(attrs).get("aria-hidden") == "true" else tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append((tag, ""))
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() in {tag, "hidden"}

    def handle_data(self, data: str) -> None:
        if "style" in self._open or "hidden" in self._open:
            return
        self.texts.append(data)
        if self._open and self.headings and any(tag in ("h1", "h2", "h3") for tag in self._open):
            self.headings[-1] = (self.headings[-1][0], self.headings[-1][1] + data)
        if any(tag in ("td", "th") for tag in self._open):
            self.rows[-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def row_of(self, place: str) -> list[str]:
        """The cells of the one row of findings on ``place``."""
        (found,) = (row for row in self.rows if row and row[0].split(" ")[0] == place)
        return [" ".join(cell.split()) for cell in found]

    def titles(self, level: str) -> list[str]:
        return [" ".join(text.split()) for tag, text in self.headings if tag == level]
