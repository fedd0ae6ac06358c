"""Running a query: which documents match a query tree, and with what score?

A tree becomes slots, which are looked up as posting lists and form a plan. Running the
plan on whole arrays yields documents with BM25F scores; ranking selects the first.
"""
