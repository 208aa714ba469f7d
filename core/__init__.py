"""Everything of Facies that is not a window. Knows no Qt; imports only ``models``."""
