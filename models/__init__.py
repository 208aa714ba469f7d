"""Networks and the bundles they ship in. Needs torch, and nothing else of Facies."""
