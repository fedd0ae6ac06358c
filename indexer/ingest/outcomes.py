"""What the index is to hold, page by page, and what came of each page."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping

from ..backends import Writer
from ..extract import Register, Sheet
from ..model import Failure, PageStamp, make_doc_id, read_doc_id, write_doc_id
from ..sources import Entry
from .jobs import Cleaned, PageJob, WholeJob
from .page_state import PageState
from .process_pool import Lost
from .templates import Sites

FOLDED = "-"
"""Stands for what the document of a page was made of that has none of its own."""
UNKNOWN = "?"
"""Stands for that of a page that changed, until it is settled."""

log = logging.getLogger(__name__)


class Documents:
    """The documents that a run writes, and the notes it takes of other pages.

    Attributes:
        known: what the index held at the start, by ``doc_id``.
        register: of what pages say of each other.
        sites: what is known of them.
        notes: of the next ledger.
        outcomes: what came of each page listed so far, as the report counts it; pages
            under way have an empty one.
        failed: pages that could not be read.
        changed: whether there is something to commit.
    """

    def __init__(
        self,
        writer: Writer,
        register: Register,
        sites: Sites,
        known: Mapping[str, PageStamp],
        notes: Mapping[str, PageState],
        *,
        trusted: bool,
        rebuild: bool,
    ) -> None:
        self.known = known
        self.register = register
        self.sites = sites
        self.notes = dict(notes)
        self.outcomes: dict[str, str] = {}
        self.failed: list[Failure] = []
        self.changed = rebuild or not known
        self._writer = writer
        self._trusted = trusted
        self._rebuild = rebuild

    def see(self, entry: Entry, doc_id: str) -> None:
        """Count a page as listed."""
        self.outcomes[doc_id] = ""
        self.register.see(read_doc_id(doc_id))
        self.sites.add(entry, doc_id)

    def remember(self, doc_id: str) -> PageState | None:
        """Return what a page was last time, if that counts.

        A note on an article counts only beside its document: it says that the page
        was touched since, not that it changed.
        """
        known, note = self.known.get(doc_id), self.notes.get(doc_id)
        if not self._trusted or (note and note.kind == "failed"):
            return None
        kept = self.register.find_digest(read_doc_id(doc_id))
        if note and note.kind in ("other", "folded"):
            return note if note.known.digest == kept else None
        if not known or known.digest != kept:
            return None
        if note and note.known.digest == known.digest:
            return note
        return PageState(known, "article")

    def take(self, job: PageJob, outcome: Cleaned | Lost) -> None:
        """Write what came of a page that was read."""
        entry, url = job.entry, job.entry.url
        doc_id = make_doc_id(url)
        self.sites.renew(entry, doc_id)
        if isinstance(outcome, Lost) or outcome.error:
            self._fail(url, outcome)
            self.notes[doc_id] = PageState(PageStamp("", job.source), "failed")
            if not self.outcomes[doc_id]:  # a new index has no document to keep
                self.outcomes[doc_id] = "lost" if self._rebuild else "failed"
            return
        known = PageStamp(outcome.digest, job.source, entry.size, entry.mtime)
        if waits := self._register(doc_id, job.source, outcome):
            self.sites.take(entry, doc_id, outcome.layout)
            self.outcomes[doc_id] = "folded" if waits == FOLDED else "unchanged"
            self.notes.pop(doc_id, None)
            if waits == FOLDED:
                self.notes[doc_id] = PageState(known, "folded")
        elif outcome.article:
            self._writer.put(outcome.article, known)
            if self.outcomes[doc_id] in ("", "not_articles"):
                self.outcomes[doc_id] = "updated" if doc_id in self.known else "added"
            self.notes.pop(doc_id, None)
            self.sites.take(entry, doc_id, outcome.layout)
            self.changed = True
        elif outcome.not_article:
            log.info("%s: %s", url, outcome.not_article)
            self.keep(entry, doc_id, PageState(known, "other"))
        elif job.last:
            self.keep(entry, doc_id, PageState(known, job.last.kind))

    def _register(self, doc_id: str, source: str, outcome: Cleaned) -> str:
        """Note what a page says of others.

        Returns:
            What its document was made of, if that is not this page alone: it waits then
            until that of the others is known.
        """
        if outcome.sheet is None:
            return ""
        number = read_doc_id(doc_id)
        made = self.register.find_made(number)
        self.register.put(number, outcome.digest, source, outcome.sheet)
        self.register.settle(False)
        if made:
            self.register.mark_made(number, FOLDED if made == FOLDED else UNKNOWN)
        return made if outcome.article else ""

    def keep(self, entry: Entry, doc_id: str, note: PageState) -> None:
        """Note a page that changes nothing, or is no article."""
        if note.kind == "other":
            if self.outcomes[doc_id] == "added":  # by a template that is no more
                self._writer.delete(doc_id)
            self.outcomes[doc_id] = "not_articles"
            self.notes[doc_id] = note
            return
        if note.kind == "folded":
            self.outcomes[doc_id] = "folded"
            self.notes[doc_id] = note
            if self.register.is_article(read_doc_id(doc_id)):
                self.sites.take(entry, doc_id, self.sites.find_layout(entry, doc_id))
            return
        self.outcomes[doc_id] = "unchanged"
        self.sites.take(entry, doc_id, self.sites.find_layout(entry, doc_id))
        if note.known != self.known[doc_id]:
            self.notes[doc_id] = note

    def take_whole(self, job: WholeJob, outcome: Cleaned | Lost) -> Sheet | None:
        """Write a document that was made of several pages, or knowing others.

        Returns:
            What is known of it; None if it could not be made.
        """
        url, doc_id = job.entry.url, make_doc_id(job.entry.url)
        if isinstance(outcome, Lost) or not outcome.article:
            self._fail(url, outcome)
            return None
        known = PageStamp(outcome.digest, job.source, job.entry.size, job.entry.mtime)
        self._writer.put(outcome.article, known)
        self.changed = True
        self.notes.pop(doc_id, None)
        if self.outcomes.get(doc_id) in ("unchanged", "folded"):
            self.outcomes[doc_id] = "updated" if doc_id in self.known else "added"
        return outcome.sheet

    def fold(self, number: int, entry: Entry, source: str) -> None:
        """Take away the document of a page whose text is in that of another."""
        doc_id = write_doc_id(number)
        digest = self.register.find_digest(number)
        known = PageStamp(digest, source, entry.size, entry.mtime)
        self.notes[doc_id] = PageState(known, "folded")
        self.register.mark_made(number, FOLDED)
        self.delete(doc_id)

    def note_folded(self, number: int) -> None:
        """Count a page as one whose text is in the document of another."""
        if self.outcomes.get(write_doc_id(number)) not in (None, "failed"):
            self.outcomes[write_doc_id(number)] = "folded"

    def let_go(self, number: int) -> None:
        """Note that a page which was a part of an article is none by itself."""
        doc_id = write_doc_id(number)
        self.register.mark_made(number, "")
        if (note := self.notes.get(doc_id)) and note.kind == "folded":
            self.notes[doc_id] = PageState(note.known, "other")
        if self.outcomes.get(doc_id) == "folded":
            self.outcomes[doc_id] = "not_articles"

    def delete(self, doc_id: str) -> None:
        """Take a document away."""
        self._writer.delete(doc_id)
        self.changed = True
        if doc_id not in self.outcomes:
            self.register.forget(read_doc_id(doc_id))

    def forget_gone(self) -> None:
        """Forget the pages that were not listed."""
        self.notes = {d: n for d, n in self.notes.items() if d in self.outcomes}
        self.sites.forget(self.outcomes)
        self.register.forget_others()

    def commit(self) -> None:
        """Make the changes so far visible."""
        if not self._rebuild:
            self.register.prepare()
        if self.changed:
            self._writer.commit()
            self.changed = False
        self.register.commit()

    def count(self) -> Counter[str]:
        """Return how many pages came to what, as the report counts them."""
        counts = Counter(self.outcomes.values())
        for name in ("", "failed", "lost"):
            del counts[name]
        return counts

    def _fail(self, url: str, outcome: Cleaned | Lost) -> None:
        why = outcome.reason if isinstance(outcome, Lost) else outcome.error
        log.warning("%s: %s", url, why)
        self.failed.append(Failure(url, why))
