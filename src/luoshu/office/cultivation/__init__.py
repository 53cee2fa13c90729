"""The cultivation list (培育库): who is near a title, what each still lacks, who helps, and how it ended."""
