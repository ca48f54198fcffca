"""What is proven about permissions, as data: the tests ask it of the policies, and docs/security.md shows it."""
