"""Which blocks of a page are its article, and what passages do they make?"""
