"""The one-picture explanation of a policy (一图解读): a sheet of A4 made from the document alone."""
