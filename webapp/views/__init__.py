"""What does a page show, as data?"""
