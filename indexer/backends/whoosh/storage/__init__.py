"""A segment and its file: here is a document number or a term, where are its arrays?

The lowest floor: named arrays in mapped files, the layout of a segment, the schema, and
articles as stored bytes.
"""
