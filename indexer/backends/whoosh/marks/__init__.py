"""Marks: which characters of a matching article matched?"""
