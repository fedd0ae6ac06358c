"""``python -m indexer.cli`` is ``broadsheet``."""

from . import main

main()
