"""A policy's document as a citizen reads it: gathered once, drawn as a page of HTML or as paper."""
