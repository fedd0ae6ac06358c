"""Marks: here is a matching article, which of its characters matched?"""
