"""Video files: index, exact random access, streaming decode, cuts, writing.

Imports only types and errors.
"""
