"""What a policy comes to, in few words: who, on what conditions, how much, how to get it, until when. Made from the
document alone; a page shows it at its top, a picture on one sheet."""
