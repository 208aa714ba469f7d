"""Analysis folders: saving and loading without loss, tables, schemas."""
