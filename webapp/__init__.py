"""The web face of an archive: pages for people, JSON for programs."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from indexer import Config, open_backend
from indexer.query import load_synonyms

from .routes import api, pages
from .routes.context import Site, make_version
from .routes.errors import register_errors
from .routes.rendering import add_headers
from .state.request import host_of, language_attributes, safe_url

__all__ = ["create_app"]

STATIC_MAX_AGE_SECONDS = 365 * 24 * 3600


def create_app(config: Config) -> Flask:
    """Build the application that serves the index of the settings.

    The index is opened with the first request, and again whenever it has changed; it
    may be missing: then pages are a 503, and the log names the command to run.

    Raises:
        ConfigError: an entry of the file of synonyms is wrong.
    """
    if config.search.synonyms:
        load_synonyms(config.search.synonyms, config.languages)
    app = Flask(__name__)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_MAX_AGE_SECONDS
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        safe_url=safe_url, host_of=host_of, language_attributes=language_attributes
    )
    app.extensions["broadsheet"] = Site(
        config, open_backend(config), make_version(config)
    )
    app.register_blueprint(pages.pages)
    app.register_blueprint(api.api)
    register_errors(app)
    app.after_request(add_headers)
    return app
