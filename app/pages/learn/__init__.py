"""The course: chapters as Markdown with living figures and predictions, read from a folder a language."""
