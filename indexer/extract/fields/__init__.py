"""What a page says of itself: title, dates, people, topics, and by which words."""
