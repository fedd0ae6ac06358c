"""Doc values: how many of the matching documents hold each value of a field?"""
