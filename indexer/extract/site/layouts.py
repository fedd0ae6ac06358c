"""The layouts of one site, each with its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..blocks import PageBlocks
from ..body.template import Template, read_template

MAX_LAYOUTS = 6
"""Layouts of one site; pages of further layouts are cleaned with the first template."""


@dataclass(frozen=True, slots=True)
class SiteLayouts:
    """The templates of one site, each learned from pages that no earlier one fits.

    The first serves most pages. A redesign adds a template, while pages of the old
    layout keep theirs.
    """

    layouts: tuple[Template, ...] = ()

    def find_layout(self, page: PageBlocks) -> int:
        """Return the index of the first template that fits a page; if none does, the
        number of templates."""
        fits = (i for i, t in enumerate(self.layouts) if t.fits(page))
        return next(fits, len(self.layouts))

    def find_template(self, layout: int) -> Template | None:
        """Return the template of a layout, the first one for an unknown layout."""
        if not self.layouts:
            return None
        return self.layouts[layout if layout < len(self.layouts) else 0]

    def write(self) -> list[Any]:
        """Return the templates as values JSON can write."""
        return [template.write() for template in self.layouts]


def read_layouts(values: list[Mapping[str, Any]]) -> SiteLayouts:
    """Read what ``SiteLayouts.write`` wrote; another format gives empty templates."""
    return SiteLayouts(tuple(map(read_template, values)))
