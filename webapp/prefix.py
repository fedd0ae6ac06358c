"""The path that the site lies under at its host, such as ``/search``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from indexer.config import is_root_path

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def mount(app: WSGIApplication, root_path: str, proxy: str) -> WSGIApplication:
    """Put an application under a path, or under the one that a proxy names.

    It makes no difference whether the proxy passes the path on or takes it away.

    Args:
        root_path: from the settings.
        proxy: address whose ``X-Forwarded-Prefix`` is trusted, ``*`` for all.
    """

    def mounted(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        said = environ.pop("HTTP_X_FORWARDED_PREFIX", "").rstrip("/")
        is_trusted = proxy in ("*", environ["REMOTE_ADDR"])
        prefix = said if is_trusted and said and is_root_path(said) else root_path
        path = environ["PATH_INFO"]
        environ["SCRIPT_NAME"] = prefix
        if f"{path}/".startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path[len(prefix) :]
        return app(environ, start)

    return mounted
