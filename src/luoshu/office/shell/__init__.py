"""What all pages share: their frame, the stylesheet, words in two languages, tables and their pages of rows."""
