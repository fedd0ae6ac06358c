"""Measures Broadsheet beside its peers: the same articles, queries and work for all."""
