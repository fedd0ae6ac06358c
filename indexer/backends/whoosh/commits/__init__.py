"""Which segments make up the index: what is the newest commit, and is it undamaged?

The writer makes commits durable; generations are the commit points that readers open.
"""
