"""All that imports Whoosh: what does Whoosh need to open this index?

Its schema, its table of contents, its write lock, and a codec that reads segments.
"""
