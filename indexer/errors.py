"""The errors that this project raises on purpose.

BroadsheetError
├── ConfigError               the settings are wrong                      exit 2
├── SourceError               a source could not be read                  exit 5
│   └── FetchError            a page could not be fetched                 exit 5
├── ExtractError              a page could not be read as an article      exit 1
│   └── NotAnArticle          the page is no article                      exit 1
├── IndexStoreError           the index on disk cannot serve
│   ├── IndexMissing          never built                                 503, exit 3
│   ├── IndexOutdated         written in another format                   503, exit 3
│   ├── IndexCorrupt          a file does not read as it was written      503, exit 4
│   ├── IndexFull             the disk took no more; nothing changed      exit 74
│   └── IndexLocked           another process is changing it              exit 75
└── RequestError              a request that cannot be answered           400, exit 2

``str(error)`` is a sentence for a person and names the cure where there is one. A
reindex counts the errors of single pages and sources in its report and goes on.
The table of HTTP status codes is in ``webapp/routes/errors.py``, that of exit codes in
``exit_codes.py``.
"""

from __future__ import annotations

import errno

DISK_FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system reports when a disk, a quota or a file takes no more bytes."""


class BroadsheetError(Exception):
    """Base of all errors raised on purpose."""


class ConfigError(BroadsheetError):
    """A setting is missing, unknown or out of range."""


class SourceError(BroadsheetError):
    """A source as a whole could not be read."""


class FetchError(SourceError):
    """A page could not be fetched; the message begins with a verb: "took …"."""


class ExtractError(BroadsheetError):
    """A page could not be read as an article.

    Attributes:
        url: the page.
    """

    def __init__(self, message: str, *, url: str = "") -> None:
        super().__init__(message)
        self.url = url

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), str(self), self.url)


class NotAnArticle(ExtractError):
    """A page that is whole but no article: a section front, a list, an error page."""


def _rebuild(kind: type[ExtractError], message: str, url: str) -> ExtractError:
    """Remake an ``ExtractError`` that crossed from a worker process."""
    return kind(message, url=url)


class IndexStoreError(BroadsheetError):
    """The index on disk cannot serve."""


class IndexMissing(IndexStoreError):
    """No index has been built yet."""


class IndexOutdated(IndexStoreError):
    """The index was written in a format this version does not read."""


class IndexCorrupt(IndexStoreError):
    """A file of the index does not read as it was written."""


class IndexFull(IndexStoreError):
    """The disk took no more; the last commit stands."""


class IndexLocked(IndexStoreError):
    """Another process has the index open for changes."""


class RequestError(BroadsheetError):
    """A request that cannot be answered as it stands.

    Attributes:
        parameter: the part of the request that is wrong.
    """

    def __init__(self, message: str, *, parameter: str) -> None:
        super().__init__(message)
        self.parameter = parameter
