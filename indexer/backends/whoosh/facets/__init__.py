"""Doc values: here are matching documents, how many hold each value of a field?"""
