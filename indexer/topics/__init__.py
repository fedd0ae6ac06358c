"""The owner's vocabulary of topics, and which articles get them: ``docs/topics.md``."""

from __future__ import annotations

from .suggestions import choose_articles, propose_topics, write_topics
from .tagger import TopicSource, add_topics
from .vocabulary import TopicVocabulary, load_topics

__all__ = [
    "TopicSource",
    "TopicVocabulary",
    "add_topics",
    "choose_articles",
    "load_topics",
    "propose_topics",
    "write_topics",
]
