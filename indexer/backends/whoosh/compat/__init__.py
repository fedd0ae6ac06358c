"""All that imports Whoosh: what does Whoosh need, to open this index with its own code?

Its schema, its table of contents, its write lock, and a codec that reads segments.
"""
