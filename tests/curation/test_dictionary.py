"""The values of a column or a scheme, found by a word."""


def test_values_are_found_by_a_word_of_a_column_or_of_a_scheme(cli, base):
    env = {"AIGOV_KG_HOME": str(base.root)}
    by_column = cli("dictionary", "tenure", "role", "convenor", env=env).stdout
    assert "  convenor: " in by_column and "rapporteur" not in by_column and len(by_column.split()) < 80
    assert cli("dictionary", "roles", "convenor", env=env).stdout == by_column
    assert "  us: United States" in cli("dictionary", "organisation", "country", "states", env=env).stdout
    assert "  Company" in cli("dictionary", "organisation", "class", "company", env=env).stdout
    # A class is found by what it means too.
    found = cli("dictionary", "organisation", "class", "institute", env=env).stdout
    assert "  AcademicOrganisation: organisation that teaches" in found and "Company" not in found
    nothing = cli("dictionary", "tenure", "role", "xylophone", env=env)
    assert nothing.returncode == 2 and "has the word 'xylophone'" in nothing.stderr
    assert "there is no kind 'xylophones'" in cli("dictionary", "xylophones", env=env).stderr
    other = cli("dictionary", "membership", "role", env=env).stderr
    assert "memberships has no column 'role'; category and position hold it" in other
