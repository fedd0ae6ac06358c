"""One class per engine, each used as its own users would: ``PEERS`` lists them.

Every peer does the same work for an ask: the exact count, ten hits by relevance with a
snippet each, and five facets (topics, section, year, author, publisher; the twenty
most frequent values), where the facet that an ask narrows by leaves out its own filter.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import sys
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from .corpus import Doc
from .queries import Ask

FACETS = ("topics", "section", "year", "author", "publisher")
TOP = 20
DEBIAN = "/usr/lib/python3/dist-packages"


class Peer(Protocol):
    """An engine over one index in one folder."""

    def __init__(self, folder: Path) -> None: ...

    def build(self, docs: Iterable[Doc]) -> None:
        """Index the articles, from cleaned text, in one process, and commit."""

    def open(self) -> None:
        """Open what ``build`` wrote."""

    def answer(self, ask: Ask) -> int:
        """Do the work of one ask and return the count."""


class Broadsheet:
    """This project, through its backend, snippets included."""

    def __init__(self, folder: Path) -> None:
        from indexer import make_config, open_backend

        facets = ["topics", "section", "published", "authors", "publisher"]
        search = {"facets": facets, "facet_size": TOP}
        self.config = make_config({"index": {"folder": str(folder)}, "search": search})
        self.backend = open_backend(self.config)

    def build(self, docs: Iterable[Doc]) -> None:
        from indexer import Article, PageStamp, make_digest

        with self.backend.writer(rebuild=True) as writer:
            for doc in docs:
                article = Article(
                    doc.url,
                    doc.title,
                    doc.text,
                    published=dt.datetime.fromisoformat(doc.date),
                    authors=(doc.author,),
                    publisher=doc.publisher,
                    topics=doc.topics,
                    sections=((doc.section,),),
                    language="en",
                )
                writer.put(article, PageStamp(make_digest(doc.url.encode()), "bench"))
            writer.commit()

    def open(self) -> None:
        self.backend.info()

    def answer(self, ask: Ask) -> int:
        from indexer import Filter, SearchOptions
        from indexer.query import And, Or, Phrase, Prefix, Query, Word
        from indexer.search import make_snippet

        query: Query
        if ask.kind == "phrase":
            query = Phrase(" ".join(ask.words))
        elif ask.kind == "prefix":
            query = Prefix(ask.words[0])
        elif len(ask.words) == 1:
            query = Word(ask.words[0])
        else:
            parts = tuple(map(Word, ask.words))
            query = And(parts) if ask.kind == "and" else Or(parts)
        chosen = (("section", ask.section), ("published", ask.year))
        found = self.backend.search(
            query,
            SearchOptions(
                filters=tuple(Filter(field, value) for field, value in chosen if value),
                facets=self.config.search.facets,
            ),
        )
        snippets = [make_snippet(m.article, m.body_marks) for m in found.matches]
        assert len(snippets) == len(found.matches) and len(found.facets) == 5
        return found.total


class StockWhoosh:
    """Whoosh 2.7.4 as it comes, with PyStemmer's stemmer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, docs: Iterable[Doc]) -> None:
        from whoosh import analysis, fields, index

        self.folder.mkdir(parents=True, exist_ok=True)
        analyzer = (
            analysis.RegexTokenizer()
            | analysis.LowercaseFilter()
            | analysis.PyStemmerFilter("english", cachesize=50_000)
        )
        commas = analysis.RegexTokenizer("[^|]+")
        schema = fields.Schema(
            title=fields.TEXT(analyzer, stored=True, field_boost=3.0),
            body=fields.TEXT(analyzer, stored=True),
            subjects=fields.TEXT(analyzer),
            topics=fields.KEYWORD(sortable=True, commas=True),
            section=fields.ID(sortable=True),
            year=fields.ID(sortable=True),
            author=fields.ID(sortable=True),
            publisher=fields.ID(sortable=True),
        )
        schema["topics"].analyzer = commas
        writer = index.create_in(self.folder, schema).writer(limitmb=256)
        for doc in docs:
            writer.add_document(
                title=doc.title,
                body=doc.text,
                subjects=" ".join(doc.topics),
                topics="|".join(doc.topics),
                section=doc.section,
                year=doc.date[:4],
                author=doc.author,
                publisher=doc.publisher,
            )
        writer.commit()

    def open(self) -> None:
        from whoosh import index
        from whoosh.qparser import MultifieldParser, OrGroup

        self.searcher = index.open_dir(self.folder).searcher()
        fields, schema = ["title", "body", "subjects"], self.searcher.schema
        self.parse = MultifieldParser(fields, schema).parse
        self.parse_or = MultifieldParser(fields, schema, group=OrGroup).parse

    def answer(self, ask: Ask) -> int:
        from whoosh import query as wq
        from whoosh import sorting

        text = " ".join(ask.words)
        texts = {"phrase": f'"{text}"', "prefix": text + "*"}
        parse = self.parse_or if ask.kind == "or" else self.parse
        query = parse(texts.get(ask.kind, text))
        chosen = {"section": ask.section, "year": ask.year}
        filters = {
            name: wq.Term(name, value) for name, value in chosen.items() if value
        }
        narrow = wq.And(list(filters.values())) if filters else None

        def facets(names: Iterable[str]) -> sorting.Facets:
            table = sorting.Facets()
            for name in names:
                table.add_facet(
                    name,
                    sorting.FieldFacet(name, allow_overlap=name == "topics"),
                )
            return table

        free = [name for name in FACETS if name not in filters]
        found = self.searcher.search(
            query, filter=narrow, groupedby=facets(free), maptype=sorting.Count
        )
        groups = {name: found.groups(name) for name in free}
        for name in filters:
            others = [f for other, f in filters.items() if other != name]
            own = self.searcher.search(
                query,
                filter=wq.And(others) if others else None,
                groupedby=facets([name]),
                maptype=sorting.Count,
            )
            groups[name] = own.groups(name)
        tops = [sorted(g.items(), key=lambda x: -x[1])[:TOP] for g in groups.values()]
        snippets = [hit.highlights("body") for hit in found[:10]]
        assert len(tops) == 5 and len(snippets) <= 10
        return len(found)


class Tantivy:
    """tantivy through its Python binding: aggregations for the facets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _schema(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("title", "body", "subjects"):
            builder.add_text_field(
                name, stored=name != "subjects", tokenizer_name="en_stem"
            )
        for name in FACETS:
            builder.add_text_field(
                name, fast=True, tokenizer_name="raw", index_option="basic"
            )
        return builder.build()

    def build(self, docs: Iterable[Doc]) -> None:
        import tantivy

        self.folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self._schema(), path=str(self.folder))
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for doc in docs:
            writer.add_document(
                tantivy.Document(
                    title=[doc.title],
                    body=[doc.text],
                    subjects=[" ".join(doc.topics)],
                    topics=list(doc.topics),
                    section=[doc.section],
                    year=[doc.date[:4]],
                    author=[doc.author],
                    publisher=[doc.publisher] if doc.publisher else [],
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        import tantivy

        self.index = tantivy.Index.open(str(self.folder))
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    def answer(self, ask: Ask) -> int:
        import tantivy

        text, fields = " ".join(ask.words), ["title", "body", "subjects"]
        boosts = {"title": 3.0}
        if ask.kind == "prefix":
            pattern = re.escape(ask.words[0]) + ".*"
            query = tantivy.Query.boolean_query(
                [
                    (
                        tantivy.Occur.Should,
                        tantivy.Query.regex_query(self.schema, name, pattern),
                    )
                    for name in fields
                ]
            )
        else:
            query = self.index.parse_query(
                f'"{text}"' if ask.kind == "phrase" else text,
                fields,
                field_boosts=boosts,
                conjunction_by_default=ask.kind != "or",
            )
        chosen = {"section": ask.section, "year": ask.year}
        filters = {
            name: tantivy.Query.term_query(self.schema, name, value)
            for name, value in chosen.items()
            if value
        }

        def narrowed(names: Iterable[str]) -> Any:
            parts = [filters[name] for name in names]
            if not parts:
                return query
            must = tantivy.Occur.Must
            return tantivy.Query.boolean_query([(must, q) for q in [query, *parts]])

        def terms(names: Iterable[str]) -> dict[str, Any]:
            return {name: {"terms": {"field": name, "size": TOP}} for name in names}

        whole = narrowed(filters)
        found = self.searcher.search(whole, 10)
        free = [name for name in FACETS if name not in filters]
        counts = self.searcher.aggregate(whole, terms(free))
        for name in filters:
            own = narrowed(other for other in filters if other != name)
            counts |= self.searcher.aggregate(own, terms([name]))
        cut = tantivy.SnippetGenerator.create(self.searcher, query, self.schema, "body")
        snippets = []
        for _, address in found.hits:
            doc = self.searcher.doc(address)
            snippet = cut.snippet_from_doc(doc)
            snippets.append((doc["title"], snippet.fragment(), snippet.highlighted()))
        assert len(counts) == 5 and len(snippets) == len(found.hits)
        return int(found.count)


class Fts5:
    """SQLite FTS5 with its porter tokenizer; facets by GROUP BY."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, docs: Iterable[Doc]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "fts.db").unlink(missing_ok=True)
        db = sqlite3.connect(self.folder / "fts.db")
        db.executescript(
            """
            PRAGMA journal_mode = wal;
            CREATE TABLE docs(id INTEGER PRIMARY KEY, title, body, subjects,
                              section, year, author, publisher);
            CREATE TABLE topics(id INTEGER, topic);
            CREATE VIRTUAL TABLE fts USING fts5(title, body, subjects, content=docs,
                content_rowid=id, tokenize='porter unicode61', prefix='3 4');
            """
        )
        for i, d in enumerate(docs, 1):
            subjects = " ".join(d.topics)
            row = (i, d.title, d.text, subjects)
            more = (d.section, d.date[:4], d.author, d.publisher)
            db.execute("INSERT INTO docs VALUES (?,?,?,?,?,?,?,?)", row + more)
            db.execute(
                "INSERT INTO fts(rowid,title,body,subjects) VALUES (?,?,?,?)", row
            )
            db.executemany(
                "INSERT INTO topics VALUES (?,?)", [(i, t) for t in d.topics]
            )
        db.executescript(
            """
            CREATE INDEX topics_id ON topics(id, topic);
            INSERT INTO fts(fts) VALUES ('optimize');
            ANALYZE;
            """
        )
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()

    def open(self) -> None:
        self.db = sqlite3.connect(self.folder / "fts.db")
        self.db.execute("PRAGMA mmap_size = 4000000000")
        self.db.execute("PRAGMA temp_store = memory")
        self.db.execute("CREATE TEMP TABLE m(id INTEGER PRIMARY KEY, s, y)")

    def answer(self, ask: Ask) -> int:
        text = " ".join(ask.words)
        texts = {
            "phrase": f'"{text}"',
            "prefix": text + "*",
            "or": " OR ".join(ask.words),
        }
        db, match = self.db, texts.get(ask.kind, text)
        db.execute("DELETE FROM m")
        db.execute(
            "INSERT INTO m SELECT d.id, d.section, d.year FROM fts JOIN docs d"
            " ON d.id = fts.rowid WHERE fts MATCH ?",
            (match,),
        )
        chosen = {"section": ("s", ask.section), "year": ("y", ask.year)}
        tests = {
            name: f"m.{column} = '{value}'"
            for name, (column, value) in chosen.items()
            if value
        }

        def where(own: str = "") -> str:
            kept = [test for name, test in tests.items() if name != own]
            return " AND ".join(kept) or "1"

        count = db.execute(f"SELECT count(*) FROM m WHERE {where()}").fetchone()[0]
        facets = []
        for name in FACETS:
            source = (
                "m JOIN topics t ON t.id = m.id"
                if name == "topics"
                else "m JOIN docs t ON t.id = m.id"
            )
            column = "topic" if name == "topics" else name
            facets.append(
                db.execute(
                    f"SELECT t.{column}, count(*) FROM {source} WHERE {where(name)}"
                    f" GROUP BY 1 ORDER BY 2 DESC LIMIT {TOP}"
                ).fetchall()
            )
        narrow = where().replace("m.s", "d.section").replace("m.y", "d.year")
        hits = db.execute(
            "SELECT d.title, snippet(fts, 1, '<mark>', '</mark>', '…', 32) FROM fts"
            f" JOIN docs d ON d.id = fts.rowid WHERE fts MATCH ? AND {narrow}"
            " ORDER BY bm25(fts, 3.0, 1.0, 1.0) LIMIT 10",
            (match,),
        ).fetchall()
        assert len(facets) == 5 and len(hits) == min(10, count)
        return int(count)


class Xapian:
    """Xapian of Debian's python3-xapian: match spies for the facets."""

    TOPIC_SLOTS = (4, 5, 6, 7)
    SLOTS = types.MappingProxyType(
        {"section": 0, "year": 1, "author": 2, "publisher": 3}
    )

    def __init__(self, folder: Path) -> None:
        if DEBIAN not in sys.path:
            sys.path.append(DEBIAN)
        import xapian

        self.xapian, self.folder = xapian, folder

    def build(self, docs: Iterable[Doc]) -> None:
        xapian = self.xapian
        self.folder.mkdir(parents=True, exist_ok=True)
        flags = xapian.DB_CREATE_OR_OVERWRITE
        db = xapian.WritableDatabase(str(self.folder / "db"), flags)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        generator.set_stemming_strategy(xapian.TermGenerator.STEM_SOME)
        for d in docs:
            doc = xapian.Document()
            generator.set_document(doc)
            generator.index_text(d.title, 3)
            generator.increase_termpos()
            generator.index_text(d.text)
            generator.increase_termpos()
            generator.index_text(" ".join(d.topics))
            doc.set_data(d.title + "\n" + d.text)
            for name, slot in self.SLOTS.items():
                value = {"section": d.section, "year": d.date[:4], "author": d.author}
                doc.add_value(slot, value.get(name, d.publisher))
            for slot, topic in zip(self.TOPIC_SLOTS, d.topics, strict=False):
                doc.add_value(slot, topic)
            doc.add_boolean_term("XS" + d.section)
            doc.add_boolean_term("XY" + d.date[:4])
            db.add_document(doc)
        db.commit()
        db.close()

    def open(self) -> None:
        xapian = self.xapian
        self.db = xapian.Database(str(self.folder / "db"))
        self.stemmer = xapian.Stem("en")
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(self.stemmer)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_database(self.db)

    def answer(self, ask: Ask) -> int:
        xapian, text = self.xapian, " ".join(ask.words)
        parser = self.parser
        both = xapian.Query.OP_OR if ask.kind == "or" else xapian.Query.OP_AND
        parser.set_default_op(both)
        flags = parser.FLAG_DEFAULT | parser.FLAG_WILDCARD
        texts = {"phrase": f'"{text}"', "prefix": text + "*"}
        query = parser.parse_query(texts.get(ask.kind, text), flags)
        chosen = {"section": "XS" + ask.section, "year": "XY" + ask.year}
        filters = {n: xapian.Query(t) for n, t in chosen.items() if len(t) > 2}

        def run(names: Iterable[str], own: str = "") -> tuple[Any, dict[str, Any]]:
            whole = query
            for name, part in filters.items():
                if name != own:
                    whole = xapian.Query(xapian.Query.OP_FILTER, whole, part)
            enquire = xapian.Enquire(self.db)
            enquire.set_query(whole)
            spies = {
                name: [
                    xapian.ValueCountMatchSpy(slot)
                    for slot in (
                        self.TOPIC_SLOTS if name == "topics" else (self.SLOTS[name],)
                    )
                ]
                for name in names
            }
            for spy in (s for group in spies.values() for s in group):
                enquire.add_matchspy(spy)
            return enquire.get_mset(0, 10, self.db.get_doccount()), spies

        found, spies = run([name for name in FACETS if name not in filters])
        for name in filters:
            spies |= run([name], own=name)[1]
        facets = {}
        for name, group in spies.items():
            counts: dict[bytes, int] = {}
            for spy in group:
                for item in spy.top_values(TOP * len(group)):
                    counts[item.term] = counts.get(item.term, 0) + item.termfreq
            facets[name] = sorted(counts.items(), key=lambda x: -x[1])[:TOP]
        snippets = [
            found.snippet(hit.document.get_data().decode(), 240, self.stemmer)
            for hit in found
        ]
        assert len(facets) == 5 and len(snippets) == len(found)
        return int(found.get_matches_estimated())


PEERS: dict[str, Callable[[Path], Peer]] = {
    "broadsheet": Broadsheet,
    "whoosh": StockWhoosh,
    "tantivy": Tantivy,
    "fts5": Fts5,
    "xapian": Xapian,
}


class Bm25s:
    """bm25s: ranking of any-word queries alone, no count, facet or snippet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, docs: Iterable[Doc]) -> None:
        import bm25s
        import Stemmer

        stemmer = Stemmer.Stemmer("english")
        texts = (f"{d.title} {d.text} {' '.join(d.topics)}" for d in docs)
        tokens = bm25s.tokenize(
            list(texts), stopwords=None, stemmer=stemmer, show_progress=False
        )
        engine = bm25s.BM25(k1=1.2, b=0.75)
        engine.index(tokens, show_progress=False)
        engine.save(self.folder)

    def open(self) -> None:
        import bm25s
        import Stemmer

        self.stemmer = Stemmer.Stemmer("english")
        self.engine = bm25s.BM25.load(self.folder, mmap=True)

    def answer(self, ask: Ask) -> int:
        import bm25s

        tokens = bm25s.tokenize(
            " ".join(ask.words),
            stopwords=None,
            stemmer=self.stemmer,
            show_progress=False,
        )
        ids, _ = self.engine.retrieve(tokens, k=10, show_progress=False)
        return int(ids.shape[1])


RANKING_ONLY: dict[str, Callable[[Path], Peer]] = {"bm25s": Bm25s}
