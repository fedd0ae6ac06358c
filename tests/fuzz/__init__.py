"""Fuzzing with ``atheris``: ``make fuzz``, or ``python -m tests.fuzz MINUTES TARGETS``.

Each target is a module with a ``check`` of one input, which raises where a promise is
broken. One input again: ``python -m tests.fuzz.fuzz_search build/fuzz/search/...``.
"""
