"""How a backend is judged: battery, judge, impostors, diagnosis, reports."""
