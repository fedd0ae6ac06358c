from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.backends import open_backend
from indexer.config import Config, make_config
from indexer.model import Article, PageStamp
from webapp import create_app

from .articles import ARTICLES


def add_articles(config: Config, articles: Iterable[Article]) -> None:
    """Commit articles to the index of the settings."""
    backend = open_backend(config)
    with backend.writer() as writer:
        for article in articles:
            writer.put(article, PageStamp("0" * 32, "folder:site"))
        writer.commit()
    backend.close()


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of an index that holds ``ARTICLES``; tests do not change it."""
    folder: Path = tmp_path_factory.mktemp("archive")
    config = make_config(
        {
            "title": "The Example Archive",
            "home": "https://news.example/",
            "time_zone": "Asia/Shanghai",
        },
        folder,
    )
    add_articles(config, ARTICLES)
    return config


@pytest.fixture(scope="session")
def app(config: Config) -> Flask:
    return create_app(config)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
