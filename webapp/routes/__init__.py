"""Which response does a request get?"""
