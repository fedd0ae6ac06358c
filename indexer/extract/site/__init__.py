"""What do the pages of one site have in common, and what did its owner set for it?"""
