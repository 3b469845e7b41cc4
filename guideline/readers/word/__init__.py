"""What `from_word` puts together: each module reads one thing that a Word file holds."""
