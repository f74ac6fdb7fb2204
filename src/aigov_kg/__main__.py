"""`python -m aigov_kg` is `aigov-kg`."""

from aigov_kg.cli import main

if __name__ == "__main__":
    main()
