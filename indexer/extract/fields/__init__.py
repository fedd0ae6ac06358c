"""What are the title, date, authors, section and topics of this page?

``page_signals`` gathers in one walk what all fields are read from, and ``titles`` finds
the headline, around which people look for the rest. Each field has a module that ranks
every value the page gives for it, likeliest first. ``metadata`` takes the first of
each, ``candidates`` lists them all, and ``site_facts`` counts what the pages of a site
share.
"""
