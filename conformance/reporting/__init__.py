"""Run files for people: who conforms, what changed between two runs; as text, Markdown, HTML, JSON, JUnit and badge."""
