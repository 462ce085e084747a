"""What something without an adapter is: every algorithm of its family tried, and what agrees judged."""
