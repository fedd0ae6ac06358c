"""Documents into segments: here are articles, what are their posting lists?

A builder makes a segment of documents in memory; merging makes one of several.
"""
