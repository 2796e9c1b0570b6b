"""How a printed table is set: fonts, widths of columns, lines within cells, page breaks.

What is printed comes as text from `pdf_file`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

from reporting.language import N_, _

FONT_FOLDERS = (
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/usr/share/fonts/dejavu-sans-fonts"),
    Path("/usr/share/fonts/TTF"),
)
FACES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
SIZE = 7.5  # points; everything else is in millimetres
LINE, PADDING, WIDEST, MOST_LINES = 4.0, 1.2, 70.0, 12
JOINED = re.compile(r"[\u0590-\u1dff\ufb1d-\ufefc]")
"""Scripts whose letters join, stack or run from the right; setting them takes ten times as long."""
WESTERN = "windows-1252"
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
NO_FONT = N_(
    "Letters for which this machine has no font are printed as “?”. DejaVu Sans "
    "(fonts-dejavu-core) has those of most scripts."
)


@dataclass(frozen=True)
class Cell:
    """The heading of a column."""

    label: str
    is_number: bool = False


class Page(FPDF):
    """The document of one table; `columns` are the texts that will come, column by column."""

    def __init__(
        self,
        title: str,
        facts: Sequence[tuple[str, str]],
        notes: Sequence[str],
        foot: str,
        headings: Sequence[Cell],
        columns: Sequence[Sequence[str]],
        *,
        is_right_to_left: bool = False,
    ) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.is_right_to_left = is_right_to_left
        self.headings, self.foot = headings, foot
        self.set_line_width(0.1)
        self.set_title(title)
        self.set_margin(10)
        self.set_auto_page_break(True, margin=12)
        self.letters = self.load_font()
        self.column_widths = self.fit(columns)
        self.add_page()
        self.put_about(title, facts, [*notes, *self.warn_of_letters(title, facts, columns)])
        self.put_headings()

    def load_font(self) -> frozenset[int] | None:
        """Choose a font; returns the letters that it has, None for those of western Europe."""
        folder = next((f for f in FONT_FOLDERS if (f / FACES[""]).exists()), None)
        if folder is None:
            self.core_fonts_encoding = WESTERN
            self.set_font("helvetica", size=SIZE)
            return None
        for style, name in FACES.items():
            self.add_font("sans", style, folder / (name if (folder / name).exists() else FACES[""]))
        self.set_font("sans", size=SIZE)
        font = self.fonts["sans"]
        return frozenset(font.cmap) if isinstance(font, TTFFont) else None

    @property
    def begins(self) -> str:
        """The side on which a text begins."""
        return "R" if self.is_right_to_left else "L"

    @property
    def ends(self) -> str:
        return "L" if self.is_right_to_left else "R"

    def has(self, letter: str) -> bool:
        if self.letters is not None:
            return ord(letter) in self.letters
        try:
            return bool(letter.encode(WESTERN))
        except UnicodeEncodeError:
            return False

    def warn_of_letters(
        self, title: str, facts: Iterable[tuple[str, str]], columns: Iterable[Sequence[str]]
    ) -> list[str]:
        used = set(title).union(*(value for _, value in facts))
        for texts in columns:
            used |= set().union(*texts)
        return [] if all(self.has(letter) or ord(letter) < 32 for letter in used) else [_(NO_FONT)]

    def printable(self, text: str) -> str:
        text = CONTROL.sub(" ", text)
        return text if text.isascii() else "".join(c if self.has(c) else "?" for c in text)

    def fit(self, columns: Sequence[Sequence[str]]) -> list[float]:
        """The width of each column: as its widest cell, all together at most as the page."""
        wanted = []
        for heading, texts in zip(self.headings, columns, strict=True):
            longest = sorted(set(texts), key=len)[-20:]
            word = max(heading.label.split(), key=len, default="")
            widths = map(self.get_string_width, map(self.printable, (*longest, f"{word}M")))
            wanted.append(min(max(widths) * 1.08 + 2 * PADDING, WIDEST))
        return [width * min(self.epw / sum(wanted), 1.5) for width in wanted]

    def header(self) -> None:
        if self.page_no() > 1:
            self.put_headings()

    def footer(self) -> None:
        self.set_y(-9)
        self.set_font(style="", size=SIZE)
        self.put_text(self.epw - 30, self.foot)
        self.put_text(30, f"{self.page_no()} / {{nb}}", align="R")

    def put_about(
        self, title: str, facts: Iterable[tuple[str, str]], notes: Iterable[str]
    ) -> None:
        self.set_font(style="B", size=13)
        self.put_paragraph(title, 7)
        self.set_font(style="", size=SIZE)
        said = [_("{name}: {value}", name=name, value=value) for name, value in facts]
        self.put_paragraph("    ".join(said))
        for note in notes:
            self.put_paragraph(note)
        self.ln(2)

    def put_paragraph(self, text: str, height: float = LINE) -> None:
        text = self.printable(text)
        self.set_text_shaping(bool(JOINED.search(text)))
        self.multi_cell(0, height, text, align=self.begins, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def put_headings(self) -> None:
        self.set_fill_color(225)
        self.put_row([heading.label for heading in self.headings], is_bold=True, is_filled=True)

    def put_row(
        self, texts: Sequence[str], *, is_bold: bool = False, is_filled: bool = False
    ) -> None:
        """One row, as high as its cell with the most lines; it is never cut by a page's end."""
        style = "B" if is_bold else ""
        self.set_font(style=style, size=SIZE)
        cells = [
            self.wrapped(self.printable(text), width)
            for text, width in zip(texts, self.column_widths, strict=True)
        ]
        height = LINE * max(map(len, cells)) + PADDING
        if self.will_page_break(height):
            self.add_page()
            self.set_font(style=style, size=SIZE)
        left, top = self.l_margin, self.get_y()
        row = list(zip(self.headings, self.column_widths, cells, strict=True))
        for heading, width, lines in reversed(row) if self.is_right_to_left else row:
            self.rect(left, top, width, height, style="DF" if is_filled else "D")
            for number, line in enumerate(lines):
                self.set_xy(left, top + PADDING / 2 + LINE * number)
                self.put_text(width, line, align=self.ends if heading.is_number else self.begins)
            left += width
        self.set_xy(self.l_margin, top + height)

    def put_text(self, width: float, text: str, align: str = "L") -> None:
        text = self.printable(text)
        self.set_text_shaping(bool(JOINED.search(text)))
        self.cell(width, LINE, text, align=align)

    def wrapped(self, text: str, width: float) -> list[str]:
        """The lines that a text takes in a column."""
        if self.get_string_width(text) <= width - 2 * self.c_margin:
            return [text]
        self.set_text_shaping(bool(JOINED.search(text)))
        lines = self.multi_cell(width, LINE, text, dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(lines, list)
        if len(lines) > MOST_LINES:
            return [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
        return lines
