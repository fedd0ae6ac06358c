"""What request does an address stand for, and the reverse?"""
