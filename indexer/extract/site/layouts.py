"""What is known of the pages of one site: a template for each of its layouts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..blocks import PageBlocks
from ..body.template import Template, read_template

MOST_LAYOUTS = 6
"""Templates of one site, at most; pages beyond them are cleaned by the first."""


@dataclass(frozen=True, slots=True)
class SiteLayouts:
    """The templates of one site, each learned from the pages that none before it fits.

    So the first serves most pages, and that of a redesign comes after it, while pages
    of the old layout keep their own.
    """

    layouts: tuple[Template, ...] = ()

    def find_layout(self, page: PageBlocks) -> int:
        """Return the index of the first template that fits a page; if none does, how
        many there are."""
        fits = (i for i, t in enumerate(self.layouts) if t.fits(page))
        return next(fits, len(self.layouts))

    def find_template(self, layout: int) -> Template | None:
        """Return the template for a layout: the first one stands in for one unknown."""
        if not self.layouts:
            return None
        return self.layouts[layout if layout < len(self.layouts) else 0]

    def write(self) -> list[Any]:
        """Return the templates as values JSON can write."""
        return [template.write() for template in self.layouts]


def read_site(values: list[Mapping[str, Any]]) -> SiteLayouts:
    """Return the site that was written; templates of another format are empty."""
    return SiteLayouts(tuple(map(read_template, values)))
