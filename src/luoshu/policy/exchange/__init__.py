"""Policies as DMN models, and DMN models as policies."""
