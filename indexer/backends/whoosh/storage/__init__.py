"""A segment and its file: where are the arrays of a document or a term?

The lowest floor: named arrays in mapped files, the layout of a segment, the schema, and
articles as stored bytes.
"""
