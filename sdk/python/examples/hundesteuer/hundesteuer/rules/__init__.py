"""The rules, one file for each part of the form. Their ids stand in the test plan."""
