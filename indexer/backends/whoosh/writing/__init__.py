"""Documents into segments: what are the posting lists of these articles?

A builder makes a segment of documents in memory; merging makes one of several.
"""
