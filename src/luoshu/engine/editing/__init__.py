"""Help for those who write a document: what is wrong with it, what names there are, what a name stands for.

Positions are lines and columns of characters, both from 0, as editors count.
"""
