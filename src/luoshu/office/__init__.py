"""The office: a web application where enterprises, officers and the public meet what the engine works out."""
